#pragma once

#include <bit>
#include <cstdint>
#include <limits>

#include "annals/base/check.h"

namespace annals {

/// A number that many others are divided by without a remainder: each takes a multiplication, where
/// the processor's division takes ten times as long.
///
/// Modulo 2^64 an odd number has an inverse, and to multiply by it divides what is a multiple; of
/// what is none come numbers that are too large. Source: Warren, Hacker's Delight, 10-16 and 10-17.
class Divisor {
 public:
  /// `divisor` must not be 0. Cost: six multiplications and a division.
  explicit Divisor(std::uint64_t divisor)
      : zeros_{std::countr_zero(divisor)},
        quotient_max_{std::numeric_limits<std::uint64_t>::max() / divisor} {
    const std::uint64_t odd = divisor >> zeros_;
    // Right in three bits; each step doubles them.
    inverse_ = odd;
    constexpr int steps = 5;
    for (int i = 0; i < steps; ++i) inverse_ *= 2 - odd * inverse_;
    check(odd * inverse_ == 1, "an odd number has an inverse");
  }

  /// Whether `number` is a multiple.
  [[nodiscard]] bool divides(std::uint64_t number) const {
    return std::rotr(number * inverse_, zeros_) <= quotient_max_;
  }

  /// How many times a multiple is it.
  [[nodiscard]] std::uint64_t quotient(std::uint64_t multiple) const {
    return (multiple >> zeros_) * inverse_;
  }

 private:
  int zeros_;  // at the end of the divisor
  std::uint64_t quotient_max_;
  std::uint64_t inverse_;  // of the rest of it
};

}  // namespace annals
