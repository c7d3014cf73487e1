#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "annals/store/rows.h"

namespace annals {

/// Rows that were packed, with what a reader needs to know to leave them out.
struct PackedPage {
  std::string bytes;
  Bounds bounds;
  bool is_shaped;  ///< whether every row has the shape; if not, `bounds` says nothing
};

/// Packs rows, which must be sorted and at least one. Cost: O(bytes).
///
/// The texts that keys begin with are stored once for all rows that share one, and of each only
/// what differs from the one before; integers as differences in as few bits as their range needs;
/// equal values once. What does not have the shape is packed as it is. Format: schema/format.md.
[[nodiscard]] PackedPage pack(const RowShape& shape, std::span<const RowView> rows);

/// A packed page, opened for reading. Owns what it needs.
class Page {
 public:
  /// Nothing if the bytes are not a page. Cost: O(rows), a few nanoseconds each.
  [[nodiscard]] static std::optional<Page> open(const RowShape& shape, std::string bytes);

  [[nodiscard]] std::size_t size() const { return rows_; }

  /// Whether its rows have the shape of their column.
  [[nodiscard]] bool is_shaped() const { return is_shaped_; }

  /// Writes the row's key to `key` and its value to `value`. A `group` that is kept from one row to
  /// the next makes reading in order faster.
  void read(std::size_t row, std::string& key, std::string& value) const;
  void read(std::size_t row, std::size_t& group, std::string& key, std::string& value) const;

  /// The integer `column` of a row, the key's first; only if the page is shaped.
  [[nodiscard]] std::uint64_t integer(std::size_t row, std::size_t column) const {
    return integers_[column][row];
  }

  /// The first row whose key is not before `key`; `size()` if there is none.
  [[nodiscard]] std::size_t lower_bound(std::string_view key) const;

  /// What it takes in memory.
  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Group {
    std::uint32_t at;    // of its text in `texts_`
    std::uint32_t size;  // of its text
    std::uint32_t row;   // the first
  };

  /// Whether the row's key comes before `key`.
  [[nodiscard]] bool is_before(std::size_t row, std::string_view key) const;
  [[nodiscard]] std::size_t group_of(std::size_t row) const;
  [[nodiscard]] std::string_view text(const Group& group) const {
    return std::string_view{texts_}.substr(group.at, group.size);
  }

  bool read_groups(std::string_view& bytes);
  bool read_integers(std::string_view& bytes);
  bool read_values(std::string_view& bytes);

  RowShape shape_;  // what the page was packed with: none if its rows did not have theirs
  bool is_shaped_ = false;
  std::size_t rows_ = 0;
  std::string texts_;
  std::vector<Group> groups_;
  std::array<std::vector<std::uint64_t>, integers_max> integers_;
  std::string values_;                      // one after the other: head, then rest
  std::vector<std::uint32_t> value_ends_;   // of each distinct value
  std::vector<std::uint32_t> value_codes_;  // by row, which
};

}  // namespace annals
