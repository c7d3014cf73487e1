#include "annals/verify/log_check.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "annals/base/big_endian.h"
#include "annals/base/text.h"
#include "annals/codec/record.h"
#include "annals/codec/record_block.h"
#include "annals/log/erased.h"

namespace annals {
namespace {

constexpr std::string_view log_name = column_names[static_cast<std::size_t>(Column::log)];
constexpr std::string_view meta_name = column_names[static_cast<std::size_t>(Column::meta)];
constexpr std::string_view tree_name = column_names[static_cast<std::size_t>(Column::tree)];

constexpr std::uint64_t first_of(std::uint64_t block) {
  return block * block_records + 1;
}

/// The number at the end of a key; nothing if the key does not begin so or is of another length.
std::optional<std::uint64_t> number_in(std::string_view key, std::string_view prefix) {
  if (!key.starts_with(prefix)) return std::nullopt;
  key.remove_prefix(prefix.size());
  const auto number = take_big_endian(key);
  return key.empty() ? number : std::nullopt;
}

/// More than any log has: 2^27 runs of 256 events.
constexpr std::uint64_t blocks_max = std::uint64_t{1} << 28U;

const std::string block_prefix = block_key(0).substr(0, 1);
const std::string single_prefix = log_key({}).substr(0, 1);

}  // namespace

void LogCheck::note(std::string_view part, std::optional<Sequence> sequence, std::string what) {
  findings_.add({.part = std::string{part}, .sequence = sequence, .what = std::move(what)});
}

Result<std::optional<std::string>> LogCheck::get(std::string_view key, Sequence sequence) {
  auto bytes = snapshot_.get(Column::log, key);
  if (bytes || bytes.error().code != ErrorCode::corrupt) return bytes;
  note(log_name, sequence, bytes.error().message);
  return std::optional<std::string>{};
}

Status LogCheck::find_ends() {
  constexpr std::uint64_t greatest = std::numeric_limits<std::uint64_t>::max();
  Cursor blocks = snapshot_.scan(Column::log, block_prefix);
  blocks.seek_back(block_key(greatest));
  if (blocks.valid() && blocks.key() > block_key(blocks_max)) {
    note(log_name, {}, "it has a block that lies behind the end of every log");
    blocks.seek_back(block_key(blocks_max));
  }
  if (blocks.valid()) {
    const auto last = number_in(blocks.key(), block_prefix);
    if (last) blocks_ = *last + 1;
    if (!last) note(log_name, {}, "it has a key that is no block");
  }
  last_.value = blocks_ * block_records;
  if (auto status = blocks.status(); !status) note(log_name, {}, status.error().message);
  return check_strays();
}

/// Records that stand on their own are those behind the last block, fewer than fill another.
Status LogCheck::check_strays() {
  Cursor singles = snapshot_.scan(Column::log, single_prefix);
  for (; singles.valid(); singles.next()) {
    const auto sequence = number_in(singles.key(), {});
    if (!sequence) {
      note(log_name, {}, "it has a key that is no sequence");
    } else if (*sequence < first_of(blocks_)) {
      note(log_name, Sequence{.value = *sequence}, "it stands on its own and in a block");
    } else if (*sequence >= first_of(blocks_ + 1)) {
      note(log_name, Sequence{.value = *sequence}, "it lies behind the end of the log");
    } else {
      last_.value = *sequence;
    }
  }
  if (auto status = singles.status(); !status) note(log_name, {}, status.error().message);
  return Done{};
}

void LogCheck::check_target(const LoggedEvent& logged, Sequence target, std::string_view id) {
  if (target == Sequence{} || target >= logged.sequence) {
    return note(log_name, logged.sequence,
                fmt::format("it corrects sequence {}, which is not before it", target.value));
  }
  const auto there = log_.read(target);
  if (!there) return;  // is noted where it stands
  if (there->erased ? there->erased->id_hash == sha256({id}) : there->event.id == id) return;
  note(log_name, logged.sequence,
       fmt::format("it corrects {} at sequence {}, where {} stands", in_quotes(id), target.value,
                   there->erased ? "another that was erased" : in_quotes(there->event.id)));
}

void LogCheck::check_times(const LoggedEvent& logged) {
  if (logged.recorded < recorded_) {
    note(log_name, logged.sequence, "it was recorded earlier than the event before it");
  }
  recorded_ = std::max(recorded_, logged.recorded);
  if (logged.known.at > logged.recorded.at) {
    note(log_name, logged.sequence, "it became known later than it was recorded");
  }
}

/// What is left of an event is no leaf of the tree: so its hash is kept beside it.
void LogCheck::check_erased(const LoggedEvent& erased, std::string_view record) {
  const auto value = snapshot_.get(Column::meta, erased_key(erased.erased->id_hash));
  if (!value) return note(meta_name, erased.sequence, value.error().message);
  const auto entry = decode_entry(value->value_or(""));
  if (entry == ErasedEntry{.sequence = erased.sequence, .record = sha256({record})}) return;
  note(log_name, erased.sequence, "what is left of the event is not what its erasure left");
}

/// No event is said to be erased that is there.
Status LogCheck::check_erased_keys() {
  Cursor keys = snapshot_.scan(Column::meta, erased_prefix);
  for (; keys.valid(); keys.next()) {
    const auto entry = decode_entry(keys.value());
    if (!entry || entry->sequence == Sequence{} || entry->sequence > last_) {
      note(meta_name, {}, "it says of no event of the log that it was erased");
      continue;
    }
    const auto there = log_.read(entry->sequence);
    if (!there) continue;  // is noted where it stands
    if (there->erased && erased_key(there->erased->id_hash) == keys.key()) continue;
    note(meta_name, entry->sequence, "the event is said to be erased, and is not");
  }
  if (auto status = keys.status(); !status) note(meta_name, {}, status.error().message);
  return Done{};
}

void LogCheck::check_record(Sequence sequence, std::string_view record, const Visit& visit) {
  ++findings_.report().counts.records;
  if (has_tree_) {
    tree_.append(leaf_of(record), [this](const TreeNode& node) { check_node(node); });
  }
  const auto logged = decode_record(record);
  if (!logged) {
    note(log_name, sequence, logged.error().message);
    return visit(sequence, nullptr);
  }
  if (logged->sequence != sequence) {
    note(log_name, sequence,
         fmt::format("the record says that it is sequence {}", logged->sequence.value));
    return visit(sequence, nullptr);
  }
  check_times(*logged);
  if (logged->erased) check_erased(*logged, record);
  if (const auto retraction = retraction_of(logged->event)) {
    check_target(*logged, logged->retracts, retraction->target);
  }
  if (logged->event.replaces) check_target(*logged, logged->replaces, *logged->event.replaces);
  visit(sequence, &*logged);
}

void LogCheck::check_node(const TreeNode& node) {
  if (node.level < stored_level_min) return;
  ++findings_.report().counts.nodes;
  const auto stored = log_.node(node.level, node.index);
  const Sequence first{.value = (node.index << node.level) + 1};
  if (!stored) return note(tree_name, first, stored.error().message);
  if (*stored == node.hash) return;
  note(tree_name, first,
       fmt::format("node {} at level {}, over the {} records from here on, is not their hash",
                   node.index, node.level, std::uint64_t{1} << node.level));
}

/// Goes on behind a block that cannot be read: its node stands for its records.
void LogCheck::skip_block(std::uint64_t block, std::string what, const Visit& visit) {
  note(log_name, Sequence{.value = first_of(block)},
       fmt::format("the block of the {} records from here on {}", block_records, what));
  const auto node = log_.node(stored_level_min, block);
  has_tree_ = has_tree_ && node;
  if (has_tree_) {
    tree_.append(TreeNode{.level = stored_level_min, .index = block, .hash = *node},
                 [this](const TreeNode& each) { check_node(each); });
  }
  is_whole_ = false;
  for (std::uint64_t i = 0; i < block_records; ++i) visit({.value = first_of(block) + i}, nullptr);
}

Status LogCheck::check_block(std::uint64_t block, const Visit& visit) {
  const Sequence first{.value = first_of(block)};
  const auto bytes = get(block_key(block), first);
  if (!bytes) return bytes.error();
  if (!*bytes) {
    skip_block(block, "is not there", visit);
    return Done{};
  }
  const auto opened = RecordBlock::open(**bytes);
  if (!opened || opened->size() != block_records) {
    skip_block(block, "cannot be read", visit);
    return Done{};
  }
  for (std::uint64_t i = 0; i < block_records; ++i) {
    check_record({.value = first.value + i}, opened->record(i), visit);
  }
  return Done{};
}

Status LogCheck::check_single(Sequence sequence, const Visit& visit) {
  const auto bytes = get(log_key(sequence), sequence);
  if (!bytes) return bytes.error();
  if (*bytes) {
    check_record(sequence, **bytes, visit);
    return Done{};
  }
  note(log_name, sequence, "it is not there");
  has_tree_ = false;
  is_whole_ = false;
  visit(sequence, nullptr);
  return Done{};
}

Status LogCheck::check_extra_nodes() {
  for (Cursor nodes = snapshot_.scan(Column::tree, {}); true; nodes.next()) {
    if (!nodes.valid()) {
      if (auto status = nodes.status(); !status) note(tree_name, {}, status.error().message);
      return Done{};
    }
    std::string_view key = nodes.key();
    const unsigned level = key.empty() ? 0 : static_cast<unsigned char>(key.front());
    const auto index = number_in(key, key.substr(0, 1));
    constexpr unsigned levels = 64;
    const bool fits =
        index && level >= stored_level_min && level < levels && *index < (last_.value >> level);
    if (!fits) note(tree_name, {}, "it has a node that lies over no records");
  }
}

Status LogCheck::run(const Visit& visit) {
  const Error stopped{.code = ErrorCode::not_found, .message = "the verification was interrupted"};
  if (auto found = find_ends(); !found) return found;
  findings_.report().last = last_;
  for (std::uint64_t block = 0; block < blocks_; ++block) {
    if (auto done = check_block(block, visit); !done) return done;
    if (!findings_.goes_on("log", first_of(block + 1) - 1, last_.value)) return stopped;
  }
  for (Sequence at{.value = first_of(blocks_)}; at <= last_; at = at.next()) {
    if (auto done = check_single(at, visit); !done) return done;
  }
  if (is_whole_) findings_.report().head = tree_.head();
  if (auto done = check_erased_keys(); !done) return done;
  return check_extra_nodes();
}

}  // namespace annals
