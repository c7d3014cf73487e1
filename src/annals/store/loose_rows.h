#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "annals/store/rows.h"

namespace annals {

/// Rows that are walked from the first to the last, or pointed to: each is the sizes of its key and
/// value, in a byte each where they are small, and then both. So they take fourteen bytes less than
/// in `Rows`, and who has a pointer to one reads one place of memory and not three.
class LooseRows {
 public:
  LooseRows() = default;
  /// Copies rows into no more memory than they take.
  explicit LooseRows(const Rows& rows);
  LooseRows(LooseRows&& other) noexcept { swap(other); }
  LooseRows& operator=(LooseRows&& other) noexcept {
    swap(other);
    return *this;
  }

  /// Adds a row at the end.
  void add(const RowView& row);

  /// Has room for so many bytes of rows in all from now on, though no less than there are.
  void set_room(std::size_t bytes);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  /// Bytes of rows, and how many there is room for.
  [[nodiscard]] std::size_t bytes() const { return used_; }
  [[nodiscard]] std::size_t room() const { return room_; }

  /// The first row, and where the last ends; valid as long as the rows.
  [[nodiscard]] const char* begin() const { return bytes_.get(); }
  [[nodiscard]] const char* end() const { return bytes_.get() + used_; }

  /// The row at a pointer.
  [[nodiscard]] static RowView row(const char* at) {
    const std::size_t key_size = take_size(at);
    const std::size_t value_size = take_size(at);
    return {.key = {at, key_size}, .value = {at + key_size, value_size}};
  }
  [[nodiscard]] static std::string_view key(const char* at) { return row(at).key; }

  /// Where the row after one begins.
  [[nodiscard]] static const char* after(const RowView& row) {
    return row.value.data() + row.value.size();
  }

 private:
  void swap(LooseRows& other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(used_, other.used_);
    std::swap(room_, other.room_);
    std::swap(size_, other.size_);
  }
  static char* put_size(char* to, std::size_t size);
  static char* put(char* to, std::string_view text);

  // A size from 255 on stands in four bytes behind this one.
  static constexpr unsigned char is_large = 0xFF;
  static constexpr std::size_t size_bytes_max = 1 + sizeof(std::uint32_t);

  static std::size_t take_size(const char*& at) {
    const auto small = static_cast<unsigned char>(*at++);
    if (small != is_large) return small;
    std::uint32_t size = 0;
    std::memcpy(&size, at, sizeof size);
    at += sizeof size;
    return size;
  }

  // Not a string: what is written to it need not be cleared before.
  std::unique_ptr<char[]> bytes_;  // NOLINT(modernize-avoid-c-arrays)
  std::size_t used_ = 0;
  std::size_t room_ = 0;
  std::size_t size_ = 0;
};

/// Rows of which others may hold on to, as they are.
using SharedLooseRows = std::shared_ptr<const LooseRows>;

}  // namespace annals
