#pragma once

#include <rapidcheck.h>

#include <iosfwd>
#include <string>
#include <vector>

#include "annals/event/cell.h"
#include "annals/event/event.h"
#include "annals/event/value.h"
#include "annals/time/instant.h"

namespace annals::property {

/// When the first event of a history is appended, and the time from one to the next.
inline constexpr Moment recording_start{std::chrono::sys_days{std::chrono::year{2020} / 6 / 10}};
inline constexpr Microseconds recording_step = std::chrono::hours{5};

/// Events in the form of JSON lines, each valid where it stands. They are about few cells and a
/// short stretch of days, so that ties and overlaps happen, and some become known late or never
/// said when.
struct History {
  std::vector<std::string> lines;
};

std::ostream& operator<<(std::ostream& out, const History& history);

/// At least one event and at most so many, which correct each other in every way.
[[nodiscard]] rc::Gen<History> histories(int events_max = 60);

/// 1 to 30 events that correct nothing, have ids of their own and a `known` long before they are
/// recorded. No two of a relationship have the same start bounds.
[[nodiscard]] rc::Gen<History> uncorrected_histories();

/// The event that the database makes of a line, with the id that it derives if there is none.
[[nodiscard]] Event event_of(const std::string& line);

/// What histories speak of.
[[nodiscard]] const std::vector<std::string>& relationships_used();
[[nodiscard]] const std::vector<Cell>& cells_used();
[[nodiscard]] const std::vector<Value>& values_used();

}  // namespace annals::property
