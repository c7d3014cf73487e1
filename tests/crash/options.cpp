#include "crash/options.h"

#include <fmt/core.h>

#include <cstdlib>
#include <random>
#include <string>

namespace annals::crash {
namespace {

std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : std::stoull(text);
}

}  // namespace

std::uint32_t seed() {
  static const auto chosen = [] {
    const auto number =
        static_cast<std::uint32_t>(number_in("ANNALS_CRASH_SEED", std::random_device{}()));
    fmt::print("ANNALS_CRASH_SEED={}\n", number);
    return number;
  }();
  return chosen;
}

std::uint64_t rounds(std::uint64_t usual) {
  return number_in("ANNALS_CRASH_ROUNDS", usual);
}

}  // namespace annals::crash
