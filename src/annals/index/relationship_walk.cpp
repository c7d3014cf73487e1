#include "annals/index/relationship_walk.h"

#include "annals/index/correction_index.h"
#include "annals/index/key_codec.h"

namespace annals {
namespace {

PackedCursor cursor_over(const Snapshot& snapshot, Column column) {
  const auto read = [&snapshot](std::string_view key) { return snapshot.packed_bytes(key); };
  return PackedCursor{snapshot.packed(column), read, {}};
}

/// Calls `visit(key, value)` for each row that begins with `prefix`, until it fails.
template <typename Visit>
Status for_each(PackedCursor& cursor, std::string_view prefix, const Visit& visit) {
  for (cursor.seek(prefix); cursor.valid() && cursor.key().starts_with(prefix); cursor.next()) {
    if (auto done = visit(cursor.key(), cursor.value()); !done) return done;
  }
  return cursor.status();
}

}  // namespace

RelationshipWalk::RelationshipWalk(const Snapshot& snapshot)
    : corrections_{cursor_over(snapshot, Column::corrections)},
      timeline_{cursor_over(snapshot, Column::timeline)} {}

Result<std::vector<Correction>> RelationshipWalk::corrections(std::string_view relationship) {
  const std::string prefix = text_prefix(relationship);
  std::vector<Correction> all;
  const auto add = [&](std::string_view key, std::string_view value) -> Status {
    const auto correction = decode_correction(key.substr(prefix.size()), value);
    if (!correction) return corrupt_index(correction_projection.name);
    all.push_back(*correction);
    return Done{};
  };
  if (auto done = for_each(corrections_, prefix, add); !done) return std::move(done).error();
  return all;
}

Result<std::vector<CellStatements>> RelationshipWalk::cells(std::string_view relationship,
                                                            std::string_view term,
                                                            const std::optional<std::string>& key) {
  std::string prefix = text_prefix(relationship) + text_prefix(term);
  if (key) prefix += text_prefix(*key);
  CellGrouping grouping{relationship};
  const auto add = [&](std::string_view row, std::string_view value) {
    return grouping.add(row, value);
  };
  if (auto done = for_each(timeline_, prefix, add); !done) return std::move(done).error();
  return std::move(grouping).take();
}

}  // namespace annals
