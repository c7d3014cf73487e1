#pragma once

#include <chrono>
#include <string>

#include "annals/time/instant.h"

namespace annals {

/// A calendar day, UTC.
using Day = std::chrono::sys_days;

/// The first and the last day that a date can be written for: 0001-01-01 and 9999-12-31.
inline constexpr Day first_day{std::chrono::year{1} / 1 / 1};
inline constexpr Day last_day{std::chrono::year{9999} / 12 / 31};

/// The day that a bounded moment lies in.
[[nodiscard]] constexpr Day day_of(Moment moment) {
  return std::chrono::floor<std::chrono::days>(moment);
}

/// The last microsecond of `day`.
[[nodiscard]] constexpr Moment last_moment_of(Day day) {
  return Moment{day + std::chrono::days{1}} - Microseconds{1};
}

/// `2019-07-22`.
[[nodiscard]] std::string to_text(Day day);

}  // namespace annals
