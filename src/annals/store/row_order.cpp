#include "annals/store/row_order.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <string_view>
#include <utility>

#include "annals/store/key_head.h"

namespace annals {
namespace {

/// Sorts by eight bytes of the keys at a time: first by those behind what all have in common, then
/// what is the same there by those behind what it has in common, and so on.
class Sorter {
 public:
  explicit Sorter(std::span<const SharedLooseRows> parts) : parts_{parts} {}

  /// `depth`: so many bytes of all keys are the same.
  void sort(std::span<RowPlace> places, std::size_t depth) {
    if (places.size() < 2) return;
    depth = common_bytes(places, depth);
    for (RowPlace& place : places) place.head = head_of(key(place), depth);
    sort_by_head(places);
    std::size_t ahead = 1;
    for (std::size_t begin = 0; begin < places.size();) {
      std::size_t end = begin + 1;
      while (end < places.size() && places[end].head == places[begin].head) ++end;
      ahead = call_for(places, std::max(ahead, end), end + places_ahead, depth + head_bytes);
      if (end - begin > 1) sort_alike(places.subspan(begin, end - begin), depth + head_bytes);
      begin = end;
    }
  }

  [[nodiscard]] bool has_repeated() const { return has_repeated_; }

  [[nodiscard]] static std::string_view key(const RowPlace& place) {
    return LooseRows::key(place.at);
  }

 private:
  static constexpr std::size_t places_ahead = 32;

  /// Many are dealt out by one byte of their heads after the other, the last first.
  void sort_by_head(std::span<RowPlace> places) {
    constexpr std::size_t many = 4096;
    constexpr unsigned byte_bits = 8;
    constexpr unsigned byte_max = 0xFF;
    if (places.size() < many) {
      std::ranges::sort(places, {}, &RowPlace::head);
      return;
    }
    std::array<std::array<std::uint32_t, byte_max + 1>, head_bytes> counts{};
    for (const RowPlace& place : places) {
      for (unsigned i = 0; i < head_bytes; ++i)
        ++counts[i][place.head >> (i * byte_bits) & byte_max];
    }
    spare_.resize(places.size());
    std::span<RowPlace> from = places;
    std::span<RowPlace> to = spare_;
    for (unsigned i = 0; i < head_bytes; ++i) {
      if (std::ranges::find(counts[i], places.size()) != counts[i].end()) continue;
      std::exclusive_scan(counts[i].begin(), counts[i].end(), counts[i].begin(), 0U);
      for (const RowPlace& place : from) {
        to[counts[i][place.head >> (i * byte_bits) & byte_max]++] = place;
      }
      std::swap(from, to);
    }
    if (from.data() != places.data()) std::ranges::copy(from, places.begin());
  }

  /// Has the processor fetch what follows `depth` bytes of keys that will be looked at soon: they
  /// lie all over the memory. Returns how far it has come.
  static std::size_t call_for(std::span<const RowPlace> places, std::size_t from, std::size_t to,
                              std::size_t depth) {
    for (to = std::min(to, places.size()); from < to; ++from) {
      if (places[from].head != places[from - 1].head) continue;
      for (const RowPlace& place : places.subspan(from - 1, 2)) {
        __builtin_prefetch(place.at);
        __builtin_prefetch(place.at + depth + head_bytes);
      }
    }
    return from;
  }

  /// Sorts places whose heads, up to `depth`, are the same. A key that ended before is followed by
  /// zeros there, so that it comes before longer ones.
  void sort_alike(std::span<RowPlace> places, std::size_t depth) {
    const auto is_short = [&](const RowPlace& place) { return key(place).size() < depth; };
    const auto rest = std::ranges::partition(places, is_short);
    const auto shorts = places.first(places.size() - rest.size());
    std::ranges::sort(shorts, [&](const RowPlace& a, const RowPlace& b) {
      const std::size_t size = key(a).size();
      if (size != key(b).size()) return size < key(b).size();
      const std::size_t part = part_of(a);
      return part != part_of(b) ? part < part_of(b) : a.at < b.at;
    });
    const auto size = [&](const RowPlace& place) { return key(place).size(); };
    if (std::ranges::adjacent_find(shorts, {}, size) != shorts.end()) has_repeated_ = true;
    sort(std::span{rest.begin(), rest.end()}, depth);
  }

  [[nodiscard]] std::size_t common_bytes(std::span<const RowPlace> places,
                                         std::size_t depth) const {
    const std::string_view first = key(places.front());
    std::size_t common = first.size();
    for (const RowPlace& place : places) {
      const std::string_view other = key(place);
      common = std::min(common, other.size());
      std::size_t same = depth;
      while (same < common && other[same] == first[same]) ++same;
      common = same;
      if (common == depth) break;
    }
    return common;
  }

  /// A part, and where it begins.
  struct Begin {
    const char* at;
    std::size_t part;
  };

  /// Asked of rows with the same key alone, of which there are few.
  [[nodiscard]] std::size_t part_of(const RowPlace& place) {
    if (begins_.empty()) {
      for (std::size_t i = 0; i < parts_.size(); ++i) {
        if (!parts_[i]->empty()) begins_.push_back({.at = parts_[i]->begin(), .part = i});
      }
      std::ranges::sort(begins_, {}, &Begin::at);
    }
    return (std::ranges::upper_bound(begins_, place.at, {}, &Begin::at) - 1)->part;
  }

  std::span<const SharedLooseRows> parts_;
  std::vector<Begin> begins_;  // in order of their places; empty before it is asked for
  std::vector<RowPlace> spare_;
  bool has_repeated_ = false;
};

}  // namespace

std::vector<RowPlace> in_order(std::span<const SharedLooseRows> parts) {
  std::size_t rows = 0;
  for (const SharedLooseRows& part : parts) rows += part->size();
  std::vector<RowPlace> places;
  places.reserve(rows);
  for (const SharedLooseRows& part : parts) {
    for (const char* at = part->begin(); at != part->end();) {
      places.push_back({.head = 0, .at = at});
      at = LooseRows::after(LooseRows::row(at));
    }
  }
  Sorter sorter{parts};
  sorter.sort(places, 0);
  if (sorter.has_repeated()) {
    // Of equal keys the last stays: seen from behind, the first.
    const auto kept = std::unique(
        places.rbegin(), places.rend(),
        [&](const RowPlace& a, const RowPlace& b) { return sorter.key(a) == sorter.key(b); });
    places.erase(places.begin(), kept.base());
  }
  return places;
}

Rows sorted(const LooseRows& rows) {
  Rows all;
  for (const char* at = rows.begin(); at != rows.end();) {
    const RowView row = LooseRows::row(at);
    all.add(row.key, row.value);
    at = LooseRows::after(row);
  }
  all.sort();
  return all;
}

}  // namespace annals
