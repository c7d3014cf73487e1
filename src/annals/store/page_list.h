#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/store/rows.h"

namespace annals {

/// What some pages hold, one after another, or several sections of pages: the first key of each,
/// and its bounds.
class PageList {
 public:
  /// `bounds` null: not all rows have the column's shape.
  void add(std::string_view first_key, const Bounds* bounds);

  /// Appends what `decode` reads.
  void encode(std::string& out) const;
  /// Nothing if the bytes are not a list of `count`. Cost: O(count).
  [[nodiscard]] static std::optional<PageList> decode(std::string_view bytes, std::uint64_t count);

  [[nodiscard]] std::size_t size() const { return places_.size(); }

  [[nodiscard]] std::string_view first_key(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : places_[index - 1].key_end;
    return std::string_view{keys_}.substr(begin, places_[index].key_end - begin);
  }

  /// The bounds of the integers of one; null if its rows do not have the column's shape.
  [[nodiscard]] const Bounds* bounds(std::size_t index) const {
    return places_[index].is_shaped ? &places_[index].bounds : nullptr;
  }

  /// The bounds of all together; null if some do not have the column's shape, or there are none.
  [[nodiscard]] const Bounds* bounds() const { return is_shaped_ ? &bounds_ : nullptr; }

  /// The last that begins at or before `key`; the first if none does. The list must not be empty.
  [[nodiscard]] std::size_t place_of(std::string_view key) const;

 private:
  struct Place {
    std::size_t key_end;
    bool is_shaped;
    Bounds bounds;
  };

  std::string keys_;
  std::vector<Place> places_;
  bool is_shaped_ = false;
  Bounds bounds_;
};

}  // namespace annals
