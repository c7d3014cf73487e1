#pragma once

#include <cstdint>

namespace annals::crash {

/// What chance is drawn from: $ANNALS_CRASH_SEED, else always the same. Printed once, so that a
/// failure can be had again. `tools/torture` is where other numbers are tried.
[[nodiscard]] std::uint32_t seed();

/// How many rounds to make: $ANNALS_CRASH_ROUNDS, else `usual`.
[[nodiscard]] std::uint64_t rounds(std::uint64_t usual);

}  // namespace annals::crash
