#include "annals/base/divisor.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace annals {
namespace {

constexpr std::uint64_t greatest = std::numeric_limits<std::uint64_t>::max();

std::vector<std::uint64_t> numbers() {
  constexpr std::uint64_t day = 86'400'000'000;
  std::vector<std::uint64_t> all{1,
                                 2,
                                 3,
                                 6,
                                 7,
                                 8,
                                 10,
                                 day,
                                 3 * day,
                                 greatest / 2,
                                 1 << 20,
                                 greatest,
                                 greatest - 1,
                                 std::uint64_t{1} << 63U};
  std::mt19937_64 random{1};
  for (unsigned shift = 0; shift < 60; ++shift) all.push_back((random() >> shift) | 1U);
  for (unsigned shift = 4; shift < 60; ++shift) all.push_back((random() >> shift) + 1);
  return all;
}

TEST(Divisor, SaysWhatItDividesAsADivisionDoes) {
  for (const std::uint64_t divisor : numbers()) {
    const Divisor fast{divisor};
    EXPECT_TRUE(fast.divides(0));
    for (const std::uint64_t number : numbers()) {
      EXPECT_EQ(fast.divides(number), number % divisor == 0) << number << " by " << divisor;
    }
  }
}

TEST(Divisor, DividesMultiples) {
  for (const std::uint64_t divisor : numbers()) {
    const Divisor fast{divisor};
    for (const std::uint64_t number : numbers()) {
      const std::uint64_t times = number % (greatest / divisor + (divisor == 1 ? 0 : 1));
      EXPECT_TRUE(fast.divides(times * divisor));
      EXPECT_EQ(fast.quotient(times * divisor), times) << times << " times " << divisor;
    }
  }
}

}  // namespace
}  // namespace annals
