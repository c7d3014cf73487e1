#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "annals/codec/number_column.h"

namespace annals {

/// What records that differ only in texts and numbers have in common.
///
/// A record is seen as words of 4 bytes. Some belong to its texts (their sizes, bytes and padding),
/// some to numbers of 8 bytes, some say how far away something stands. The latter follow from how
/// long the texts between are; the rest is the same in every record of the shape. A shape does not
/// know what a record means: rebuilding one needs neither schema nor FlatBuffers.
class RecordShape {
 public:
  // DO NOT CHANGE THESE VALUES: they are on disk.
  enum class Kind : std::uint8_t {
    same = 0,       ///< words as they are; the argument counts them
    text = 1,       ///< size, bytes, a zero, zeros up to a whole word; the argument is a column
    number = 2,     ///< 8 bytes; the argument is a column
    repeated = 3,   ///< 8 bytes, the same number as the one before; the argument is 1
    forward = 4,    ///< distances to something behind; the argument counts them
    backward = 5,   ///< distances to something before, likewise
    text_half = 6,  ///< as a text, but a half word that is the same in all ends the last word
  };

  struct Step {
    Kind kind;
    std::uint32_t argument;

    friend bool operator==(const Step&, const Step&) = default;
  };

  /// A record's texts and numbers, in order of position.
  struct Parts {
    std::vector<std::string_view> texts;
    std::vector<std::uint64_t> numbers;
  };

  /// `words` are those of the record, without the bytes of texts and the padding behind; sizes of
  /// texts and numbers are 0, distances as if all texts took no bytes. Nothing if the steps do not
  /// cover them.
  static std::optional<RecordShape> make(std::vector<Step> steps, std::string words);

  /// Takes a record apart, if it is of this shape: then `rebuild` gives the same bytes.
  [[nodiscard]] bool take_apart(std::string_view record, Parts& parts) const;

  /// Writes the record with these texts and numbers, as many as there are steps for, into `out`,
  /// which is as long as `size` says.
  void rebuild(std::span<const std::string_view> texts, std::span<const std::uint64_t> numbers,
               std::span<char> out) const;

  /// Bytes of a record whose texts all are empty.
  [[nodiscard]] std::size_t least_bytes() const { return least_bytes_; }

  /// Bytes of a text's own, with zeros up to a whole or a half word, without its size.
  [[nodiscard]] static constexpr std::size_t text_bytes(Kind kind, std::size_t size) {
    if (kind == Kind::text) return size / word_bytes * word_bytes + word_bytes;
    return (size + half_bytes) / word_bytes * word_bytes + half_bytes;
  }

  [[nodiscard]] static constexpr bool is_text(Kind kind) {
    return kind == Kind::text || kind == Kind::text_half;
  }

  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }
  [[nodiscard]] std::string_view words() const { return words_; }
  [[nodiscard]] std::size_t texts() const { return texts_.size(); }
  [[nodiscard]] std::size_t numbers() const { return numbers_; }

  /// Bytes that it takes in memory, about.
  [[nodiscard]] std::size_t bytes() const {
    return sizeof(*this) + steps_.size() * sizeof(Step) + words_.size() +
           texts_.size() * sizeof(texts_.front()) + distances_.size() * sizeof(Distance);
  }

  friend bool operator==(const RecordShape& a, const RecordShape& b) {
    return a.words_ == b.words_ && a.steps_ == b.steps_;
  }

  static constexpr std::size_t word_bytes = 4;
  static constexpr std::size_t half_bytes = 2;

  /// What a block holds once for all records of a shape is not large.
  static constexpr std::size_t words_bytes_max = 1 << 16;

 private:
  /// A distance: `value`, and the bytes of the texts from `from` on before `to`.
  struct Distance {
    std::uint32_t at;  // in `words_`
    std::uint32_t value;
    std::uint32_t at_texts;  // texts before the distance itself
    std::uint32_t to_texts;  // texts before what it leads to
    bool backward;

    [[nodiscard]] std::uint32_t in(std::span<const std::uint32_t> shifts) const {
      const std::uint32_t shift = shifts[to_texts] - shifts[at_texts];
      return backward ? value - shift : value + shift;
    }
  };

  bool lay_out();
  void find_targets();

  std::vector<Step> steps_;
  std::string words_;
  std::vector<std::uint32_t> texts_;  // where in `words_` the size of each text stands
  std::vector<Distance> distances_;
  std::size_t numbers_ = 0;
  std::size_t least_bytes_ = 0;
};

/// Columns as they are called in the shapes of a block, by what they are called elsewhere.
struct ColumnNames {
  std::vector<std::uint32_t> texts;
  std::vector<std::uint32_t> numbers;
};

/// Appends shapes; their count is not written.
void put_shapes(ColumnSink& out, std::span<const RecordShape* const> shapes,
                const ColumnNames& names);

/// Takes `count` shapes as `put_shapes` wrote them; false if they are not there.
[[nodiscard]] bool take_shapes(ColumnSource& in, std::size_t count,
                               std::vector<RecordShape>& shapes);

}  // namespace annals
