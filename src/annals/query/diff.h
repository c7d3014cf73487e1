#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/query/question.h"
#include "annals/query/state.h"
#include "annals/state/diff.h"

namespace annals {

/// One side of a comparison: a moment, and what may be known of it.
struct Standpoint {
  EffectiveTime on;
  KnownTime known = KnownTime::latest();
};

struct ChangeAnswer {
  Cell cell;
  Cause cause;
  std::optional<CellAnswer> before;  ///< none: the cell is not in that answer
  std::optional<CellAnswer> after;
};

struct DiffAnswer {
  Sequence basis;
  std::vector<ChangeAnswer> changes;  ///< by (term, key)
};

/// What differs in a relationship between two standpoints, and why; both from the log up to `basis`
/// and from the same sources. Errors: corrupt, io.
/// Cost: one seek, O(n log n) for its n statements, two records for each change.
/// Source: semantics.md §6.
[[nodiscard]] Result<DiffAnswer> diff(const Snapshot& snapshot, std::string_view relationship,
                                      const Standpoint& from, const Standpoint& to, Sequence basis,
                                      const SourceFilter& sources = {});

}  // namespace annals
