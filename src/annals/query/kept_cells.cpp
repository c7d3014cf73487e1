#include "annals/query/kept_cells.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace annals {

std::uint32_t KeptCells::hash_of(std::string_view term, std::string_view key) {
  constexpr std::size_t odd = 0x9e3779b97f4a7c15;
  const std::hash<std::string_view> hash;
  constexpr unsigned half_bits = 32;
  return static_cast<std::uint32_t>((hash(term) * odd + hash(key)) * odd >> half_bits);
}

CellRange KeptCells::of_term(std::string_view term) const {
  const auto first_not = [&](std::size_t begin, const auto& is_before) {
    std::size_t end = count_;
    while (begin < end) {
      const std::size_t middle = begin + (end - begin) / 2;
      if (is_before(term_of((*this)[middle]))) {
        begin = middle + 1;
      } else {
        end = middle;
      }
    }
    return begin;
  };
  const std::size_t begin = first_not(0, [&](std::string_view each) { return each < term; });
  return {.begin = begin,
          .end = first_not(begin, [&](std::string_view each) { return each == term; })};
}

CellRange KeptCells::only(const Cell& cell) const {
  const std::uint32_t wanted = hash_of(cell.term, cell.key);
  // Hashes are in order; most relationships have few cells.
  std::size_t begin = 0;
  for (std::size_t end = count_; begin < end;) {
    const std::size_t middle = begin + (end - begin) / 2;
    if (piece_.read<Hash>(begin_, middle).hash < wanted) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  for (; begin < count_; ++begin) {
    const auto each = piece_.read<Hash>(begin_, begin);
    if (each.hash != wanted) break;
    const KeptCell place = (*this)[each.cell];
    // What is kept of it mostly follows; of most cells that is two or three lines of memory.
    constexpr std::size_t content_bytes = 128;
    piece_.expect(place.name, place.content + content_bytes);
    if (term_of(place) == cell.term && key_of(place) == cell.key) {
      return {.begin = each.cell, .end = each.cell + std::size_t{1}};
    }
  }
  return {.begin = 0, .end = 0};
}

Cell KeptCells::cell(std::size_t index) const {
  const KeptCell place = (*this)[index];
  return {.term = std::string{term_of(place)}, .key = std::string{key_of(place)}};
}

CellsWriter::CellsWriter(PieceWriter& piece, std::span<const Cell* const> cells)
    : piece_{piece}, cells_{cells} {
  using Hash = KeptCells::Hash;
  std::vector<Hash> hashes;
  for (const Cell* const each : cells) {
    hashes.push_back({.hash = KeptCells::hash_of(each->term, each->key),
                      .cell = static_cast<std::uint32_t>(hashes.size())});
  }
  std::ranges::sort(hashes, {}, &Hash::hash);
  for (const Hash& each : hashes) piece_.put(each);
  places_ = piece_.leave(cells.size() * sizeof(KeptCell));
}

bool CellsWriter::put_name() {
  constexpr std::size_t bytes_max = std::numeric_limits<std::uint16_t>::max();
  const Cell& cell = *cells_[next_];
  if (cell.term.size() > bytes_max || cell.key.size() > bytes_max) return false;
  open_ = {.name = piece_.end(),
           .term_bytes = static_cast<std::uint16_t>(cell.term.size()),
           .key_bytes = static_cast<std::uint16_t>(cell.key.size()),
           .content = 0,
           .count = 0};
  piece_.put_text(cell.term);
  piece_.put_text(cell.key);
  return true;
}

void CellsWriter::put_content(Place content, std::uint32_t count) {
  open_.content = content;
  open_.count = count;
  piece_.put_at(places_, next_++, open_);
}

}  // namespace annals
