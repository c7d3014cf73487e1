#include "annals/store/page_list.h"

#include <algorithm>

#include "annals/base/bits.h"

namespace annals {
namespace {

/// Of a first key; what events make has some 5,000. Keys repeat what they share with the one
/// before, so that a few bytes of a damaged list could ask for very much.
constexpr std::size_t key_bytes_max = 1 << 16;

/// The fewest bytes that one takes: how many of its key are shared and its own, and its shape.
constexpr std::size_t place_bytes_min = 3;

std::size_t shared_bytes(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

}  // namespace

void PageList::add(std::string_view first_key, const Bounds* bounds) {
  const bool is_first = places_.empty();
  keys_ += first_key;
  places_.push_back({.key_end = keys_.size(),
                     .is_shaped = bounds != nullptr,
                     .bounds = bounds != nullptr ? *bounds : Bounds{}});
  const Bounds& own = places_.back().bounds;
  is_shaped_ = places_.back().is_shaped && (is_first || is_shaped_);
  for (std::size_t column = 0; column < integers_max; ++column) {
    bounds_.least[column] =
        is_first ? own.least[column] : std::min(bounds_.least[column], own.least[column]);
    bounds_.greatest[column] =
        is_first ? own.greatest[column] : std::max(bounds_.greatest[column], own.greatest[column]);
  }
}

void PageList::encode(std::string& out) const {
  std::string_view before;
  for (std::size_t index = 0; index < size(); ++index) {
    const std::string_view key = first_key(index);
    const std::size_t shared = shared_bytes(key, before);
    put_varint(out, shared);
    put_varint(out, key.size() - shared);
    out += key.substr(shared);
    out += static_cast<char>(places_[index].is_shaped ? 1 : 0);
    if (places_[index].is_shaped) {
      for (std::size_t column = 0; column < integers_max; ++column) {
        const Bounds& bounds = places_[index].bounds;
        put_varint(out, bounds.least[column]);
        put_varint(out, bounds.greatest[column] - bounds.least[column]);
      }
    }
    before = key;
  }
}

std::optional<PageList> PageList::decode(std::string_view bytes, std::uint64_t count) {
  if (count > bytes.size() / place_bytes_min) return std::nullopt;
  PageList list;
  list.places_.reserve(count);
  std::string key;
  for (std::uint64_t index = 0; index < count; ++index) {
    const auto shared = take_varint(bytes);
    const auto size = take_varint(bytes);
    const auto own = size ? take_bytes(bytes, *size) : std::nullopt;
    if (!shared || *shared > key.size() || !own || bytes.empty()) return std::nullopt;
    if (*shared + own->size() > key_bytes_max) return std::nullopt;
    key.resize(*shared);
    key += *own;
    const bool is_shaped = bytes.front() != 0;
    bytes.remove_prefix(1);
    Bounds bounds;
    for (std::size_t column = 0; is_shaped && column < integers_max; ++column) {
      const auto least = take_varint(bytes);
      const auto range = take_varint(bytes);
      if (!least || !range) return std::nullopt;
      bounds.least[column] = *least;
      bounds.greatest[column] = *least + *range;
    }
    list.add(key, is_shaped ? &bounds : nullptr);
  }
  if (!bytes.empty()) return std::nullopt;
  return list;
}

std::size_t PageList::place_of(std::string_view key) const {
  std::size_t low = 0;
  std::size_t high = size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (first_key(middle) <= key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low == 0 ? 0 : low - 1;
}

}  // namespace annals
