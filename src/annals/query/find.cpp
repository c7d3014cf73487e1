#include "annals/query/find.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "annals/base/check.h"
#include "annals/index/value_index.h"
#include "annals/state/counting.h"

namespace annals {
namespace {

/// A cell that meets a condition, or may, and what its state rests on.
struct MetCell {
  CellState state;
  std::vector<Statement> statements;
};

/// What one relationship has of what is looked for.
struct Match {
  Answer answer;
  std::map<Cell, MetCell> cells;
};

/// Whether any cell that the condition names meets it; those that do, or may, go to `cells`.
Result<Answer> match_condition(const Snapshot& snapshot, std::string_view relationship,
                               const Condition& condition, const Evidence& evidence,
                               EffectiveTime on, std::map<Cell, MetCell>& cells) {
  auto named = read_named(snapshot, relationship, condition, evidence);
  if (!named) return std::move(named).error();
  Answer best = Answer::no;
  for (CellStatements& each : *named) {
    auto statements = counting(each.statements, evidence.withdrawals, evidence.horizon);
    auto state = state_at(statements, on);
    if (!state) continue;
    const Answer answer = meets(condition, state->possible);
    if (answer == Answer::no) continue;
    best = std::max(best, answer);
    cells.insert_or_assign(std::move(each.cell), MetCell{.state = *std::move(state),
                                                         .statements = std::move(statements)});
  }
  return best;
}

Result<Match> match(const Snapshot& snapshot, std::string_view relationship,
                    std::span<const Condition> conditions, EffectiveTime on, const Scope& scope) {
  const auto evidence = read_evidence(snapshot, relationship, scope);
  if (!evidence) return evidence.error();
  Match match{.answer = Answer::yes, .cells = {}};
  for (const Condition& condition : conditions) {
    const auto answer =
        match_condition(snapshot, relationship, condition, *evidence, on, match.cells);
    if (!answer) return answer.error();
    match.answer = std::min(match.answer, *answer);
    if (match.answer == Answer::no) break;
  }
  return match;
}

/// Finds, and lets `show` make of each cell what the answer wants to have of it.
template <typename CellKind, typename Show>
Result<FindAnswer<CellKind>> find_and_show(const Snapshot& snapshot,
                                           std::span<const Condition> conditions, EffectiveTime on,
                                           const Scope& scope, Certainty wanted, const Show& show) {
  auto names = read_common_holders(snapshot, conditions, on, scope.horizon);
  if (!names) return std::move(names).error();
  FindAnswer<CellKind> answer{.basis = scope.horizon.basis, .relationships = {}};
  for (std::string& name : *names) {
    auto found = match(snapshot, name, conditions, on, scope);
    if (!found) return std::move(found).error();
    const bool is_certain = found->answer == Answer::yes;
    if (found->answer == Answer::no || (wanted == Certainty::certain && !is_certain)) continue;
    FoundRelationship<CellKind> relationship{
        .relationship = std::move(name), .certain = is_certain, .cells = {}};
    for (auto& [cell, met] : found->cells) {
      Result<CellKind> shown =
          show(BareCell{.cell = cell, .state = std::move(met.state)}, met.statements);
      if (!shown) return std::move(shown).error();
      relationship.cells.push_back(*std::move(shown));
    }
    answer.relationships.push_back(std::move(relationship));
  }
  return answer;
}

}  // namespace

Result<std::vector<std::string>> read_common_holders(const Snapshot& snapshot,
                                                     std::span<const Condition> conditions,
                                                     EffectiveTime by, Horizon horizon) {
  check(!conditions.empty(), "something is looked for");
  auto common = read_holders(snapshot, conditions.front(), by, horizon);
  for (const Condition& condition : conditions.subspan(1)) {
    if (!common || common->empty()) break;
    const auto holders = read_holders(snapshot, condition, by, horizon);
    if (!holders) return holders.error();
    std::vector<std::string> both;
    std::ranges::set_intersection(*common, *holders, std::back_inserter(both));
    *common = std::move(both);
  }
  return common;
}

Result<FindAnswer<CellAnswer>> find(const Snapshot& snapshot, std::span<const Condition> conditions,
                                    EffectiveTime on, const Scope& scope, Certainty wanted) {
  const auto show = [&](BareCell cell, const std::vector<Statement>& statements) {
    return with_event(snapshot, std::move(cell), statements, on);
  };
  return find_and_show<CellAnswer>(snapshot, conditions, on, scope, wanted, show);
}

Result<FindAnswer<BareCell>> bare_find(const Snapshot& snapshot,
                                       std::span<const Condition> conditions, EffectiveTime on,
                                       const Scope& scope, Certainty wanted) {
  const auto show = [](BareCell cell, const std::vector<Statement>&) {
    return Result<BareCell>{std::move(cell)};
  };
  return find_and_show<BareCell>(snapshot, conditions, on, scope, wanted, show);
}

}  // namespace annals
