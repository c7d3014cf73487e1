#include "annals/index/history_index.h"

#include <limits>

#include "annals/index/key_codec.h"

namespace annals {
namespace {

std::string history_key(std::string_view relationship, Sequence sequence) {
  std::string key = text_prefix(relationship);
  put_big_endian(key, sequence.value);
  return key;
}

void apply(const LoggedEvent& logged, Batch& batch) {
  const std::string& own = logged.event.relationship;
  if (!own.empty()) batch.put(Column::history, history_key(own, logged.sequence), {});
  for (const std::string& relationship : logged.reach) {
    batch.put(Column::history, history_key(relationship, logged.sequence), {});
  }
}

std::optional<Sequence> decode(std::string_view key_after_relationship) {
  const auto sequence = take_big_endian(key_after_relationship);
  if (!sequence || !key_after_relationship.empty()) return std::nullopt;
  return Sequence{.value = *sequence};
}

}  // namespace

const Projection history_projection{
    .name = "history", .version = 1, .column = Column::history, .apply = apply};

Result<std::vector<Sequence>> read_history(const Snapshot& snapshot,
                                           std::string_view relationship) {
  const std::string prefix = text_prefix(relationship);
  std::vector<Sequence> sequences;
  Cursor cursor = snapshot.scan(Column::history, prefix);
  for (; cursor.valid(); cursor.next()) {
    const auto sequence = decode(cursor.key().substr(prefix.size()));
    if (!sequence) return corrupt_index(history_projection.name);
    sequences.push_back(*sequence);
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  return sequences;
}

Result<std::optional<RelationshipRange>> read_relationship(const Snapshot& snapshot,
                                                           std::string_view relationship) {
  const std::string prefix = text_prefix(relationship);
  Cursor cursor = snapshot.scan(Column::history, prefix);
  if (!cursor.valid()) {
    if (auto status = cursor.status(); !status) return std::move(status).error();
    return std::optional<RelationshipRange>{};
  }
  const auto first = decode(cursor.key().substr(prefix.size()));
  cursor.seek_back(history_key(relationship, {.value = std::numeric_limits<std::uint64_t>::max()}));
  const auto last = cursor.valid() ? decode(cursor.key().substr(prefix.size())) : std::nullopt;
  if (!first || !last) return corrupt_index(history_projection.name);
  return std::optional{
      RelationshipRange{.relationship = std::string{relationship}, .first = *first, .last = *last}};
}

Result<std::vector<RelationshipRange>> read_relationships(const Snapshot& snapshot) {
  std::vector<RelationshipRange> all;
  Cursor cursor = snapshot.scan(Column::history, {});
  while (cursor.valid()) {
    std::string_view key = cursor.key();
    const auto relationship = take_text(key);
    if (!relationship) return corrupt_index(history_projection.name);
    auto range = read_relationship(snapshot, *relationship);
    if (!range) return std::move(range).error();
    if (!*range) return corrupt_index(history_projection.name);
    all.push_back(**std::move(range));
    cursor.seek(all.back().relationship + '\x01');  // past every key of this relationship
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  return all;
}

}  // namespace annals
