#pragma once

#include <optional>
#include <span>
#include <vector>

#include "annals/state/cell_state.h"
#include "annals/state/corrections.h"
#include "annals/state/statement.h"

namespace annals {

/// An event that no longer counts, and the latest one that withdraws it.
struct Withdrawn {
  Sequence event;
  Sequence by;
};

/// What the answer for a cell rests on and what it does not. Each list is newest first: by start,
/// then by place in the log.
struct CellReasons {
  std::optional<CellState> state;
  std::vector<Sequence> standing;    ///< the candidates
  std::vector<Sequence> overridden;  ///< count, but a candidate surely began later
  std::vector<Withdrawn> withdrawn;  ///< seen, but retracted or replaced
  std::vector<Sequence> ahead;       ///< count, but cannot have begun yet
};

/// Explains the state of a cell at `on`. `statements` are all of the cell.
///
/// Cost: O(n log n). Source: semantics.md §6.
[[nodiscard]] CellReasons reasons(std::span<const Statement> statements,
                                  const Withdrawals& withdrawals, Horizon horizon,
                                  EffectiveTime on);

}  // namespace annals
