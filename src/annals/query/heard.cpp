#include "annals/query/heard.h"

#include <memory>
#include <utility>

#include "annals/index/history_index.h"

namespace annals {
namespace {

using History = std::vector<HistoryEntry>;

/// Who published the events of the relationship; kept in memory if it is wanted again and again.
Result<std::shared_ptr<const History>> publishers_of(const Snapshot& snapshot,
                                                     std::string_view relationship) {
  const Decoded memory = snapshot.decoded();
  const Subject about = Subject::relationship(relationship);
  if (auto kept = memory.find<History>(about)) return kept;
  auto read = read_history(snapshot, relationship);
  if (!read) return std::move(read).error();
  auto history = std::make_shared<const History>(*std::move(read));
  if (memory.is_wanted<History>(about)) {
    std::size_t bytes = sizeof(History) + history->capacity() * sizeof(HistoryEntry);
    for (const HistoryEntry& entry : *history) bytes += entry.publisher.capacity();
    memory.keep(about, {}, history, bytes);
  }
  return history;
}

}  // namespace

Result<std::unordered_set<std::uint64_t>> hear(const Snapshot& snapshot,
                                               std::string_view relationship,
                                               const SourceFilter& sources,
                                               std::vector<Correction>& corrections) {
  std::unordered_set<std::uint64_t> unheard;
  if (sources.is_everybody()) return unheard;
  const auto history = publishers_of(snapshot, relationship);
  if (!history) return history.error();
  std::unordered_set<std::uint64_t> silenced;
  for (const HistoryEntry& entry : **history) {
    if (sources.counts(entry.publisher)) continue;
    unheard.insert(entry.sequence.value);
    if (!entry.publisher.empty()) silenced.insert(entry.sequence.value);
  }
  for (Correction& each : corrections) each.heard = !silenced.contains(each.by.value);
  return unheard;
}

}  // namespace annals
