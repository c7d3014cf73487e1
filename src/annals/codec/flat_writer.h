#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "annals/base/check.h"

namespace annals {

/// Writes a FlatBuffer from front to back: tables, then the texts that they refer to, then the next
/// tables with theirs. Equal vtables are written once, and equal texts of one group too. Keeps its
/// memory from one buffer to the next.
///
/// The library's own builder writes from back to front and knows no groups. Here what two records
/// have in common is the same bytes in both, offsets included, which is what a compressor looks
/// for. It also takes a third of the time. Source: FlatBuffers, "Internals"; the library's verifier
/// accepts what this writes.
class FlatWriter {
 public:
  /// A field of a table, as the generated code numbers it: `VT_…`.
  using FieldId = std::uint16_t;

  /// Where an offset stands that is yet to be written.
  struct Reference {
    std::uint32_t at;

    /// The `count`-th after this one in a vector.
    [[nodiscard]] Reference next(std::size_t count) const {
      return {.at = static_cast<std::uint32_t>(at + count * sizeof(at))};
    }
  };

  /// Begins a buffer, whose root table is to be written next.
  Reference begin(std::string_view identifier);

  /// Begins the table that `from` refers to. Its widest scalar has `widest_bytes`, 4 where it has
  /// only offsets; fields must be given from the widest to the narrowest.
  void begin_table(Reference from, std::size_t widest_bytes);
  void end_table();

  /// A scalar of the table; left out if it is 0, the default of all.
  template <typename Scalar>
  void scalar(FieldId field, Scalar value) {
    static_assert(std::is_arithmetic_v<Scalar>);
    if (value == Scalar{}) return;
    note_field(field, sizeof value);
    put(value);
  }

  /// A text of the table. `value` must live until it is written.
  void text(FieldId field, std::string_view value) {
    note_field(field, sizeof(std::uint32_t));
    text_here(value);
  }

  /// What another table or a vector is referred to by.
  Reference offset(FieldId field) {
    note_field(field, sizeof(std::uint32_t));
    return offsets_here(1);
  }

  /// Begins the vector that `from` refers to; its `count` offsets follow at once.
  void begin_vector(Reference from, std::size_t count);

  /// The next `count` offsets of a vector: the first of them.
  Reference offsets_here(std::size_t count);

  /// The next offset of a vector, which refers to a text.
  void text_here(std::string_view value) {
    pending_.push_back({.value = value, .from = offsets_here(1).at, .at = 0});
  }

  /// Writes the texts of all tables and vectors since it did so last.
  void write_texts();

  /// Writes the last texts and gives the whole buffer, valid until the next begins.
  [[nodiscard]] std::string_view finish();

 private:
  struct PendingText {
    std::string_view value;
    std::uint32_t from;
    std::uint32_t at;  // where it was written; 0: not yet
  };
  struct Vtable {
    std::uint64_t shape;
    std::uint32_t at;
  };

  void make_room(std::size_t bytes);
  void align(std::size_t bytes, std::size_t beyond);
  void refer(std::uint32_t from, std::size_t target);
  void place(std::size_t index);
  std::uint32_t write_text(std::string_view value);

  template <typename Scalar>
  void put(Scalar value) {
    std::memcpy(bytes_.data() + size_, &value, sizeof value);
    size_ += sizeof value;
  }

  void note_field(FieldId field, std::size_t bytes) {
    check(size_ % bytes == 0, "fields are given from the widest to the narrowest");
    const std::size_t entry = field / sizeof(FieldId);
    check(entry < vtable_entries_max, "a vtable has room for every field of the schema");
    vtable_[entry] = static_cast<std::uint16_t>(size_ - table_);
    vtable_entries_ = std::max(vtable_entries_, entry + 1);
    shape_ = (shape_ ^ (entry << 16U | vtable_[entry])) * 0x9e3779b97f4a7c15ULL;
  }

  // A vtable: its bytes, the table's bytes, and for each field its place in the table.
  static constexpr std::size_t vtable_entries_max = 32;
  std::array<std::uint16_t, vtable_entries_max> vtable_{};
  std::size_t vtable_entries_ = 0;
  std::uint64_t shape_ = 0;  // a hash of the fields and their places
  std::size_t table_ = 0;

  std::string bytes_;  // room, of which `size_` bytes are written
  std::size_t size_ = 0;
  std::vector<Vtable> vtables_;
  std::vector<PendingText> pending_;
  std::vector<std::uint32_t> written_;  // a hash table: places in `pending_` from 1 on; 0: none
};

}  // namespace annals
