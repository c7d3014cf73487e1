#include "annals/query/material.h"

#include <algorithm>
#include <set>
#include <utility>

#include "annals/index/correction_index.h"
#include "annals/log/log_reader.h"
#include "annals/query/heard.h"
#include "annals/query/history.h"

namespace annals {
namespace {

/// The seen events of a relationship, and those elsewhere that correct them.
Result<std::vector<LoggedEvent>> read_events(const Snapshot& snapshot, const Scope& scope,
                                             const Material& material) {
  auto own = history(snapshot, material.relationship, HistoryOrder::recorded, scope);
  if (!own) return std::move(own).error();
  std::set<Sequence> missing;
  for (const Correction& each : material.corrections) {
    if (each.heard) missing.insert(each.by);
  }
  std::vector<LoggedEvent> events;
  for (HistoryEvent& each : own->events) {
    missing.erase(each.event.sequence);
    events.push_back(std::move(each.event));
  }
  const LogReader log{snapshot};
  for (const Sequence sequence : missing) {
    auto event = log.read(sequence);
    if (!event) return std::move(event).error();
    events.push_back(*std::move(event));
  }
  std::ranges::sort(events, {}, &LoggedEvent::sequence);
  return events;
}

}  // namespace

Result<Material> read_material(const Snapshot& snapshot, std::string_view relationship,
                               const Scope& scope) {
  auto corrections = read_corrections(snapshot, relationship);
  if (!corrections) return std::move(corrections).error();
  const auto unheard = hear(snapshot, relationship, scope.sources, *corrections);
  if (!unheard) return unheard.error();
  auto cells = read_cells(snapshot, relationship);
  if (!cells) return std::move(cells).error();
  for (CellStatements& each : *cells) {
    std::erase_if(each.statements, [&](const Statement& statement) {
      return !scope.horizon.sees(statement.sequence, statement.known) ||
             unheard->contains(statement.sequence.value);
    });
  }
  std::erase_if(*cells, [](const CellStatements& each) { return each.statements.empty(); });
  // Whatever covers a correction stands later in the log than it: beyond the basis nothing matters.
  std::erase_if(*corrections,
                [&](const Correction& each) { return each.by > scope.horizon.basis; });
  for (Correction& each : *corrections) {
    each.heard = each.heard && scope.horizon.sees(each.by, each.known);
  }
  Material material{.relationship = std::string{relationship},
                    .horizon = scope.horizon,
                    .cells = *std::move(cells),
                    .corrections = *std::move(corrections),
                    .events = {}};
  auto events = read_events(snapshot, scope, material);
  if (!events) return std::move(events).error();
  material.events = *std::move(events);
  return material;
}

}  // namespace annals
