#include "annals/query/state.h"

#include <utility>

#include "annals/index/candidates.h"
#include "annals/log/log_reader.h"
#include "annals/query/relationship_states.h"
#include "annals/query/relationship_view.h"
#include "annals/state/counting.h"
#include "annals/state/timeline.h"

namespace annals {
namespace {

/// Calls `visit(cell, counting statements)` for each cell asked about.
template <typename Visit>
Status for_each_cell(const Snapshot& snapshot, std::string_view relationship,
                     const std::optional<Cell>& cell, const Evidence& evidence, Visit&& visit) {
  auto cells = read_asked(snapshot, relationship, cell, evidence);
  if (!cells) return std::move(cells).error();
  for (CellStatements& each : *cells) {
    const auto those = counting(each.statements, evidence.withdrawals, evidence.horizon);
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
  const auto evidence = read_evidence(snapshot, relationship, scope);
  if (!evidence) return evidence.error();
  auto done = for_each_cell(snapshot, relationship, cell, *evidence, add);
  if (!done) return std::move(done).error();
  return answer;
}

namespace {

using BareCells = std::vector<BareCell>;

/// The state of a relationship that is not in memory.
Result<BareCells> read_bare_state(const Snapshot& snapshot, std::string_view relationship,
                                  const std::optional<Cell>& cell, EffectiveTime on,
                                  const Scope& scope) {
  BareCells cells;
  const auto add = [&](Cell each, const std::vector<Statement>& statements) -> Status {
    auto state = state_at(statements, on);
    if (state) cells.push_back({.cell = std::move(each), .state = *std::move(state)});
    return Done{};
  };
  const auto evidence = read_evidence(snapshot, relationship, scope, Keeping::no);
  if (!evidence) return evidence.error();
  if (cell) {
    auto candidates = read_candidates(snapshot, relationship, *cell,
                                      {.at = on,
                                       .horizon = evidence->horizon,
                                       .withdrawals = evidence->withdrawals,
                                       .unheard = evidence->unheard});
    if (!candidates) return std::move(candidates).error();
    const auto those = counting(candidates->statements, evidence->withdrawals, evidence->horizon);
    if (auto done = add(*cell, those); !done) return std::move(done).error();
    return cells;
  }
  auto done = for_each_cell(snapshot, relationship, cell, *evidence, add);
  if (!done) return std::move(done).error();
  return cells;
}

/// What those may know who do not see everything, or do not hear everybody.
BareCells work_out(CellRange cells, EffectiveTime on, const Evidence& evidence) {
  BareCells answer;
  for (std::size_t index = cells.begin; index < cells.end; ++index) {
    auto statements = evidence.view->counting(index, evidence.withdrawals, evidence.horizon);
    if (!evidence.unheard.empty()) {
      std::erase_if(statements, [&](const Statement& statement) {
        return evidence.unheard.contains(statement.sequence.value);
      });
    }
    auto state = state_at(statements, on);
    if (state)
      answer.push_back({.cell = evidence.view->cells().cell(index), .state = *std::move(state)});
  }
  return answer;
}

}  // namespace

Result<std::vector<BareCell>> bare_state(const Snapshot& snapshot, std::string_view relationship,
                                         const std::optional<Cell>& cell, EffectiveTime on,
                                         const Scope& scope) {
  if (scope.sources.is_everybody()) {
    // Whoever leaves out what became known later is hardly ever answered by what all of it gives.
    const bool asks_for_all = scope.horizon.known == KnownTime::latest();
    const auto states =
        read_states(snapshot, relationship, asks_for_all ? Keeping::if_wanted : Keeping::no);
    if (!states) return states.error();
    if (*states && (*states)->is_all_seen(scope.horizon)) {
      const KeptCells all = (*states)->cells();
      const CellRange cells = cell ? all.only(*cell) : all.all();
      if ((*states)->are_worked_out(cells)) return (*states)->states_at(cells, on);
    } else if (!*states && asks_for_all) {
      return read_bare_state(snapshot, relationship, cell, on, scope);
    }
  }
  const auto view = read_view(snapshot, relationship);
  if (!view) return view.error();
  if (!*view) return read_bare_state(snapshot, relationship, cell, on, scope);
  const auto evidence = evidence_of(snapshot, relationship, scope, *view);
  if (!evidence) return evidence.error();
  const KeptCells all = (*view)->cells();
  return work_out(cell ? all.only(*cell) : all.all(), on, *evidence);
}

}  // namespace annals
