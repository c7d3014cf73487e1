#include "crash/options.h"

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>
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
    constexpr std::uint64_t usual = 1;
    const auto number = static_cast<std::uint32_t>(number_in("ANNALS_CRASH_SEED", usual));
    fmt::print("ANNALS_CRASH_SEED={}\n", number);
    std::fflush(stdout);  // what is damaged may end the process
    return number;
  }();
  return chosen;
}

std::uint64_t rounds(std::uint64_t usual) {
  return number_in("ANNALS_CRASH_ROUNDS", usual);
}

}  // namespace annals::crash
