#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "annals/query/relationship_view.h"
#include "annals/state/spells.h"

namespace annals {

/// Puts a relationship into one piece of memory:
///
///     header | hashes and places of cells | cell | cell | ... | lists, statements, corrections
///
/// where a cell is its name, the values that it is the first to have, its states and its moments.
/// Places and sequences of 32 bits, and moments as numbers of days where these are all that was
/// ever told, make it small: ten thousand relationships should stay near the processor.
class ViewBuilder {
 public:
  using View = RelationshipView;

  /// See `RelationshipView::make`.
  [[nodiscard]] static std::shared_ptr<const View> build(std::span<const CellStatements> cells,
                                                         std::span<const Correction> corrections);

  /// A view without anything behind its header.
  [[nodiscard]] static std::shared_ptr<const View> empty();

 private:
  using Spells = std::optional<std::vector<Spell>>;

  void look_at(std::span<const CellStatements> cells, std::span<const Correction> corrections);
  void choose_tick();
  void put_directory(std::span<const CellStatements> cells);
  void put_cell(const Cell& cell, const Spells& spells, View::CellPlace& place);
  [[nodiscard]] View::State packed(const CellState& state);
  void put_lists();
  void put_statements(std::span<const CellStatements> cells);
  [[nodiscard]] View::Place value(const Value& value);
  [[nodiscard]] std::uint32_t from_first(Sequence sequence) const;

  template <typename T>
  void put(const T& what);
  void put_text(std::string_view text);
  void align(std::size_t to);
  [[nodiscard]] View::Place end() const { return static_cast<View::Place>(bytes_.size()); }

  /// In memory of its own. Null if it is too large for places of 32 bits.
  [[nodiscard]] std::shared_ptr<const View> finish();

  View::Header header_;
  std::vector<std::byte> bytes_;  // what lies behind is right even where a place was cut off:
                                  // `finish` then gives nothing
  std::vector<Spells> spells_;    // of each cell
  std::vector<std::uint32_t> lists_;
  std::map<Value, View::Place> values_;
};

}  // namespace annals
