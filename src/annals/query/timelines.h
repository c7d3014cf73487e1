#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/query/question.h"
#include "annals/state/timeline.h"

namespace annals {

struct CellTimeline {
  Cell cell;
  std::vector<Run> runs;  ///< never empty
};

struct TimelineAnswer {
  Sequence basis;
  std::vector<CellTimeline> cells;  ///< by (term, key)
};

/// The runs of a relationship's cells, or of one cell. Errors: corrupt, io.
/// Cost: one seek, and O(n log n) for the n statements. Source: semantics.md §6.
[[nodiscard]] Result<TimelineAnswer> timelines(const Snapshot& snapshot,
                                               std::string_view relationship,
                                               const std::optional<Cell>& cell, const Scope& scope);

}  // namespace annals
