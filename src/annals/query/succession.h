#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "annals/base/result.h"
#include "annals/query/find_times.h"

namespace annals {

/// How one time follows on those before it.
struct Following {
  Answer gap;       ///< a day or more lies between
  Answer meets;     ///< the one ends on the day on which the other begins
  Answer overlaps;  ///< they have a day in common
};

/// An unbroken time with one value, possibly longer than surely.
struct Tenure {
  std::string relationship;
  Cell cell;
  Value value;
  Stretches stretches;                 ///< they touch; never empty
  std::optional<Following> following;  ///< the tenure before it that ends last; none: the first
};

struct SuccessionAnswer {
  Sequence basis;
  std::vector<Tenure> tenures;  ///< in order of beginning, then of relationship and cell
};

/// Who had what a condition looks for, one after the other, within `days`: with gaps and overlaps.
/// Errors and cost: those of `find_times`.
[[nodiscard]] Result<SuccessionAnswer> succession(const Snapshot& snapshot,
                                                  const Condition& condition, const Days& days,
                                                  const Scope& scope, Certainty certainty);

}  // namespace annals
