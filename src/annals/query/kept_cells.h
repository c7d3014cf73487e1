#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "annals/event/cell.h"
#include "annals/query/piece.h"

namespace annals {

/// A cell in a piece of memory.
struct KeptCell {
  Place name;  ///< the term, and behind it the key
  std::uint16_t term_bytes;
  std::uint16_t key_bytes;
  Place content;        ///< what is kept of it; whoever put it there knows what
  std::uint32_t count;  ///< how much of that
};

/// Cells by their place in the order of (term, key): `[begin, end)`.
struct CellRange {
  std::size_t begin;
  std::size_t end;

  [[nodiscard]] bool empty() const { return begin == end; }
  [[nodiscard]] std::size_t size() const { return end - begin; }
};

/// The cells of a relationship in a piece of memory, each with what is kept of it.
///
/// First lie their hashes, so that a cell is found without looking at names, then the `KeptCell`s
/// by (term, key).
class KeptCells {
 public:
  /// Of cells that have been put at `begin` (`CellsWriter`).
  KeptCells(PieceReader piece, Place begin, std::uint32_t count)
      : piece_{piece}, begin_{begin}, count_{count} {}

  [[nodiscard]] CellRange all() const { return {.begin = 0, .end = count_}; }
  /// The cells that have this term.
  [[nodiscard]] CellRange of_term(std::string_view term) const;
  /// The one cell, or none if it is not there.
  [[nodiscard]] CellRange only(const Cell& cell) const;

  [[nodiscard]] KeptCell operator[](std::size_t index) const {
    return piece_.read<KeptCell>(static_cast<Place>(begin_ + count_ * sizeof(Hash)), index);
  }
  [[nodiscard]] std::string_view term_of(const KeptCell& cell) const {
    return piece_.text(cell.name, cell.term_bytes);
  }
  [[nodiscard]] std::string_view key_of(const KeptCell& cell) const {
    return piece_.text(cell.name + cell.term_bytes, cell.key_bytes);
  }
  [[nodiscard]] Cell cell(std::size_t index) const;

 private:
  friend class CellsWriter;

  struct Hash {
    std::uint32_t hash;
    std::uint32_t cell;
  };

  [[nodiscard]] static std::uint32_t hash_of(std::string_view term, std::string_view key);

  PieceReader piece_;
  Place begin_;
  std::uint32_t count_;
};

/// Puts the table of cells into a piece, then one cell after another.
class CellsWriter {
 public:
  /// Leaves room for the table. `cells` are by (term, key).
  CellsWriter(PieceWriter& piece, std::span<const Cell* const> cells);

  /// Puts the name of the next cell there. False if it is longer than any name may be.
  [[nodiscard]] bool put_name();

  /// Says what is kept of the cell whose name was put there last.
  void put_content(Place content, std::uint32_t count);

 private:
  PieceWriter& piece_;
  std::span<const Cell* const> cells_;
  Place places_;
  std::size_t next_ = 0;
  KeptCell open_{};
};

}  // namespace annals
