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
                              HistoryOrder order, Horizon horizon) {
  const auto evidence = read_evidence(snapshot, relationship, horizon);
  if (!evidence) return evidence.error();
  const auto sequences = read_history(snapshot, relationship);
  if (!sequences) return sequences.error();
  const LogReader log{snapshot};
  HistoryAnswer answer{.basis = horizon.basis, .events = {}};
  for (const Sequence sequence : *sequences) {
    if (sequence > horizon.basis) break;
    auto event = log.read(sequence);
    if (!event) return std::move(event).error();
    if (!horizon.sees(sequence, event->known)) continue;
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
