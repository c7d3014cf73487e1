#include "annals/query/timelines.h"

#include <utility>

#include "annals/state/counting.h"

namespace annals {

Result<TimelineAnswer> timelines(const Snapshot& snapshot, std::string_view relationship,
                                 const std::optional<Cell>& cell, const Scope& scope) {
  const auto evidence = read_evidence(snapshot, relationship, scope);
  if (!evidence) return evidence.error();
  auto cells = read_asked(snapshot, relationship, cell, *evidence);
  if (!cells) return std::move(cells).error();
  TimelineAnswer answer{.basis = scope.horizon.basis, .cells = {}};
  for (CellStatements& each : *cells) {
    auto runs = timeline(counting(each.statements, evidence->withdrawals, scope.horizon));
    if (runs.empty()) continue;
    answer.cells.push_back({.cell = std::move(each.cell), .runs = std::move(runs)});
  }
  return answer;
}

}  // namespace annals
