#include "annals/store/loose_rows.h"

#include <algorithm>
#include <limits>

#include "annals/base/check.h"

namespace annals {

LooseRows::LooseRows(const Rows& rows) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    bytes += 2 * size_bytes_max + rows[i].key.size() + rows[i].value.size();
  }
  set_room(bytes);
  for (std::size_t i = 0; i < rows.size(); ++i) add(rows[i]);
  set_room(used_);
}

void LooseRows::set_room(std::size_t bytes) {
  bytes = std::max(bytes, used_);
  if (bytes == room_) return;
  auto room = std::make_unique_for_overwrite<char[]>(bytes);  // NOLINT(modernize-avoid-c-arrays)
  if (used_ > 0) std::memcpy(room.get(), bytes_.get(), used_);
  bytes_ = std::move(room);
  room_ = bytes;
}

char* LooseRows::put_size(char* to, std::size_t size) {
  if (size < is_large) {
    *to = static_cast<char>(size);
    return to + 1;
  }
  check(size <= std::numeric_limits<std::uint32_t>::max(), "keys and values are not so long");
  const auto whole = static_cast<std::uint32_t>(size);
  *to = static_cast<char>(is_large);
  std::memcpy(to + 1, &whole, sizeof whole);
  return to + size_bytes_max;
}

char* LooseRows::put(char* to, std::string_view text) {
  if (!text.empty()) std::memcpy(to, text.data(), text.size());
  return to + text.size();
}

void LooseRows::add(const RowView& row) {
  // Most have few rows: no memory is taken for each of these.
  constexpr std::size_t bytes_least = 256;
  const std::size_t bytes = used_ + 2 * size_bytes_max + row.key.size() + row.value.size();
  if (bytes > room_) set_room(std::max({bytes, 2 * room_, bytes_least}));
  char* to = bytes_.get() + used_;
  to = put_size(to, row.key.size());
  to = put_size(to, row.value.size());
  to = put(put(to, row.key), row.value);
  used_ = static_cast<std::size_t>(to - bytes_.get());
  ++size_;
}

}  // namespace annals
