#pragma once

#include <functional>
#include <optional>
#include <string>

#include "annals/base/result.h"
#include "annals/event/event.h"

namespace annals {

/// The last event of the log: the next goes behind it.
struct LogEnd {
  Sequence sequence;
  RecordedTime recorded = RecordedTime::earliest();
};

/// Finds the event with an id among those before the one that is to be admitted; of one that was
/// erased, what is left.
using FindEvent = std::function<Result<std::optional<LoggedEvent>>(const std::string& id)>;

struct Finding {
  FindEvent event;
  /// For an event that another corrects: nothing but its sequence, relationship, reach and whether
  /// it was erased need be there.
  FindEvent target;
};

/// Gives `logged`, of which only the event is filled in, its place behind `end`: sequence, times,
/// and what it corrects. Returns the event of before that says the same under the same id, if there
/// is one; then `logged` is none to append.
///
/// Errors: invalid_input, as `Appender::append` says; those of `find`.
/// Cost:   `find` for its id, and for each event that it corrects.
[[nodiscard]] Result<std::optional<LoggedEvent>> admit(LoggedEvent& logged, Moment now,
                                                       const LogEnd& end, const Finding& find);

}  // namespace annals
