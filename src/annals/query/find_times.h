#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "annals/base/result.h"
#include "annals/query/find.h"
#include "annals/query/question.h"
#include "annals/state/condition.h"
#include "annals/state/stretch.h"
#include "annals/state/timeline.h"
#include "annals/store/store.h"

namespace annals {

/// Some time, or every day, of a range of days.
struct WithinDays {
  enum class Extent : std::uint8_t { some, all };
  Days days;  ///< unbounded on both sides: ever, or always
  Extent extent = Extent::some;
};

/// A time that lies in some relation to a time of another cell.
struct RelatedTo {
  Relation relation;
  Condition other;
  std::optional<std::string> relationship = {};  ///< whose cell; none: of the same relationship
};

/// Which times are looked for.
using TimesWanted = std::variant<WithinDays, RelatedTo>;

/// The times at which a cell meets a condition.
struct CellTimes {
  Cell cell;
  Answer answer;          ///< for this cell
  std::vector<Run> runs;  ///< those in which it meets the condition, or may; not all that it has
};

struct FoundTimes {
  std::string relationship;
  bool certain;
  std::vector<CellTimes> cells;   ///< those that make the answer, by (term, key)
  std::vector<CellTimes> others;  ///< the cells that they are related to, by (term, key)
};

struct FindTimesAnswer {
  Sequence basis;
  std::vector<FoundTimes> relationships;  ///< by name
};

/// The relationships where all `conditions` hold together at the times that are wanted.
///
/// On a day, a condition is met by any cell that it names. Of some days, and beside another time,
/// the answer for a relationship is that of its best choice of one cell for each condition, which
/// hold together on the days on which all of them do; of every day, the cell may be another each
/// day. Errors: corrupt, io. Cost: what was ever said to meet the conditions, and the runs of those
/// cells. Source: the runs of semantics.md §6; Allen, CACM 1983.
[[nodiscard]] Result<FindTimesAnswer> find_times(const Snapshot& snapshot,
                                                 std::span<const Condition> conditions,
                                                 const TimesWanted& wanted, const Scope& scope,
                                                 Certainty certainty);

}  // namespace annals
