#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "annals/query/piece.h"
#include "annals/query/relationship_states.h"
#include "annals/state/spells.h"

namespace annals {

/// Puts the states of a relationship into one piece of memory:
///
///     header | table of cells | cell | cell | ... | lists
///
/// where a cell is its name, the values that it is the first to have, and its states. Ten thousand
/// relationships should stay near the processor, and a million in memory.
class StatesBuilder {
 public:
  using States = RelationshipStates;

  /// See `RelationshipStates::make`.
  [[nodiscard]] static std::shared_ptr<const States> build(std::span<const CellStatements> cells,
                                                           std::span<const Correction> corrections);

  /// One without anything behind its header.
  [[nodiscard]] static std::shared_ptr<const States> empty();

 private:
  using Spells = std::optional<std::vector<Spell>>;

  void look_at(std::span<const CellStatements> cells, std::span<const Correction> corrections);
  void choose_moments();

  /// With places of values of so many bytes. Null if these are too few.
  [[nodiscard]] std::shared_ptr<const States> put_all(std::size_t place_bytes);
  [[nodiscard]] bool put_cells(PieceWriter& piece);
  void put_states(const std::vector<Spell>& spells, PieceWriter& piece);
  void put_moment(std::uint64_t moment, PieceWriter& piece) const;
  [[nodiscard]] std::uint32_t value_of(std::span<const Spell> spells, std::size_t which,
                                       PieceWriter& piece);
  [[nodiscard]] std::uint32_t from_first(Sequence sequence) const;

  States::Header header_;
  std::vector<const Cell*> cells_;
  std::vector<Spells> spells_;  // of each cell
  std::vector<std::uint32_t> lists_;
};

}  // namespace annals
