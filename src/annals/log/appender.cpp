#include "annals/log/appender.h"

#include <fmt/core.h>

#include <algorithm>

#include "annals/base/text.h"
#include "annals/codec/record.h"
#include "annals/codec/record_block.h"
#include "annals/event/field_reader.h"
#include "annals/log/log_reader.h"

namespace annals {
namespace {

/// Whether `event`, sent again, says the same of when it became known as the stored one does.
bool same_known(const Event& event, const LoggedEvent& stored) {
  if (!event.known) return true;
  if (stored.event.known && stored.event.known->text == event.known->text) return true;
  const KnownTime latest{.at = stored.recorded.at};
  return std::min(event.known->last, latest) == stored.known && event.known->first <= latest;
}

Status expect_same_content(const Event& event, const LoggedEvent& stored) {
  const auto difference = first_difference(stored.event, event);
  if (!difference && same_known(event, stored)) return Done{};
  return field_error(difference.value_or("known"),
                     fmt::format("the id {} is taken by sequence {}, which differs here",
                                 in_quotes(event.id), stored.sequence.value));
}

void add_reach(std::vector<std::string>& reach, const LoggedEvent& target) {
  if (!target.event.relationship.empty()) reach.push_back(target.event.relationship);
  reach.insert(reach.end(), target.reach.begin(), target.reach.end());
  std::ranges::sort(reach);
  const auto repeated = std::ranges::unique(reach);
  reach.erase(repeated.begin(), repeated.end());
}

}  // namespace

Result<LogTail> read_tail(const Snapshot& snapshot) {
  const LogReader log{snapshot};
  const auto last = log.last();
  if (!last) return last.error();
  auto tree = log.edge(*last);
  if (!tree) return std::move(tree).error();
  LogTail tail{.last = *last, .recorded = RecordedTime::earliest(), .tree = *std::move(tree)};
  if (*last == Sequence{}) return tail;
  const auto event = log.read(*last);
  if (!event) return event.error();
  tail.recorded = event->recorded;
  return tail;
}

Result<std::optional<LoggedEvent>> Appender::find(const std::string& id) const {
  const auto pending = pending_.find(id);
  if (pending != pending_.end()) {
    auto event = decode_record(pending->second);
    if (!event) return std::move(event).error();
    return std::optional{*std::move(event)};
  }
  const LogReader log{snapshot_};
  const auto sequence = log.find(id);
  if (!sequence) return sequence.error();
  if (!*sequence) return std::optional<LoggedEvent>{};
  auto event = log.read(**sequence);
  if (!event) return std::move(event).error();
  return std::optional{*std::move(event)};
}

Result<Sequence> Appender::resolve(LoggedEvent& logged, std::string_view field,
                                   std::string_view id) const {
  const auto target = find(std::string{id});
  if (!target) return target.error();
  if (!*target) {
    return field_error(field, fmt::format("there is no event {} in the log or earlier in the input",
                                          in_quotes(id)));
  }
  add_reach(logged.reach, **target);
  return (*target)->sequence;
}

Status Appender::resolve_corrections(LoggedEvent& logged) const {
  if (const auto retraction = retraction_of(logged.event)) {
    const auto target = resolve(logged, "target", retraction->target);
    if (!target) return target.error();
    logged.retracts = *target;
  }
  if (logged.event.replaces) {
    const auto target = resolve(logged, "replaces", *logged.event.replaces);
    if (!target) return target.error();
    logged.replaces = *target;
  }
  return Done{};
}

Status Appender::put_block(Batch& batch) {
  const std::uint64_t block = block_of(tail_.last);
  const LogReader log{snapshot_};
  std::vector<std::string> before;  // were there when the batch began
  const std::uint64_t missing = block_records - open_.size();
  for (std::uint64_t i = 1; i <= missing; ++i) {
    const Sequence sequence{.value = block * block_records + i};
    auto record = log.record(sequence);
    if (!record) return std::move(record).error();
    before.push_back(*std::move(record));
    batch.remove(Column::log, log_key(sequence));
  }
  std::vector<std::string_view> records{before.begin(), before.end()};
  for (const std::string* record : open_) records.emplace_back(*record);
  batch.put(Column::log, block_key(block), pack_records(records));
  open_.clear();
  return Done{};
}

Status Appender::put(const LoggedEvent& logged, Batch& batch) {
  const auto stored = pending_.emplace(logged.event.id, encode_record(logged)).first;
  batch.put(Column::ids, logged.event.id, log_key(logged.sequence));
  tail_.tree.append(leaf_hash(stored->second), [&](const TreeNode& node) {
    if (node.level < stored_level_min) return;
    batch.put(Column::tree, tree_key(node.level, node.index), node.hash.view());
  });
  tail_.last = logged.sequence;
  tail_.recorded = logged.recorded;
  open_.push_back(&stored->second);
  if (logged.sequence.value % block_records == 0) return put_block(batch);
  return Done{};
}

void Appender::finish(Batch& batch) {
  Sequence sequence{.value = tail_.last.value - open_.size()};
  for (const std::string* record : open_) {
    sequence = sequence.next();
    batch.put(Column::log, log_key(sequence), *record);
  }
  open_.clear();
}

Result<Appended> Appender::append(Event event, Moment now, Batch& batch) {
  auto stored = find(event.id);
  if (!stored) return std::move(stored).error();
  if (*stored) {
    if (auto same = expect_same_content(event, **stored); !same) return std::move(same).error();
    return Appended{.event = **std::move(stored), .is_duplicate = true};
  }
  const RecordedTime recorded = std::max(RecordedTime{.at = now}, tail_.recorded);
  const KnownTime latest{.at = recorded.at};
  if (event.known && event.known->first > latest) {
    return field_error(
        "known", fmt::format("{} begins after now, {}", event.known->text, to_text(recorded.at)));
  }
  LoggedEvent logged{.sequence = tail_.last.next(),
                     .recorded = recorded,
                     .known = event.known ? std::min(event.known->last, latest) : latest,
                     .retracts = {},
                     .replaces = {},
                     .reach = {},
                     .event = std::move(event)};
  if (auto resolved = resolve_corrections(logged); !resolved) return std::move(resolved).error();
  if (auto done = put(logged, batch); !done) return std::move(done).error();
  return Appended{.event = std::move(logged), .is_duplicate = false};
}

}  // namespace annals
