#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/sequence.h"
#include "annals/index/projection.h"
#include "annals/store/store.h"
#include "annals/time/instant.h"

namespace annals {

/// The events of all relationships by when they took effect, ended and became known.
extern const Projection calendar_projection;

/// What an event's date says. DO NOT CHANGE THESE VALUES: they stand in the keys.
enum class CalendarDate : std::uint8_t { start = 1, end = 2, known = 3 };

/// A date of an event.
struct CalendarEntry {
  unsigned magnitude;  ///< how many bits the length of the date takes
  Moment first;
  Moment last;
  Sequence sequence;
};

/// Reads a row of the calendar; nothing if it is none.
[[nodiscard]] std::optional<CalendarEntry> decode_calendar(std::string_view key,
                                                           std::string_view value);

/// The events whose date of this kind has a moment in [from, to], in the order of the log; on no
/// axis in particular, because `kind` says which. Errors: corrupt, io.
/// Cost: O(k) for k events found, and a seek for each magnitude of vagueness (at most 65), however
///       long the log is: dates are kept by the power of two that their length lies under, and of
///       each magnitude no date that began more than that long before `from` can reach it.
[[nodiscard]] Result<std::vector<Sequence>> read_calendar(const Snapshot& snapshot,
                                                          CalendarDate kind, Moment from,
                                                          Moment to);

}  // namespace annals
