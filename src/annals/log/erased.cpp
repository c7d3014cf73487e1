#include "annals/log/erased.h"

#include <fmt/core.h>

#include <algorithm>

#include "annals/base/big_endian.h"
#include "annals/base/check.h"
#include "annals/base/hex.h"
#include "annals/codec/erased_record.h"
#include "annals/codec/record_block.h"
#include "annals/log/log_reader.h"
#include "annals/log/merkle.h"
#include "annals/time/day.h"

namespace annals {

std::string erased_key(const Digest& id_hash) {
  return std::string{erased_prefix} + id_hash.hex();
}

std::string encode_entry(const ErasedEntry& entry) {
  std::string value;
  put_big_endian(value, entry.sequence.value);
  value += entry.record.view();
  return value;
}

std::optional<ErasedEntry> decode_entry(std::string_view value) {
  const auto sequence = take_big_endian(value);
  const auto record = digest_from(value);
  if (!sequence || !record) return std::nullopt;
  return ErasedEntry{.sequence = {.value = *sequence}, .record = *record};
}

Digest leaf_of(std::string_view record) {
  if (is_erased_record(record)) {
    // One that cannot be read is told by its hash, which is then not that of the tree.
    if (const auto erased = decode_erased_record(record)) return erased->erased->leaf;
  }
  return leaf_hash(record);
}

Result<bool> has_erased(const Snapshot& snapshot) {
  const Cursor cursor = snapshot.scan(Column::meta, erased_prefix);
  if (auto status = cursor.status(); !status) return std::move(status).error();
  return cursor.valid();
}

namespace {

Result<Sequence> sequence_of(std::string_view value) {
  if (const auto entry = decode_entry(value)) return entry->sequence;
  return Error{.code = ErrorCode::corrupt,
               .message = "what the database says of an erased event cannot be read"};
}

}  // namespace

Result<std::optional<Sequence>> find_erased(const Snapshot& snapshot, std::string_view id) {
  const auto value = snapshot.get(Column::meta, erased_key(sha256({id})));
  if (!value) return value.error();
  if (!*value) return std::optional<Sequence>{};
  const auto sequence = sequence_of(**value);
  if (!sequence) return sequence.error();
  return std::optional{*sequence};
}

Result<bool> is_erasing(const Snapshot& snapshot) {
  const auto word = snapshot.get(Column::meta, erasing_key);
  if (!word) return word.error();
  return word->has_value();
}

Result<std::vector<Sequence>> read_erased(const Snapshot& snapshot) {
  std::vector<Sequence> all;
  Cursor cursor = snapshot.scan(Column::meta, erased_prefix);
  for (; cursor.valid(); cursor.next()) {
    const auto sequence = sequence_of(cursor.value());
    if (!sequence) return sequence.error();
    all.push_back(*sequence);
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  std::ranges::sort(all);
  return all;
}

std::string erasure_in_words(const LoggedEvent& erased) {
  check(erased.erased.has_value(), "only what was erased is told of so");
  return fmt::format("was erased on {}, at sequence {}: {}", to_text(day_of(erased.erased->at.at)),
                     erased.sequence.value, erased.erased->reason);
}

namespace {

/// The block of the log with another record in the place of one.
std::string with_record(const RecordBlock& block, std::uint64_t place, const std::string& record) {
  std::vector<std::string> records;
  for (std::uint64_t i = 0; i < block_records; ++i) {
    records.push_back(i == place ? record : block.record(i));
  }
  const std::vector<std::string_view> views{records.begin(), records.end()};
  return pack_records(views);
}

}  // namespace

Status put_erased(const Snapshot& snapshot, const LoggedEvent& erased, Batch& batch) {
  const std::string record = encode_erased_record(erased);
  const std::uint64_t number = block_of(erased.sequence);
  const auto bytes = snapshot.get(Column::log, block_key(number));
  if (!bytes) return bytes.error();
  if (*bytes) {
    const auto block = RecordBlock::open(**bytes);
    if (!block || block->size() != block_records) {
      return Error{.code = ErrorCode::corrupt,
                   .message = fmt::format("the log's block of sequence {} cannot be read",
                                          erased.sequence.value)};
    }
    const std::uint64_t place = (erased.sequence.value - 1) % block_records;
    batch.put(Column::log, block_key(number), with_record(*block, place, record));
  } else {
    batch.put(Column::log, log_key(erased.sequence), record);
  }
  batch.put(Column::meta, erased_key(erased.erased->id_hash),
            encode_entry({.sequence = erased.sequence, .record = sha256({record})}));
  batch.put(Column::meta, erasing_key, log_key(erased.sequence));
  return Done{};
}

}  // namespace annals
