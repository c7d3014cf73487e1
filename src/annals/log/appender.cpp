#include "annals/log/appender.h"

#include <deque>
#include <span>
#include <utility>

#include "annals/codec/record.h"
#include "annals/codec/record_block.h"
#include "annals/log/admission.h"
#include "annals/log/erased.h"
#include "annals/log/log_reader.h"

namespace annals {

Result<LogTail> read_tail(const Snapshot& snapshot) {
  const LogReader log{snapshot};
  const auto last = log.last();
  if (!last) return last.error();
  auto tree = log.edge(*last);
  if (!tree) return std::move(tree).error();
  const auto erased = has_erased(snapshot);
  if (!erased) return erased.error();
  LogTail tail{.last = *last,
               .recorded = RecordedTime::earliest(),
               .tree = *std::move(tree),
               .has_erased = *erased};
  if (*last == Sequence{}) return tail;
  const auto event = log.read(*last);
  if (!event) return event.error();
  tail.recorded = event->recorded;
  return tail;
}

const std::string* OpenRecords::find(Sequence sequence) const {
  const bool is_here =
      !records_.empty() && sequence >= first_ && sequence.value - first_.value < records_.size();
  return is_here ? &records_[sequence.value - first_.value] : nullptr;
}

void OpenRecords::add(Sequence sequence, std::string record) {
  const bool follows = !records_.empty() && sequence.value == first_.value + records_.size() &&
                       block_of(sequence) == block_of(first_);
  if (!follows) {
    records_.clear();
    first_ = sequence;
  }
  records_.push_back(std::move(record));
}

Result<std::optional<LoggedEvent>> Appender::find(const std::string& id) const {
  const auto pending = pending_.find(id);
  if (pending != pending_.end()) {
    auto event = decode_record(pending->second);
    if (!event) return std::move(event).error();
    return std::optional{*std::move(event)};
  }
  const LogReader log{snapshot_};
  auto sequence = log.find(id);
  if (sequence && !*sequence && tail_.has_erased) sequence = find_erased(snapshot_, id);
  if (!sequence) return sequence.error();
  if (!*sequence) return std::optional<LoggedEvent>{};
  auto event = log.read(**sequence);
  if (!event) return std::move(event).error();
  return std::optional{*std::move(event)};
}

namespace {

/// Puts nodes of the tree into a batch, those that are stored.
TreeEdge::Sink put_nodes(Batch& batch) {
  return [&batch](const TreeNode& node) {
    if (node.level < stored_level_min) return;
    batch.put(Column::tree, tree_key(node.level, node.index), node.hash.view());
  };
}

void hash_each(std::span<const std::string* const> records, TreeEdge& tree, Batch& batch) {
  for (const std::string* record : records) tree.append(leaf_hash(*record), put_nodes(batch));
}

}  // namespace

Status Appender::put_begun_block(Batch& batch) {
  const std::uint64_t block = block_of(tail_.last);
  const LogReader log{snapshot_};
  std::deque<std::string> read;
  std::vector<std::string_view> records;
  const std::uint64_t missing = block_records - open_.size();
  for (std::uint64_t i = 1; i <= missing; ++i) {
    const Sequence sequence{.value = block * block_records + i};
    batch.remove(Column::log, log_key(sequence));
    if (const std::string* const known = recent_.find(sequence)) {
      records.emplace_back(*known);
      continue;
    }
    auto record = log.record(sequence);
    if (!record) return std::move(record).error();
    records.emplace_back(read.emplace_back(*std::move(record)));
  }
  for (const std::string* record : open_) records.emplace_back(*record);
  batch.put(Column::log, block_key(block), pack_records(records));
  hash_each(open_, tail_.tree, batch);
  open_.clear();
  return Done{};
}

Status Appender::put(const LoggedEvent& logged, Batch& batch) {
  const auto stored = pending_.emplace(logged.event.id, encode_record(logged)).first;
  batch.put(Column::ids, logged.event.id, log_key(logged.sequence));
  tail_.last = logged.sequence;
  tail_.recorded = logged.recorded;
  open_.push_back(&stored->second);
  if (logged.sequence.value % block_records != 0) return Done{};
  if (open_.size() < block_records) return put_begun_block(batch);
  blocks_.add(block_of(logged.sequence), std::exchange(open_, {}));
  return Done{};
}

void Appender::finish(Batch& batch) {
  for (const BlockPacking::Packed& each : blocks_.finish()) {
    batch.put(Column::log, block_key(each.block), each.bytes);
    tail_.tree.append(TreeNode{.level = stored_level_min, .index = each.block, .hash = each.node},
                      put_nodes(batch));
  }
  hash_each(open_, tail_.tree, batch);
  Sequence sequence{.value = tail_.last.value - open_.size()};
  for (const std::string* record : open_) {
    sequence = sequence.next();
    batch.put(Column::log, log_key(sequence), *record);
  }
}

void Appender::remember(OpenRecords& recent) const {
  Sequence sequence{.value = tail_.last.value - open_.size()};
  for (const std::string* record : open_) {
    sequence = sequence.next();
    recent.add(sequence, *record);
  }
}

Result<Appended> Appender::append(Event event, Moment now, Batch& batch) {
  LoggedEvent logged{.sequence = {},
                     .recorded = {},
                     .known = {},
                     .retracts = {},
                     .replaces = {},
                     .reach = {},
                     .event = std::move(event)};
  const FindEvent find_event = [this](const std::string& id) { return find(id); };
  auto there = admit(logged, now, {.sequence = tail_.last, .recorded = tail_.recorded},
                     {.event = find_event, .target = find_event});
  if (!there) return std::move(there).error();
  if (*there) return Appended{.event = **std::move(there), .is_duplicate = true};
  if (auto done = put(logged, batch); !done) return std::move(done).error();
  return Appended{.event = std::move(logged), .is_duplicate = false};
}

}  // namespace annals
