#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace annals {

/// Where the integers of a row lie, each 8 bytes, most significant first: at the end of its key,
/// and in its value after `value_head` other bytes.
struct RowShape {
  std::uint8_t key_integers = 0;
  std::uint8_t value_head = 0;
  std::uint8_t value_integers = 0;

  [[nodiscard]] constexpr std::size_t integers() const {
    return std::size_t{key_integers} + value_integers;
  }
};

inline constexpr std::size_t integers_max = 4;

/// The least and the greatest of each integer in some rows, the key's first.
struct Bounds {
  std::array<std::uint64_t, integers_max> least{};
  std::array<std::uint64_t, integers_max> greatest{};
};

/// A key and what stands there.
struct RowView {
  std::string_view key;
  std::string_view value;

  /// Whether it has the integers of the shape.
  [[nodiscard]] bool has(const RowShape& shape) const;
  /// The integer `column` of the shape, which the row has; the key's first.
  [[nodiscard]] std::uint64_t integer(const RowShape& shape, std::size_t column) const;
};

/// Rows in memory, one after the other in one piece.
class Rows {
 public:
  /// Adds a row at the end.
  void add(std::string_view key, std::string_view value);

  /// Puts the rows in order of their keys; of those with the same key the last one stays.
  void sort();

  [[nodiscard]] std::size_t size() const { return places_.size(); }
  [[nodiscard]] bool empty() const { return places_.empty(); }
  [[nodiscard]] RowView operator[](std::size_t index) const { return view(places_[index]); }

  /// The first row whose key is not before `key`, where rows are sorted; `size()` if there is none.
  [[nodiscard]] std::size_t lower_bound(std::string_view key) const;

  /// What they take in memory.
  [[nodiscard]] std::size_t bytes() const;

  /// Drops all rows and keeps their memory for others.
  void clear() {
    bytes_.clear();
    places_.clear();
    bounds_.reset();
  }

  /// Works out the bounds of the rows' integers, if all rows have the shape. Cost: O(n).
  void note_bounds(const RowShape& shape);
  /// Those bounds; null if they are not known.
  [[nodiscard]] const Bounds* bounds() const { return bounds_ ? &*bounds_ : nullptr; }

 private:
  struct Place {
    std::uint64_t at;
    std::uint32_t key_size;
    std::uint32_t value_size;
  };

  [[nodiscard]] RowView view(const Place& place) const {
    const std::string_view bytes = bytes_;
    return {.key = bytes.substr(place.at, place.key_size),
            .value = bytes.substr(place.at + place.key_size, place.value_size)};
  }

  std::string bytes_;
  std::vector<Place> places_;
  std::optional<Bounds> bounds_;
};

/// Both together, sorted; where both have a key, the row of `newer` stays. Both must be sorted.
[[nodiscard]] Rows merge(const Rows& older, const Rows& newer);

}  // namespace annals
