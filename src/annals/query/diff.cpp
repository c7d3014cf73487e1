#include "annals/query/diff.h"

#include <utility>

#include "annals/state/counting.h"

namespace annals {
namespace {

/// One side of a change, with the event behind it.
Result<std::optional<CellAnswer>> side(const Snapshot& snapshot, const CellStatements& cell,
                                       const std::optional<CellState>& state,
                                       const Viewpoint& from) {
  if (!state) return std::optional<CellAnswer>{};
  const auto statements = counting(cell.statements, from.withdrawals, from.horizon);
  auto full = with_event(snapshot, {.cell = cell.cell, .state = *state}, statements, from.on);
  if (!full) return std::move(full).error();
  return std::optional{*std::move(full)};
}

}  // namespace

Result<DiffAnswer> diff(const Snapshot& snapshot, std::string_view relationship,
                        const Standpoint& from, const Standpoint& to, Sequence basis,
                        const SourceFilter& sources) {
  const Horizon horizon_from{.known = from.known, .basis = basis};
  const Horizon horizon_to{.known = to.known, .basis = basis};
  const auto evidence_from = read_evidence(snapshot, relationship, {horizon_from, sources});
  if (!evidence_from) return evidence_from.error();
  const auto evidence_to =
      read_evidence(snapshot, relationship, {horizon_to, sources}, Keeping::no);
  if (!evidence_to) return evidence_to.error();
  // Which sources count does not depend on the standpoint, so either evidence will do.
  const auto cells = read_asked(snapshot, relationship, {}, *evidence_to);
  if (!cells) return cells.error();

  const Viewpoint view_from{
      .on = from.on, .horizon = horizon_from, .withdrawals = evidence_from->withdrawals};
  const Viewpoint view_to{
      .on = to.on, .horizon = horizon_to, .withdrawals = evidence_to->withdrawals};
  DiffAnswer answer{.basis = basis, .changes = {}};
  for (const CellStatements& cell : *cells) {
    const auto change = difference(cell.statements, view_from, view_to);
    if (!change) continue;
    auto before = side(snapshot, cell, change->before, view_from);
    if (!before) return std::move(before).error();
    auto after = side(snapshot, cell, change->after, view_to);
    if (!after) return std::move(after).error();
    answer.changes.push_back({.cell = cell.cell,
                              .cause = change->cause,
                              .before = *std::move(before),
                              .after = *std::move(after)});
  }
  return answer;
}

}  // namespace annals
