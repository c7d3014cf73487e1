#include "annals/query/question.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "annals/index/correction_index.h"
#include "annals/index/history_index.h"
#include "annals/log/log_reader.h"
#include "annals/query/heard.h"

namespace annals {

bool SourceFilter::counts(std::string_view publisher) const {
  const auto has = [&](const std::vector<std::string>& list) {
    return std::ranges::find(list, publisher) != list.end();
  };
  return (only.empty() || has(only)) && !has(without);
}

Result<Scope> resolve(const Snapshot& snapshot, const Perspective& perspective) {
  const LogReader log{snapshot};
  Horizon horizon{.known = perspective.known.value_or(KnownTime::latest()), .basis = {}};
  if (perspective.recorded) {
    if (perspective.basis) {
      return Error{.code = ErrorCode::invalid_input,
                   .message = "basis and recorded both say which log to use; give one of them"};
    }
    const auto basis = log.recorded_by(*perspective.recorded);
    if (!basis) return basis.error();
    horizon.basis = *basis;
    return Scope{horizon, perspective.sources};
  }
  const auto last = log.last();
  if (!last) return last.error();
  horizon.basis = perspective.basis.value_or(*last);
  if (horizon.basis > *last) {
    return Error{.code = ErrorCode::invalid_input,
                 .message = fmt::format("basis {} lies beyond the last sequence, {}",
                                        horizon.basis.value, last->value)};
  }
  return Scope{horizon, perspective.sources};
}

Result<bool> may_know_all(const Snapshot& snapshot, const Scope& scope) {
  if (!scope.sources.is_everybody() || scope.horizon.known != KnownTime::latest()) return false;
  const auto last = LogReader{snapshot}.last();
  if (!last) return last.error();
  return scope.horizon.basis >= *last;
}

namespace {

/// What those events say, with these corrections, who count.
Result<Evidence> weigh(const Snapshot& snapshot, std::string_view relationship, const Scope& scope,
                       std::vector<Correction> corrections) {
  auto unheard = hear(snapshot, relationship, scope.sources, corrections);
  if (!unheard) return std::move(unheard).error();
  return Evidence{.horizon = scope.horizon,
                  .withdrawals = Withdrawals{corrections, scope.horizon},
                  .unheard = *std::move(unheard),
                  .view = {}};
}

}  // namespace

Result<Evidence> read_evidence(const Snapshot& snapshot, std::string_view relationship,
                               const Scope& scope, Keeping keeping) {
  auto view = read_view(snapshot, relationship, keeping);
  if (!view) return std::move(view).error();
  if (*view) return evidence_of(snapshot, relationship, scope, *std::move(view));
  auto corrections = read_corrections(snapshot, relationship);
  if (!corrections) return std::move(corrections).error();
  if (!scope.sources.is_everybody()) {
    return weigh(snapshot, relationship, scope, *std::move(corrections));
  }
  return Evidence{.horizon = scope.horizon,
                  .withdrawals = Withdrawals{*corrections, scope.horizon},
                  .unheard = {},
                  .view = {}};
}

Result<Evidence> evidence_of(const Snapshot& snapshot, std::string_view relationship,
                             const Scope& scope, std::shared_ptr<const RelationshipView> view) {
  if (scope.sources.is_everybody()) {
    Withdrawals withdrawals{view->corrections(), scope.horizon};
    return Evidence{.horizon = scope.horizon,
                    .withdrawals = std::move(withdrawals),
                    .unheard = {},
                    .view = std::move(view)};
  }
  const auto all = view->corrections();
  auto evidence = weigh(snapshot, relationship, scope, {all.begin(), all.end()});
  if (evidence) evidence->view = std::move(view);
  return evidence;
}

namespace {

/// Leaves out what those say who do not count.
void drop_unheard(std::vector<CellStatements>& cells, const Evidence& evidence) {
  if (evidence.unheard.empty()) return;
  const auto is_unheard = [&](const Statement& statement) {
    return evidence.unheard.contains(statement.sequence.value);
  };
  for (CellStatements& each : cells) std::erase_if(each.statements, is_unheard);
}

std::vector<CellStatements> statements_of(const RelationshipView& view, CellRange cells) {
  std::vector<CellStatements> all;
  for (std::size_t index = cells.begin; index < cells.end; ++index) {
    all.push_back({.cell = view.cells().cell(index), .statements = view.statements(index)});
  }
  return all;
}

CellStatements statements_of(const RelationshipView& view, const Cell& cell) {
  auto found = statements_of(view, view.cells().only(cell));
  if (found.empty()) return {.cell = cell, .statements = {}};
  return std::move(found.front());
}

}  // namespace

Result<std::vector<CellStatements>> read_asked(const Snapshot& snapshot,
                                               std::string_view relationship,
                                               const std::optional<Cell>& cell,
                                               const Evidence& evidence) {
  std::vector<CellStatements> cells;
  if (cell) {
    auto one = evidence.view ? statements_of(*evidence.view, *cell)
                             : read_cell(snapshot, relationship, *cell);
    if (!one) return std::move(one).error();
    cells.push_back(*std::move(one));
  } else {
    auto all = evidence.view ? statements_of(*evidence.view, evidence.view->cells().all())
                             : read_cells(snapshot, relationship);
    if (!all) return all;
    cells = *std::move(all);
  }
  drop_unheard(cells, evidence);
  return cells;
}

Result<std::vector<CellStatements>> read_named(const Snapshot& snapshot,
                                               std::string_view relationship,
                                               const Condition& condition,
                                               const Evidence& evidence) {
  if (condition.key) {
    return read_asked(snapshot, relationship, Cell{.term = condition.term, .key = *condition.key},
                      evidence);
  }
  auto cells = evidence.view
                   ? statements_of(*evidence.view, evidence.view->cells().of_term(condition.term))
                   : read_term(snapshot, relationship, condition.term);
  if (cells) drop_unheard(*cells, evidence);
  return cells;
}

Result<bool> is_named(const Snapshot& snapshot, std::string_view relationship, Sequence basis) {
  const auto range = read_relationship(snapshot, relationship, basis);
  if (!range) return range.error();
  return range->has_value();
}

}  // namespace annals
