#include "annals/log/log_reader.h"

#include <fmt/core.h>

#include <bit>
#include <limits>

#include "annals/base/big_endian.h"
#include "annals/codec/record.h"

namespace annals {
namespace {

Error corrupt(std::string what) {
  return {.code = ErrorCode::corrupt, .message = std::move(what)};
}

std::optional<Sequence> parse_log_key(std::string_view key) {
  const auto value = take_big_endian(key);
  if (!value || !key.empty()) return std::nullopt;
  return Sequence{.value = *value};
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

std::string tree_key(unsigned level, std::uint64_t index) {
  std::string key(1, static_cast<char>(level));
  put_big_endian(key, index);
  return key;
}

Result<Sequence> LogReader::last() const {
  Cursor cursor = snapshot_.scan(Column::log, {});
  cursor.seek_back(log_key({.value = std::numeric_limits<std::uint64_t>::max()}));
  if (!cursor.valid()) {
    if (auto status = cursor.status(); !status) return std::move(status).error();
    return Sequence{};
  }
  const auto sequence = parse_log_key(cursor.key());
  if (!sequence) return corrupt("the log has a key that is no sequence");
  return *sequence;
}

Result<std::string> LogReader::record(Sequence sequence) const {
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

Result<TreeEdge> LogReader::edge(Sequence size) const {
  TreeEdge edge;
  for (auto level = static_cast<unsigned>(std::bit_width(size.value));
       level-- > stored_level_min;) {
    const std::uint64_t nodes = size.value >> level;
    if ((nodes & 1U) == 0) continue;
    const auto hash = snapshot_.get(Column::tree, tree_key(level, nodes - 1));
    if (!hash) return hash.error();
    TreeNode node{.level = level, .index = nodes - 1, .hash = {}};
    if (!*hash || (*hash)->size() != node.hash.bytes.size()) {
      return corrupt(fmt::format("the tree has no node {} at level {}", node.index, level));
    }
    std::ranges::copy(**hash, node.hash.bytes.begin());
    edge.adopt(node);
  }
  while (edge.size() < size.value) {
    const auto bytes = record({.value = edge.size() + 1});
    if (!bytes) return bytes.error();
    edge.append(leaf_hash(*bytes), [](const TreeNode&) {});
  }
  return edge;
}

Status LogReader::for_each(Sequence from, const Visit& visit) const {
  Cursor cursor = snapshot_.scan(Column::log, {});
  Sequence expected = from;
  for (cursor.seek(log_key(from)); cursor.valid(); cursor.next()) {
    if (parse_log_key(cursor.key()) != expected) {
      return corrupt(fmt::format("the log has no sequence {}", expected.value));
    }
    const auto event = decode_at(expected, cursor.value());
    if (!event) return event.error();
    if (auto visited = visit(*event); !visited) return visited;
    expected = expected.next();
  }
  return cursor.status();
}

}  // namespace annals
