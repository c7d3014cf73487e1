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

Result<StateAnswer> state(const Snapshot& snapshot, std::string_view relationship,
                          const std::optional<Cell>& cell, EffectiveTime on, const Scope& scope) {
  StateAnswer answer{.basis = scope.horizon.basis, .cells = {}};
  const LogReader log{snapshot};
  const auto add = [&](Cell each, const std::vector<Statement>& statements) -> Status {
    auto state = state_at(statements, on);
    if (!state) return Done{};
    auto event = log.read(state->leading);
    if (!event) return std::move(event).error();
    std::optional<Day> since;
    if (!is_none(state->value)) since = held_since(timeline(statements), state->value, on);
    answer.cells.push_back({.cell = std::move(each),
                            .state = *std::move(state),
                            .held_since = since,
                            .event = *std::move(event)});
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
