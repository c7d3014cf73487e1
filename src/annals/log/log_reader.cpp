#include "annals/log/log_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <limits>

#include "annals/base/big_endian.h"
#include "annals/base/hex.h"
#include "annals/codec/record.h"
#include "annals/log/erased.h"

namespace annals {
namespace {

/// What the keys of blocks and of single records begin with: a sequence is less than 2^56.
constexpr std::string_view block_prefix = "b";
constexpr std::string_view record_prefix{"\0", 1};

Error corrupt(std::string what) {
  return {.code = ErrorCode::corrupt, .message = std::move(what)};
}

std::optional<Sequence> parse_log_key(std::string_view key) {
  const auto value = take_big_endian(key);
  if (!value || !key.empty()) return std::nullopt;
  return Sequence{.value = *value};
}

std::optional<std::uint64_t> parse_block_key(std::string_view key) {
  if (!key.starts_with(block_prefix)) return std::nullopt;
  key.remove_prefix(block_prefix.size());
  const auto block = take_big_endian(key);
  return key.empty() ? block : std::nullopt;
}

Result<RecordBlock> open_block(std::uint64_t block, std::string_view bytes) {
  auto opened = RecordBlock::open(bytes);
  if (opened && opened->size() == block_records) return opened;
  return corrupt(fmt::format("the log's block of the sequences from {} on cannot be read",
                             block * block_records + 1));
}

/// Decodes what stands at `sequence`, and checks that it says so itself.
Result<LoggedEvent> decode_at(Sequence sequence, std::string_view record) {
  auto event = decode_record(record);
  if (!event) {
    return corrupt(fmt::format("sequence {}: {}", sequence.value, event.error().message));
  }
  if (event->sequence != sequence) {
    return corrupt(fmt::format("sequence {}: the record says that it is {}", sequence.value,
                               event->sequence.value));
  }
  return event;
}

}  // namespace

std::string log_key(Sequence sequence) {
  std::string key;
  put_big_endian(key, sequence.value);
  return key;
}

std::string block_key(std::uint64_t block) {
  std::string key{block_prefix};
  put_big_endian(key, block);
  return key;
}

std::string tree_key(unsigned level, std::uint64_t index) {
  std::string key(1, static_cast<char>(level));
  put_big_endian(key, index);
  return key;
}

Result<Sequence> LogReader::last() const {
  constexpr std::uint64_t greatest = std::numeric_limits<std::uint64_t>::max();
  Cursor records = snapshot_.scan(Column::log, record_prefix);
  records.seek_back(log_key({.value = greatest >> 8U}));
  if (records.valid()) {
    const auto sequence = parse_log_key(records.key());
    if (!sequence) return corrupt("the log has a key that is no sequence");
    return *sequence;
  }
  if (auto status = records.status(); !status) return std::move(status).error();
  Cursor blocks = snapshot_.scan(Column::log, block_prefix);
  blocks.seek_back(block_key(greatest));
  if (!blocks.valid()) {
    if (auto status = blocks.status(); !status) return std::move(status).error();
    return Sequence{};
  }
  const auto block = parse_block_key(blocks.key());
  if (!block) return corrupt("the log has a key that is no block");
  return Sequence{.value = (*block + 1) * block_records};
}

Result<std::shared_ptr<const RecordBlock>> LogReader::block(std::uint64_t block) const {
  using Block = std::shared_ptr<const RecordBlock>;
  const std::string key = block_key(block);
  const Decoded memory = snapshot_.decoded();
  if (Block kept = memory.find<RecordBlock>(Subject::page(key))) return kept;
  const auto bytes = snapshot_.get(Column::log, key);
  if (!bytes) return bytes.error();
  if (!*bytes) return Block{};
  auto opened = open_block(block, **bytes);
  if (!opened) return std::move(opened).error();
  auto shared = std::make_shared<const RecordBlock>(*std::move(opened));
  if (memory.is_wanted<RecordBlock>(Subject::page(key))) {
    memory.keep<RecordBlock>(Subject::page(key), {}, shared, shared->bytes());
  }
  return Block{std::move(shared)};
}

Result<std::string> LogReader::record(Sequence sequence) const {
  const auto packed = block(block_of(sequence));
  if (!packed) return packed.error();
  if (*packed != nullptr) return (*packed)->record((sequence.value - 1) % block_records);
  return single_record(sequence);
}

Result<std::string> LogReader::single_record(Sequence sequence) const {
  auto bytes = snapshot_.get(Column::log, log_key(sequence));
  if (!bytes) return std::move(bytes).error();
  if (!*bytes) return corrupt(fmt::format("the log has no sequence {}", sequence.value));
  return **std::move(bytes);
}

Result<LoggedEvent> LogReader::read(Sequence sequence) const {
  const auto bytes = record(sequence);
  if (!bytes) return bytes.error();
  return decode_at(sequence, *bytes);
}

Result<std::optional<Sequence>> LogReader::find(std::string_view id) const {
  const auto value = snapshot_.get(Column::ids, id);
  if (!value) return value.error();
  if (!*value) return std::optional<Sequence>{};
  const auto sequence = parse_log_key(**value);
  if (!sequence) return corrupt(fmt::format("the id '{}' leads to no sequence", id));
  return std::optional{*sequence};
}

Result<Sequence> LogReader::recorded_by(RecordedTime moment) const {
  const auto end = last();
  if (!end) return end.error();
  // `recorded` never runs backwards, so the log is sorted by it.
  std::uint64_t at_or_before = 0;
  std::uint64_t after = end->value + 1;
  while (after - at_or_before > 1) {
    const std::uint64_t middle = at_or_before + (after - at_or_before) / 2;
    const auto event = read({.value = middle});
    if (!event) return event.error();
    (event->recorded <= moment ? at_or_before : after) = middle;
  }
  return Sequence{.value = at_or_before};
}

Result<std::vector<Digest>> LogReader::leaves(std::uint64_t block, std::uint64_t count) const {
  std::vector<Digest> leaves;
  const auto packed = this->block(block);
  if (!packed) return packed.error();
  for (std::uint64_t i = 0; i < count; ++i) {
    auto bytes = *packed != nullptr ? Result<std::string>{(*packed)->record(i)}
                                    : single_record({.value = block * block_records + i + 1});
    if (!bytes) return std::move(bytes).error();
    leaves.push_back(leaf_of(*bytes));
  }
  return leaves;
}

Result<Digest> LogReader::node(unsigned level, std::uint64_t index) const {
  const auto bytes = snapshot_.get(Column::tree, tree_key(level, index));
  if (!bytes) return bytes.error();
  const auto hash = digest_from(bytes->value_or(""));
  if (!hash) return corrupt(fmt::format("the tree has no node {} at level {}", index, level));
  return *hash;
}

Result<TreeEdge> LogReader::edge(Sequence size) const {
  TreeEdge edge;
  for (auto level = static_cast<unsigned>(std::bit_width(size.value));
       level-- > stored_level_min;) {
    const std::uint64_t nodes = size.value >> level;
    if ((nodes & 1U) == 0) continue;
    const auto hash = node(level, nodes - 1);
    if (!hash) return hash.error();
    edge.adopt({.level = level, .index = nodes - 1, .hash = *hash});
  }
  if (edge.size() == size.value) return edge;
  const auto rest = leaves(edge.size() / block_records, size.value - edge.size());
  if (!rest) return rest.error();
  for (const Digest& leaf : *rest) edge.append(leaf, [](const TreeNode&) {});
  return edge;
}

Status LogReader::for_each_in_blocks(Sequence& expected, Sequence to, const Visit& visit) const {
  Cursor cursor = snapshot_.scan(Column::log, block_prefix);
  cursor.seek(block_key(block_of(expected)));
  for (; expected <= to && cursor.valid(); cursor.next()) {
    const auto block = parse_block_key(cursor.key());
    if (block != block_of(expected)) {
      return corrupt(fmt::format("the log has no sequence {}", expected.value));
    }
    const auto records = open_block(*block, cursor.value());
    if (!records) return records.error();
    for (auto i = (expected.value - 1) % block_records; i < block_records && expected <= to; ++i) {
      const auto event = decode_at(expected, records->record(i));
      if (!event) return event.error();
      if (auto visited = visit(*event); !visited) return visited;
      expected = expected.next();
    }
  }
  return cursor.status();
}

Status LogReader::for_each(Sequence from, const Visit& visit) const {
  return for_each_to(from, {.value = std::numeric_limits<std::uint64_t>::max()}, visit)
      .and_then([](Sequence) -> Status { return Done{}; });
}

Status LogReader::for_each(Sequence from, Sequence to, const Visit& visit) const {
  const auto next = for_each_to(from, to, visit);
  if (!next) return next.error();
  if (*next <= to) return corrupt(fmt::format("the log has no sequence {}", next->value));
  return Done{};
}

Result<Sequence> LogReader::for_each_to(Sequence from, Sequence to, const Visit& visit) const {
  Sequence expected = std::max(from, Sequence{.value = 1});
  if (auto done = for_each_in_blocks(expected, to, visit); !done) return std::move(done).error();
  Cursor cursor = snapshot_.scan(Column::log, record_prefix);
  for (cursor.seek(log_key(expected)); expected <= to && cursor.valid(); cursor.next()) {
    if (parse_log_key(cursor.key()) != expected) {
      return corrupt(fmt::format("the log has no sequence {}", expected.value));
    }
    const auto event = decode_at(expected, cursor.value());
    if (!event) return event.error();
    if (auto visited = visit(*event); !visited) return std::move(visited).error();
    expected = expected.next();
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  return expected;
}

}  // namespace annals
