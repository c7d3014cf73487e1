#pragma once

#include <annals/database.h>
#include <annals/query/question.h>
#include <annals/time/day.h>

#include <vector>

namespace example {

/// Where an event says that a relationship is exclusive in something, by day: kept by the database
/// beside its own indexes.
extern const annals::Projection exclusive_projection;

/// How many agreements are exclusive from a day on, until the next entry's.
struct DayCount {
  annals::Day from;
  int surely;
  int possibly;  ///< besides those

  friend bool operator==(const DayCount&, const DayCount&) = default;
};

/// The days up to `until` on which the number of exclusive agreements changes. An agreement is a
/// cell `exclusivity:KEY` of a relationship. As known, and from the log, that `scope` says.
///
/// Errors: invalid_input, if the database was not opened with the projection; corrupt, io.
/// Cost:   the rows up to that day, and a timeline of each cell that was ever said to be exclusive;
///         relationships that never were are not looked at.
[[nodiscard]] annals::Result<std::vector<DayCount>> count_by_day(const annals::Database& database,
                                                                 const annals::Snapshot& snapshot,
                                                                 annals::Day until,
                                                                 const annals::Scope& scope);

}  // namespace example
