#include "annals/index/projection_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "annals/base/big_endian.h"

namespace annals {

std::optional<ProjectionRow> decode_own_row(std::string_view key, std::string_view value) {
  constexpr std::size_t sequence_bytes = sizeof(std::uint64_t);
  if (key.size() < sequence_bytes) return std::nullopt;
  std::string_view rest = key.substr(key.size() - sequence_bytes);
  const auto sequence = take_big_endian(rest);
  const auto known = take_big_endian_signed(value);
  if (!sequence || !known) return std::nullopt;
  return ProjectionRow{.key = key.substr(0, key.size() - sequence_bytes),
                       .value = value,
                       .sequence = {.value = *sequence},
                       .known = KnownTime::from_microseconds(*known)};
}

ProjectionCursor::ProjectionCursor(Cursor cursor, std::string name, RowRange range, Horizon horizon)
    : cursor_{std::move(cursor)},
      name_{std::move(name)},
      range_{std::move(range)},
      horizon_{horizon} {
  seek({});
}

void ProjectionCursor::seek(std::string_view key) {
  cursor_.seek(std::max<std::string_view>(key, range_.from));
  settle();
}

void ProjectionCursor::next() {
  cursor_.next();
  settle();
}

/// Stops at the first row from here on that the question sees.
void ProjectionCursor::settle() {
  row_.reset();
  for (; cursor_.valid() && !is_damaged_; cursor_.next()) {
    const auto row = decode_own_row(cursor_.key(), cursor_.value());
    is_damaged_ = !row;
    if (!row || (!range_.until.empty() && row->key >= range_.until)) return;
    // The bytes behind a key are no part of it.
    if (row->key < range_.from || !row->key.starts_with(range_.prefix)) continue;
    if (!horizon_.sees(row->sequence, row->known)) continue;
    row_ = row;
    return;
  }
}

Status ProjectionCursor::status() const {
  if (!is_damaged_) return cursor_.status();
  return Error{.code = ErrorCode::corrupt,
               .message = fmt::format("the projection '{}' has a row that cannot be read", name_)};
}

ProjectionCursor ProjectionReader::rows(const Snapshot& snapshot, RowRange range,
                                        Horizon horizon) const {
  Cursor cursor = snapshot.scan(column_, range.prefix);
  return {std::move(cursor), name_, std::move(range), horizon};
}

}  // namespace annals
