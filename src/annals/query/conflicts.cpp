#include "annals/query/conflicts.h"

#include <algorithm>
#include <utility>

#include "annals/index/history_index.h"
#include "annals/log/log_reader.h"
#include "annals/state/cell_state.h"
#include "annals/state/conflicts.h"
#include "annals/state/counting.h"

namespace annals {
namespace {

/// Leaves those that the answer at `on` rests on.
void keep_candidates(std::vector<Statement>& statements, EffectiveTime on) {
  const auto state = state_at(statements, on);
  std::erase_if(statements, [&](const Statement& statement) {
    return !state ||
           std::ranges::find(state->candidates, statement.sequence) == state->candidates.end();
  });
}

Status add_conflicts(const Snapshot& snapshot, const std::string& relationship,
                     const std::optional<EffectiveTime>& on, const Scope& scope,
                     std::vector<CellConflict>& all) {
  const LogReader log{snapshot};
  const auto evidence = read_evidence(snapshot, relationship, scope);
  if (!evidence) return evidence.error();
  const auto cells = read_asked(snapshot, relationship, {}, *evidence);
  if (!cells) return cells.error();
  for (const CellStatements& cell : *cells) {
    auto statements = counting(cell.statements, evidence->withdrawals, scope.horizon);
    if (on) keep_candidates(statements, *on);
    for (const Conflict& conflict : conflicts_among(statements)) {
      CellConflict found{
          .relationship = relationship, .cell = cell.cell, .dates = conflict.dates, .events = {}};
      for (const Sequence sequence : conflict.events) {
        auto event = log.read(sequence);
        if (!event) return std::move(event).error();
        found.events.push_back(*std::move(event));
      }
      all.push_back(std::move(found));
    }
  }
  return Done{};
}

}  // namespace

Result<ConflictsAnswer> conflicts(const Snapshot& snapshot,
                                  const std::optional<std::string>& relationship,
                                  const std::optional<EffectiveTime>& on, const Scope& scope) {
  std::vector<std::string> names;
  if (relationship) {
    names.push_back(*relationship);
  } else {
    auto all = read_relationships(snapshot, scope.horizon.basis);
    if (!all) return std::move(all).error();
    for (RelationshipRange& each : *all) names.push_back(std::move(each.relationship));
  }
  ConflictsAnswer answer{.basis = scope.horizon.basis, .conflicts = {}};
  for (const std::string& name : names) {
    auto done = add_conflicts(snapshot, name, on, scope, answer.conflicts);
    if (!done) return std::move(done).error();
  }
  return answer;
}

}  // namespace annals
