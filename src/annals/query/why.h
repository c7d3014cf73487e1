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
  std::vector<LoggedEvent> erased;  ///< what is left of events of the relationship, oldest first
};

/// What the answer for a cell rests on and what it does not; each list newest first. Which cells an
/// event was about that has been erased nobody knows, so that all of the relationship are named.
/// Errors: corrupt, io. Cost: one seek, and one record for each event of the cell; where any event
///         of the database was erased, also the history of the relationship.
/// Source: semantics.md §6.
[[nodiscard]] Result<WhyAnswer> why(const Snapshot& snapshot, std::string_view relationship,
                                    const Cell& cell, EffectiveTime on, const Scope& scope);

}  // namespace annals
