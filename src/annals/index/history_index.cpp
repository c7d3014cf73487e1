#include "annals/index/history_index.h"

#include "annals/index/key_codec.h"

namespace annals {
namespace {

void put_history_key(std::string& key, std::string_view relationship, Sequence sequence) {
  put_text(key, relationship);
  put_big_endian(key, sequence.value);
}

std::string history_key(std::string_view relationship, Sequence sequence) {
  std::string key;
  put_history_key(key, relationship, sequence);
  return key;
}

void apply(const LoggedEvent& logged, RowSink& rows) {
  const std::optional<Source>& source = logged.event.source;
  std::string_view publisher;
  if (source && source->publisher) publisher = *source->publisher;
  thread_local std::string key;  // keeps its memory from event to event
  const auto put = [&](std::string_view relationship) {
    key.clear();
    put_history_key(key, relationship, logged.sequence);
    rows.put(key, publisher);
  };
  if (!logged.event.relationship.empty()) put(logged.event.relationship);
  for (const std::string& relationship : logged.reach) put(relationship);
}

std::optional<Sequence> decode(std::string_view key_after_relationship) {
  const auto sequence = take_big_endian(key_after_relationship);
  if (!sequence || !key_after_relationship.empty()) return std::nullopt;
  return Sequence{.value = *sequence};
}

}  // namespace

const Projection history_projection{
    .name = "history", .version = 3, .column = Column::history, .apply = apply};

Result<std::vector<HistoryEntry>> read_history(const Snapshot& snapshot,
                                               std::string_view relationship) {
  const std::string prefix = text_prefix(relationship);
  std::vector<HistoryEntry> entries;
  Cursor cursor = snapshot.scan(Column::history, prefix);
  for (; cursor.valid(); cursor.next()) {
    const auto sequence = decode(cursor.key().substr(prefix.size()));
    if (!sequence) return corrupt_index(history_projection.name);
    entries.push_back({.sequence = *sequence, .publisher = std::string{cursor.value()}});
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  return entries;
}

Result<std::optional<RelationshipRange>> read_relationship(const Snapshot& snapshot,
                                                           std::string_view relationship,
                                                           Sequence basis) {
  const std::string prefix = text_prefix(relationship);
  Cursor cursor = snapshot.scan(Column::history, prefix);
  RelationshipRange range{.relationship = std::string{relationship}, .first = {}, .last = {}};
  for (Sequence* end : {&range.first, &range.last}) {
    if (end == &range.last) cursor.seek_back(history_key(relationship, basis));
    if (!cursor.valid()) {
      if (auto status = cursor.status(); !status) return std::move(status).error();
      return std::optional<RelationshipRange>{};
    }
    const auto sequence = decode(cursor.key().substr(prefix.size()));
    if (!sequence) return corrupt_index(history_projection.name);
    *end = *sequence;
  }
  return std::optional{std::move(range)};
}

namespace {

/// A key past every key of the relationship: no name has a byte as small as the one at its end.
std::string past_relationship(std::string_view relationship) {
  return std::string{relationship} + '\x01';
}

/// The first relationship from the cursor's place on that the log up to `basis` speaks of; the
/// cursor goes past it.
Result<std::optional<RelationshipRange>> next_relationship(const Snapshot& snapshot, Cursor& cursor,
                                                           Sequence basis) {
  while (cursor.valid()) {
    std::string_view key = cursor.key();
    const auto name = take_text(key);
    if (!name) return corrupt_index(history_projection.name);
    const std::string relationship{*name};
    auto range = read_relationship(snapshot, relationship, basis);
    cursor.seek(past_relationship(relationship));
    if (!range || range->has_value()) return range;
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  return std::optional<RelationshipRange>{};
}

}  // namespace

Result<std::optional<RelationshipRange>> read_relationship_after(const Snapshot& snapshot,
                                                                 std::string_view name,
                                                                 Sequence basis) {
  Cursor cursor = snapshot.scan(Column::history, {});
  if (!name.empty()) cursor.seek(past_relationship(name));
  return next_relationship(snapshot, cursor, basis);
}

Result<std::vector<RelationshipRange>> read_relationships(const Snapshot& snapshot,
                                                          Sequence basis) {
  std::vector<RelationshipRange> all;
  Cursor cursor = snapshot.scan(Column::history, {});
  while (true) {
    auto range = next_relationship(snapshot, cursor, basis);
    if (!range) return std::move(range).error();
    if (!range->has_value()) return all;
    all.push_back(std::move(range->value()));
  }
}

}  // namespace annals
