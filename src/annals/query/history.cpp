#include "annals/query/history.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "annals/index/history_index.h"
#include "annals/log/log_reader.h"

namespace annals {
namespace {

auto order_of_effect(const HistoryEvent& each) {
  const LoggedEvent& logged = each.event;
  const auto& effective = logged.event.effective;
  const Moment first = effective ? effective->first.at : logged.known.at;
  const Moment last = effective ? effective->last.at : logged.known.at;
  return std::tuple{first, last, logged.sequence};
}

}  // namespace

Result<HistoryAnswer> history(const Snapshot& snapshot, std::string_view relationship,
                              HistoryOrder order, const Scope& scope) {
  const auto evidence = read_evidence(snapshot, relationship, scope);
  if (!evidence) return evidence.error();
  const auto entries = read_history(snapshot, relationship);
  if (!entries) return entries.error();
  const LogReader log{snapshot};
  HistoryAnswer answer{.basis = scope.horizon.basis, .events = {}};
  for (const auto& [sequence, publisher] : *entries) {
    if (sequence > scope.horizon.basis) break;
    if (!scope.sources.counts(publisher)) continue;
    auto event = log.read(sequence);
    if (!event) return std::move(event).error();
    if (!scope.horizon.sees(sequence, event->known)) continue;
    HistoryEvent each{.event = *std::move(event), .withdrawn_by = {}};
    if (const auto by = evidence->withdrawals.withdrawn_by(sequence)) {
      auto correction = log.read(*by);
      if (!correction) return std::move(correction).error();
      each.withdrawn_by = *std::move(correction);
    }
    answer.events.push_back(std::move(each));
  }
  if (order == HistoryOrder::effect) std::ranges::sort(answer.events, {}, order_of_effect);
  return answer;
}

}  // namespace annals
