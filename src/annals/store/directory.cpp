#include "annals/store/directory.h"

#include <algorithm>

#include "annals/base/bits.h"

namespace annals {
namespace {

constexpr std::uint64_t pages_max = 1 << 24;

/// Of a first key; what events make has some 5,000. Keys repeat what they share with the one
/// before, so that a few bytes of a damaged directory could ask for very much.
constexpr std::size_t key_bytes_max = 1 << 16;

std::size_t shared_bytes(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

}  // namespace

void Directory::note(const Place& place) {
  const auto join = [&](bool& is_shaped, Bounds& bounds, bool is_first) {
    is_shaped = place.is_shaped && (is_first || is_shaped);
    for (std::size_t column = 0; column < integers_max; ++column) {
      const auto least = place.bounds.least[column];
      const auto greatest = place.bounds.greatest[column];
      bounds.least[column] = is_first ? least : std::min(bounds.least[column], least);
      bounds.greatest[column] = is_first ? greatest : std::max(bounds.greatest[column], greatest);
    }
  };
  const std::size_t page = places_.size();
  places_.push_back(place);
  join(is_shaped_, bounds_, page == 0);
  const bool begins_stretch = page % stretch_pages == 0;
  if (begins_stretch) stretches_.emplace_back();
  join(stretches_.back().is_shaped, stretches_.back().bounds, begins_stretch);
}

void Directory::add(std::string_view first_key, const PackedPage& page) {
  keys_ += first_key;
  note({.key_end = keys_.size(), .is_shaped = page.is_shaped, .bounds = page.bounds});
}

std::string Directory::encode() const {
  std::string out;
  put_varint(out, pages());
  std::string_view before;
  for (std::size_t page = 0; page < pages(); ++page) {
    const std::string_view key = first_key(page);
    const std::size_t shared = shared_bytes(key, before);
    put_varint(out, shared);
    put_varint(out, key.size() - shared);
    out += key.substr(shared);
    out += static_cast<char>(places_[page].is_shaped ? 1 : 0);
    if (places_[page].is_shaped) {
      for (std::size_t column = 0; column < integers_max; ++column) {
        const Bounds& bounds = places_[page].bounds;
        put_varint(out, bounds.least[column]);
        put_varint(out, bounds.greatest[column] - bounds.least[column]);
      }
    }
    before = key;
  }
  return out;
}

std::optional<Directory> Directory::decode(std::string_view bytes) {
  const auto count = take_varint(bytes);
  if (!count || *count > pages_max) return std::nullopt;
  Directory directory;
  for (std::uint64_t page = 0; page < *count; ++page) {
    const auto shared = take_varint(bytes);
    const auto size = take_varint(bytes);
    const auto own = size ? take_bytes(bytes, *size) : std::nullopt;
    const std::string before{page == 0 ? std::string_view{} : directory.first_key(page - 1)};
    if (!shared || *shared > before.size() || !own || bytes.empty()) return std::nullopt;
    if (*shared + own->size() > key_bytes_max) return std::nullopt;
    directory.keys_.append(before, 0, *shared);
    directory.keys_ += *own;
    Place place{.key_end = directory.keys_.size(), .is_shaped = bytes.front() != 0, .bounds = {}};
    bytes.remove_prefix(1);
    for (std::size_t column = 0; place.is_shaped && column < integers_max; ++column) {
      const auto least = take_varint(bytes);
      const auto range = take_varint(bytes);
      if (!least || !range) return std::nullopt;
      place.bounds.least[column] = *least;
      place.bounds.greatest[column] = *least + *range;
    }
    directory.note(place);
  }
  if (!bytes.empty()) return std::nullopt;
  return directory;
}

std::size_t Directory::page_of(std::string_view key) const {
  std::size_t low = 0;
  std::size_t high = pages();
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
