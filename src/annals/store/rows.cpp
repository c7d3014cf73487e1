#include "annals/store/rows.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "annals/base/big_endian.h"

namespace annals {

bool RowView::has(const RowShape& shape) const {
  return key.size() >= shape.key_integers * integer_bytes &&
         value.size() >= shape.value_head + shape.value_integers * integer_bytes;
}

std::uint64_t RowView::integer(const RowShape& shape, std::size_t column) const {
  static_assert(std::endian::native == std::endian::little, "an integer's bytes are turned round");
  const char* const at =
      column < shape.key_integers
          ? key.data() + key.size() - (shape.key_integers - column) * integer_bytes
          : value.data() + shape.value_head + (column - shape.key_integers) * integer_bytes;
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, at, sizeof(bytes));
  return __builtin_bswap64(bytes);
}

void Rows::note_bounds(const RowShape& shape) {
  bounds_.reset();
  Bounds bounds;
  for (std::size_t i = 0; i < size(); ++i) {
    const RowView row = (*this)[i];
    if (!row.has(shape)) return;
    for (std::size_t column = 0; column < shape.integers(); ++column) {
      const std::uint64_t number = row.integer(shape, column);
      bounds.least[column] = i == 0 ? number : std::min(bounds.least[column], number);
      bounds.greatest[column] = i == 0 ? number : std::max(bounds.greatest[column], number);
    }
  }
  if (!empty()) bounds_ = bounds;
}

void Rows::add(std::string_view key, std::string_view value) {
  places_.push_back({.at = bytes_.size(),
                     .key_size = static_cast<std::uint32_t>(key.size()),
                     .value_size = static_cast<std::uint32_t>(value.size())});
  bytes_ += key;
  bytes_ += value;
}

void Rows::sort() {
  const auto key_of = [this](const Place& place) { return view(place).key; };
  std::ranges::sort(places_, [&](const Place& a, const Place& b) {
    const int order = key_of(a).compare(key_of(b));
    return order != 0 ? order < 0 : a.at < b.at;
  });
  // Of equal keys the last stays: seen from behind, the first.
  const auto kept =
      std::unique(places_.rbegin(), places_.rend(),
                  [&](const Place& a, const Place& b) { return key_of(a) == key_of(b); });
  places_.erase(places_.begin(), kept.base());
}

std::size_t Rows::lower_bound(std::string_view key) const {
  const auto found = std::ranges::lower_bound(
      places_, key, {}, [this](const Place& place) { return view(place).key; });
  return static_cast<std::size_t>(found - places_.begin());
}

std::size_t Rows::bytes() const {
  return bytes_.size() + places_.size() * sizeof(Place);
}

Rows merge(const Rows& older, const Rows& newer) {
  Rows merged;
  std::size_t a = 0;
  std::size_t b = 0;
  while (a < older.size() && b < newer.size()) {
    const int order = older[a].key.compare(newer[b].key);
    const RowView row = order < 0 ? older[a] : newer[b];
    merged.add(row.key, row.value);
    a += order <= 0 ? 1 : 0;
    b += order >= 0 ? 1 : 0;
  }
  for (; a < older.size(); ++a) merged.add(older[a].key, older[a].value);
  for (; b < newer.size(); ++b) merged.add(newer[b].key, newer[b].value);
  return merged;
}

}  // namespace annals
