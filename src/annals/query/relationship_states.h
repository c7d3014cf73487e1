#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/cell.h"
#include "annals/index/timeline_index.h"
#include "annals/query/bare_cell.h"
#include "annals/query/keeping.h"
#include "annals/query/kept_cells.h"
#include "annals/query/piece.h"
#include "annals/state/corrections.h"
#include "annals/state/spells.h"
#include "annals/state/statement.h"
#include "annals/store/store.h"
#include "annals/time/instant.h"

namespace annals {

/// The state of each cell of a relationship at every moment, for those who may know all that was
/// ever said of it: what is asked for every day, and kept in memory in as few bytes as it takes.
///
/// It is one piece of memory, of which this object is only the beginning: a question waits for
/// memory rather than for what is done here. Places and moments take 16 bits where that is enough,
/// and all that is known of one cell lies together (query/states_builder.h).
class RelationshipStates {
 public:
  RelationshipStates& operator=(const RelationshipStates&) = delete;

  /// Of one that is not kept: it is so large that a question should not read it whole.
  [[nodiscard]] static std::shared_ptr<const RelationshipStates> too_large();

  /// `cells` by (term, key). Gives `too_large()` where it would take more than 2 GiB.
  /// Cost: O(n log n) for n statements, each of whose dates is a moment to work out.
  [[nodiscard]] static std::shared_ptr<const RelationshipStates> make(
      std::span<const CellStatements> cells, std::span<const Correction> corrections);

  [[nodiscard]] bool is_kept() const { return header_.is_kept; }

  /// Whether those who ask within `horizon` may know everything that the states rest on.
  [[nodiscard]] bool is_all_seen(const Horizon& horizon) const {
    return horizon.sees(header_.last, header_.latest_known);
  }

  /// What is the latest of all that the states rest on.
  [[nodiscard]] Sequence last() const { return header_.last; }
  [[nodiscard]] KnownTime latest_known() const { return header_.latest_known; }

  /// Every cell of which something was ever asserted.
  [[nodiscard]] KeptCells cells() const {
    return {PieceReader{this}, sizeof(RelationshipStates), header_.cells};
  }

  /// Whether the states of these cells are there. They are not where too many statements leave
  /// their order open.
  [[nodiscard]] bool are_worked_out(CellRange cells) const;

  /// The states at `on` of cells that are worked out. Cost: O(log n) for each cell.
  [[nodiscard]] std::vector<BareCell> states_at(CellRange range, EffectiveTime on) const;

  /// The states over time of a cell that is worked out. Cost: O(n).
  [[nodiscard]] std::vector<Spell> spells(std::size_t cell) const;

  /// What it takes in memory.
  [[nodiscard]] std::size_t bytes() const { return header_.bytes; }

 private:
  friend class PieceWriter;
  friend class StatesBuilder;

  struct Header {
    Sequence first =
        {};              // the lowest of a statement or a correction; leading ones are told from it
    Sequence last = {};  // the highest
    KnownTime latest_known = KnownTime::earliest();
    EffectiveTime base = {};  // not after any moment
    std::uint64_t tick = 1;   // in microseconds; moments are told in these
    std::size_t bytes = 0;    // of everything
    std::uint32_t cells = 0;  // how many; their table lies behind the header
    Place lists_begin = 0;
    std::uint8_t moment_bytes = 8;  // 2, 4, or 8: in microseconds
    std::uint8_t place_bytes = 4;   // 2 or 4: of the place of a value
    bool is_kept = false;

    [[nodiscard]] std::uint64_t moment(EffectiveTime at) const;
    [[nodiscard]] EffectiveTime time(std::uint64_t moment) const;
  };

  // What is kept of a cell, each in an array of its own, where a cell has `count` states. The first
  // is that of the earliest moment; 0 of them: it is not worked out.
  //
  //     moments of all states but the first | leading sequences, after the first | places of values
  //
  // Instead of the place of a value there may be `absent`, where the cell is not in the answer;
  // `between`, where the state before may hold on and that after may have begun: so it is on most
  // days on which something changes; or, with the highest bit, the place of its lists among the
  // numbers of all lists: of any other state that has more than one possible value or candidate.
  // Its lists are the place of the value, how many are possible, how many candidates there are, the
  // places of the possible and the candidates.
  using Leading = std::uint32_t;
  [[nodiscard]] static constexpr std::uint32_t absent(std::size_t place_bytes) {
    return place_bytes == sizeof(std::uint16_t) ? std::numeric_limits<std::uint16_t>::max()
                                                : std::numeric_limits<std::uint32_t>::max();
  }
  [[nodiscard]] static constexpr std::uint32_t between(std::size_t place_bytes) {
    return absent(place_bytes) - 1;
  }
  [[nodiscard]] static constexpr std::uint32_t lists_bit(std::size_t place_bytes) {
    return absent(place_bytes) / 2 + 1;
  }

  /// A state as it is kept.
  struct Kept {
    Leading leading;
    std::uint32_t value;
  };

  /// The state while `after` may have begun to hold instead of `before`, where both are certain and
  /// rest on one statement each, or `before` is not in the answer.
  [[nodiscard]] static CellState state_between(const std::optional<CellState>& before,
                                               const CellState& after);

  explicit RelationshipStates(const Header& header) : header_{header} {}
  // Only to put one into its piece: elsewhere it would be a beginning without a rest.
  RelationshipStates(const RelationshipStates&) = default;

  [[nodiscard]] std::uint64_t moment_after(EffectiveTime on) const;
  [[nodiscard]] std::size_t search(const KeptCell& cell, std::uint64_t after) const;
  [[nodiscard]] std::uint64_t moment(const KeptCell& cell, std::size_t which) const;
  [[nodiscard]] Kept kept(const KeptCell& cell, std::size_t which) const;
  [[nodiscard]] std::size_t end_of(const KeptCell& cell) const;
  void put_state(const KeptCell& cell, std::size_t which, CellState& state) const;
  void put_lists(const Kept& kept, CellState& state) const;

  Header header_;
};

/// The relationship's states as they are kept in memory. Null if they are not: it was never asked
/// about before, or it is too large. Errors: corrupt, io. Cost of what is there: one lookup in
/// memory; else of all its statements, once.
[[nodiscard]] Result<std::shared_ptr<const RelationshipStates>> read_states(
    const Snapshot& snapshot, std::string_view relationship, Keeping keeping = Keeping::if_wanted);

}  // namespace annals
