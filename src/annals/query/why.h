#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/query/question.h"
#include "annals/state/cell_state.h"

namespace annals {

/// An event that no longer counts, and what withdrew it.
struct WithdrawnEvent {
  LoggedEvent event;
  LoggedEvent by;
};

struct WhyAnswer {
  Sequence basis;
  std::optional<CellState> state;  ///< none: the cell is not in the answer
  std::vector<LoggedEvent> standing;
  std::vector<LoggedEvent> overridden;
  std::vector<WithdrawnEvent> withdrawn;
  std::vector<LoggedEvent> ahead;
};

/// What the answer for a cell rests on and what it does not; each list newest first.
/// Errors: corrupt, io. Cost: one seek, and one record for each event of the cell.
/// Source: semantics.md §6.
[[nodiscard]] Result<WhyAnswer> why(const Snapshot& snapshot, std::string_view relationship,
                                    const Cell& cell, EffectiveTime on, const Scope& scope);

}  // namespace annals
