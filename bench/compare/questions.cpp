#include "compare/questions.h"

#include <random>

namespace annals::bench {
namespace {

constexpr std::uint64_t seed = 7654321;

/// Van der Corput's sequence: the bits of the number behind the point, in reverse order.
std::int32_t even_day(std::uint32_t number) {
  constexpr int bits = 32;
  std::uint64_t reversed = 0;
  for (int i = 0; i < bits; ++i, number >>= 1U) reversed = reversed << 1U | (number & 1U);
  return static_cast<std::int32_t>((reversed * effective_days) >> bits);
}

}  // namespace

std::vector<Point> make_points(const Workload& workload, std::uint64_t known) {
  constexpr std::uint32_t count = 1U << 15U;
  std::mt19937_64 dice{seed};
  std::vector<Point> points;
  points.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const Fact& about = workload.facts()[dice() % workload.events()];
    const bool is_its_day = i % 2 == 1 && !is_one_cell(workload.shape());
    points.push_back({.relationship = about.relationship,
                      .cell = about.cell,
                      .day = is_its_day ? about.day : even_day(i),
                      .known = known});
  }
  return points;
}

std::vector<Sought> make_sought() {
  constexpr std::uint32_t count = 256;
  std::mt19937_64 dice{seed};
  std::vector<Sought> all;
  for (std::uint32_t i = 0; i < count; ++i) {
    all.push_back({.cell = static_cast<std::uint8_t>(dice() % cells_per_relationship),
                   .value = static_cast<std::uint8_t>(dice() % values_per_cell),
                   .day = even_day(i)});
  }
  return all;
}

}  // namespace annals::bench
