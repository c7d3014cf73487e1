#pragma once

#include "annals/time/day.h"

namespace annals {

/// The first and the last moment that a date can be written for.
inline constexpr Moment first_moment{first_day};
inline constexpr Moment last_moment = last_moment_of(last_day);

/// Whether a date can be written for `moment`. What is stored has no others, but for the unbounded
/// ones: days cannot be counted from every moment there is.
[[nodiscard]] constexpr bool is_dated(Moment moment) {
  return first_moment <= moment && moment <= last_moment;
}

}  // namespace annals
