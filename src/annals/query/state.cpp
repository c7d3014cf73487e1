#include "annals/query/state.h"

#include <utility>

#include "annals/log/log_reader.h"
#include "annals/state/counting.h"
#include "annals/state/timeline.h"

namespace annals {
namespace {

/// Calls `visit(cell, counting statements)` for each cell asked about.
template <typename Visit>
Status for_each_cell(const Snapshot& snapshot, std::string_view relationship,
                     const std::optional<Cell>& cell, const Scope& scope, Visit&& visit) {
  const auto evidence = read_evidence(snapshot, relationship, scope);
  if (!evidence) return evidence.error();
  auto cells = read_asked(snapshot, relationship, cell, *evidence);
  if (!cells) return std::move(cells).error();
  for (CellStatements& each : *cells) {
    const auto those = counting(each.statements, evidence->withdrawals, scope.horizon);
    if (auto done = visit(std::move(each.cell), those); !done) return done;
  }
  return Done{};
}

}  // namespace

Result<CellAnswer> with_event(const Snapshot& snapshot, BareCell cell,
                              std::span<const Statement> statements, EffectiveTime on) {
  auto event = LogReader{snapshot}.read(cell.state.leading);
  if (!event) return std::move(event).error();
  std::optional<Day> since;
  if (!is_none(cell.state.value)) since = held_since(timeline(statements), cell.state.value, on);
  return CellAnswer{.cell = std::move(cell.cell),
                    .state = std::move(cell.state),
                    .held_since = since,
                    .event = *std::move(event)};
}

Result<StateAnswer> state(const Snapshot& snapshot, std::string_view relationship,
                          const std::optional<Cell>& cell, EffectiveTime on, const Scope& scope) {
  StateAnswer answer{.basis = scope.horizon.basis, .cells = {}};
  const auto add = [&](Cell each, const std::vector<Statement>& statements) -> Status {
    auto state = state_at(statements, on);
    if (!state) return Done{};
    auto full =
        with_event(snapshot, {.cell = std::move(each), .state = *std::move(state)}, statements, on);
    if (!full) return std::move(full).error();
    answer.cells.push_back(*std::move(full));
    return Done{};
  };
  auto done = for_each_cell(snapshot, relationship, cell, scope, add);
  if (!done) return std::move(done).error();
  return answer;
}

Result<std::vector<BareCell>> bare_state(const Snapshot& snapshot, std::string_view relationship,
                                         const std::optional<Cell>& cell, EffectiveTime on,
                                         const Scope& scope) {
  std::vector<BareCell> cells;
  const auto add = [&](Cell each, const std::vector<Statement>& statements) -> Status {
    auto state = state_at(statements, on);
    if (state) cells.push_back({.cell = std::move(each), .state = *std::move(state)});
    return Done{};
  };
  auto done = for_each_cell(snapshot, relationship, cell, scope, add);
  if (!done) return std::move(done).error();
  return cells;
}

}  // namespace annals
