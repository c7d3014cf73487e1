#include "annals/query/timelines.h"

#include <utility>

#include "annals/state/counting.h"

namespace annals {

Result<TimelineAnswer> timelines(const Snapshot& snapshot, std::string_view relationship,
                                 const std::optional<Cell>& cell, Horizon horizon) {
  const auto evidence = read_evidence(snapshot, relationship, horizon);
  if (!evidence) return evidence.error();
  auto cells = read_asked(snapshot, relationship, cell);
  if (!cells) return std::move(cells).error();
  TimelineAnswer answer{.basis = horizon.basis, .cells = {}};
  for (CellStatements& each : *cells) {
    auto runs = timeline(counting(each.statements, evidence->withdrawals, horizon));
    if (runs.empty()) continue;
    answer.cells.push_back({.cell = std::move(each.cell), .runs = std::move(runs)});
  }
  return answer;
}

}  // namespace annals
