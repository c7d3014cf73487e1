#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/event.h"
#include "annals/sql/table.h"

namespace annals::sql {

/// Where a table about events has what its rows can be found by.
struct EventColumns {
  std::size_t sequence;
  std::size_t id;
  std::size_t relationship;
  std::size_t recorded;
};

/// The events that are seen, one after the other: no more are read than the conditions allow.
class EventWalk {
 public:
  /// Errors: corrupt, io. Cost: O(log n) records for each condition on `recorded`; one seek and the
  /// entries of the relationship for one on that.
  [[nodiscard]] static Result<EventWalk> begin(const Reading& reading, const Request& request,
                                               const EventColumns& columns);

  /// The next event; nothing if there is none. Errors: corrupt, io.
  [[nodiscard]] Result<std::optional<LoggedEvent>> next();

 private:
  EventWalk(Reading reading, Range range, bool descending)
      : reading_{std::move(reading)}, range_{range}, descending_{descending} {}

  [[nodiscard]] std::optional<Sequence> next_sequence();

  Reading reading_;
  Range range_;  // of the log or, if there is one, of the list: what is still to come
  bool descending_;
  std::optional<std::vector<Sequence>> list_;  // these and no others
};

/// Drops conditions on events that do not help to find them, and guesses how many are left.
[[nodiscard]] Estimate estimate_events(Plan& plan, double events, const EventColumns& columns);

}  // namespace annals::sql
