// Writes a workload as JSON Lines: annals_workload w 1000000 FILE

#include <fmt/core.h>

#include <charconv>
#include <cstdlib>
#include <optional>
#include <span>
#include <string_view>

#include "workload.h"

namespace annals::bench {
namespace {

std::optional<Shape> shape_of(std::string_view name) {
  for (const Shape shape : {Shape::b1, Shape::b2, Shape::b2c, Shape::w}) {
    if (shape_name(shape) == name) return shape;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> count_of(std::string_view text) {
  std::uint64_t count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || count == 0) {
    return std::nullopt;
  }
  return count;
}

int run(std::span<const char* const> arguments) {
  const auto shape = arguments.size() == 4 ? shape_of(arguments[1]) : std::nullopt;
  const auto events = arguments.size() == 4 ? count_of(arguments[2]) : std::nullopt;
  if (!shape || !events) {
    fmt::print(stderr, "usage: annals_workload b1|b2|b2c|w EVENTS FILE\n");
    return 2;
  }
  if (write_lines(Workload{*shape, *events}, arguments[3])) return EXIT_SUCCESS;
  fmt::print(stderr, "annals_workload: cannot write {}\n", arguments[3]);
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace annals::bench

int main(int argc, char** argv) {
  return annals::bench::run({argv, static_cast<std::size_t>(argc)});
}
