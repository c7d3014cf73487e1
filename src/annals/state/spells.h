#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "annals/state/cell_state.h"
#include "annals/state/statement.h"
#include "annals/time/instant.h"

namespace annals {

/// The state of a cell from a moment on, up to where the next spell begins.
struct Spell {
  EffectiveTime from;
  std::optional<CellState> state;  ///< none: the cell is not in the answer
};

/// The state of a cell at every moment: spells in order of time, the first from the earliest moment
/// on; two that touch differ. Nothing if the states together rest on more than `candidates_max`
/// statements: where no start ever settles, each of n states rests on up to n.
///
/// `statements` are those of one cell by events that count. Cost: O(n log n + candidates).
/// Source: semantics.md §5, where a bound b matters only in the form b ≤ V: so a state can change
/// at the bounds of dates, and nowhere between them.
[[nodiscard]] std::optional<std::vector<Spell>> spells(std::span<const Statement> statements,
                                                       std::size_t candidates_max);

}  // namespace annals
