#include "annals/store/rows.h"

#include <algorithm>

#include "annals/base/big_endian.h"
#include "annals/store/key_head.h"

namespace annals {
bool RowView::has(const RowShape& shape) const {
  return key.size() >= shape.key_integers * integer_bytes &&
         value.size() >= shape.value_head + shape.value_integers * integer_bytes;
}

std::uint64_t RowView::integer(const RowShape& shape, std::size_t column) const {
  const char* const at =
      column < shape.key_integers
          ? key.data() + key.size() - (shape.key_integers - column) * integer_bytes
          : value.data() + shape.value_head + (column - shape.key_integers) * integer_bytes;
  return read_big_endian(at);
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
  // Most have few rows, and are joined again and again: no memory is taken for each of these.
  constexpr std::size_t bytes_least = 256;
  constexpr std::size_t places_least = 8;
  const std::size_t bytes = bytes_.size() + key.size() + value.size();
  if (bytes > bytes_.capacity()) {
    bytes_.reserve(std::max({bytes, 2 * bytes_.capacity(), bytes_least}));
  }
  if (places_.size() == places_.capacity()) {
    places_.reserve(std::max(2 * places_.capacity(), places_least));
  }
  places_.push_back({.at = bytes_.size(),
                     .key_size = static_cast<std::uint32_t>(key.size()),
                     .value_size = static_cast<std::uint32_t>(value.size())});
  bytes_ += key;
  bytes_ += value;
}

void Rows::sort() {
  if (places_.size() < 2) return;
  const auto key_of = [this](const Place& place) { return view(place).key; };
  // Nearly always, the eight bytes behind what all keys have in common tell two of them apart.
  const std::string_view first = key_of(places_.front());
  std::size_t common = first.size();
  for (const Place& place : places_) {
    const std::string_view key = key_of(place);
    const auto differs = std::ranges::mismatch(first.substr(0, common), key).in1;
    common = static_cast<std::size_t>(differs - first.begin());
  }
  struct Headed {
    std::uint64_t head;
    Place place;
  };
  std::vector<Headed> rows;
  rows.reserve(places_.size());
  for (const Place& place : places_) {
    rows.push_back({.head = head_of(key_of(place), common), .place = place});
  }
  std::ranges::sort(rows, [&](const Headed& a, const Headed& b) {
    if (a.head != b.head) return a.head < b.head;
    const int order = key_of(a.place).compare(key_of(b.place));
    return order != 0 ? order < 0 : a.place.at < b.place.at;
  });
  std::ranges::transform(rows, places_.begin(), &Headed::place);
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
