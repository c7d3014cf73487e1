#include "annals/query/why.h"

#include <algorithm>
#include <utility>

#include "annals/index/history_index.h"
#include "annals/log/erased.h"
#include "annals/log/log_reader.h"
#include "annals/state/why.h"

namespace annals {
namespace {

Result<std::vector<LoggedEvent>> read_all(const LogReader& log,
                                          const std::vector<Sequence>& sequences) {
  std::vector<LoggedEvent> events;
  events.reserve(sequences.size());
  for (const Sequence sequence : sequences) {
    auto event = log.read(sequence);
    if (!event) return std::move(event).error();
    events.push_back(*std::move(event));
  }
  return events;
}

Result<std::vector<WithdrawnEvent>> read_withdrawn(const LogReader& log,
                                                   const std::vector<Withdrawn>& withdrawn) {
  std::vector<WithdrawnEvent> events;
  events.reserve(withdrawn.size());
  for (const Withdrawn& each : withdrawn) {
    auto event = log.read(each.event);
    if (!event) return std::move(event).error();
    auto by = log.read(each.by);
    if (!by) return std::move(by).error();
    events.push_back({.event = *std::move(event), .by = *std::move(by)});
  }
  return events;
}

/// What is left of the relationship's events that were erased.
Result<std::vector<LoggedEvent>> read_left(const Snapshot& snapshot, std::string_view relationship,
                                           const Scope& scope) {
  std::vector<LoggedEvent> left;
  const auto erased = read_erased(snapshot);
  if (!erased) return erased.error();
  if (erased->empty()) return left;
  const auto entries = read_history(snapshot, relationship);
  if (!entries) return entries.error();
  for (const HistoryEntry& entry : *entries) {
    if (!std::ranges::binary_search(*erased, entry.sequence)) continue;
    auto event = LogReader{snapshot}.read(entry.sequence);
    if (!event) return std::move(event).error();
    if (scope.horizon.sees(entry.sequence, event->known)) left.push_back(*std::move(event));
  }
  return left;
}

}  // namespace

Result<WhyAnswer> why(const Snapshot& snapshot, std::string_view relationship, const Cell& cell,
                      EffectiveTime on, const Scope& scope) {
  const auto evidence = read_evidence(snapshot, relationship, scope);
  if (!evidence) return evidence.error();
  const auto found = read_asked(snapshot, relationship, cell, *evidence);
  if (!found) return found.error();
  const CellReasons all =
      reasons(found->front().statements, evidence->withdrawals, scope.horizon, on);

  const LogReader log{snapshot};
  auto standing = read_all(log, all.standing);
  if (!standing) return std::move(standing).error();
  auto overridden = read_all(log, all.overridden);
  if (!overridden) return std::move(overridden).error();
  auto withdrawn = read_withdrawn(log, all.withdrawn);
  if (!withdrawn) return std::move(withdrawn).error();
  auto ahead = read_all(log, all.ahead);
  if (!ahead) return std::move(ahead).error();
  auto erased = read_left(snapshot, relationship, scope);
  if (!erased) return std::move(erased).error();
  return WhyAnswer{.basis = scope.horizon.basis,
                   .state = all.state,
                   .standing = *std::move(standing),
                   .overridden = *std::move(overridden),
                   .withdrawn = *std::move(withdrawn),
                   .ahead = *std::move(ahead),
                   .erased = *std::move(erased)};
}

}  // namespace annals
