#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/event.h"
#include "annals/query/bare_cell.h"
#include "annals/query/question.h"
#include "annals/state/cell_state.h"
#include "annals/store/store.h"
#include "annals/time/day.h"

namespace annals {

/// What is true of one cell, and the event that says so.
struct CellAnswer {
  Cell cell;
  CellState state;
  std::optional<Day> held_since;  ///< none: unbounded, or there is no value
  LoggedEvent event;              ///< the leading candidate
};

struct StateAnswer {
  Sequence basis;
  std::vector<CellAnswer> cells;  ///< by (term, key); those that have surely ended included
};

/// A cell's state with the event behind it. `statements` are those of the cell that count.
/// Errors: corrupt, io. Cost: one record, and the runs of the cell.
[[nodiscard]] Result<CellAnswer> with_event(const Snapshot& snapshot, BareCell cell,
                                            std::span<const Statement> statements,
                                            EffectiveTime on);

/// The state of a relationship, or of one of its cells, at `on`.
///
/// Errors: corrupt, io. A relationship that no event names has no cells.
/// Cost:   one seek and the relationship's (or the cell's) statements, one record for each cell.
/// Source: semantics.md §5.
[[nodiscard]] Result<StateAnswer> state(const Snapshot& snapshot, std::string_view relationship,
                                        const std::optional<Cell>& cell, EffectiveTime on,
                                        const Scope& scope);

/// The same, without reading any event: for questions by the thousand. Cost: of a relationship in
/// memory, one lookup, and for each cell a search among the moments at which it changed; where not
/// all may be known, its statements.
[[nodiscard]] Result<std::vector<BareCell>> bare_state(const Snapshot& snapshot,
                                                       std::string_view relationship,
                                                       const std::optional<Cell>& cell,
                                                       EffectiveTime on, const Scope& scope);

}  // namespace annals
