#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace annals {

using Microseconds = std::chrono::microseconds;

/// A moment on no axis in particular: microseconds since 1970-01-01T00:00:00Z, UTC, proleptic
/// Gregorian, without leap seconds. `min()` and `max()` stand for "unbounded below" and "above".
using Moment = std::chrono::time_point<std::chrono::system_clock, Microseconds>;

inline constexpr Moment unbounded_below = Moment::min();
inline constexpr Moment unbounded_above = Moment::max();

/// A moment on one named time axis. Moments of different axes do not compare.
template <typename Axis>
struct Instant {
  Moment at{};

  [[nodiscard]] constexpr std::int64_t microseconds() const {
    return at.time_since_epoch().count();
  }
  static constexpr Instant from_microseconds(std::int64_t count) {
    return {.at = Moment{Microseconds{count}}};
  }
  static constexpr Instant earliest() { return {.at = unbounded_below}; }
  static constexpr Instant latest() { return {.at = unbounded_above}; }

  friend constexpr auto operator<=>(Instant, Instant) = default;
};

/// When something took effect, or ended, in the world (valid time).
using EffectiveTime = Instant<struct EffectiveAxis>;

/// When it became known to whoever keeps the record (knowledge time).
using KnownTime = Instant<struct KnownAxis>;

/// When this database appended it (ledger time); assigned by the log and never by a caller.
using RecordedTime = Instant<struct RecordedAxis>;

}  // namespace annals
