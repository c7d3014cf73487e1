#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/cell.h"
#include "annals/index/timeline_index.h"
#include "annals/query/keeping.h"
#include "annals/query/kept_cells.h"
#include "annals/query/piece.h"
#include "annals/state/corrections.h"
#include "annals/state/statement.h"
#include "annals/store/store.h"

namespace annals {

/// A relationship as it is kept in memory for whoever may not know all of it, leaves sources out or
/// asks for more than the present: all that was ever said of it up to when it was read. Those who
/// may know everything and ask what is true are answered by `RelationshipStates`, in a fraction of
/// the memory.
///
/// It is one piece of memory, of which this object is only the beginning: behind it lie the table
/// of cells, their names and values, the statements of each cell and the corrections.
class RelationshipView {
 public:
  RelationshipView& operator=(const RelationshipView&) = delete;

  /// Of one that is not kept: it is so large that a question should not read it whole.
  [[nodiscard]] static std::shared_ptr<const RelationshipView> too_large();

  /// `cells` by (term, key). Gives `too_large()` where it would take more than 2 GiB. Cost: O(n).
  [[nodiscard]] static std::shared_ptr<const RelationshipView> make(
      std::span<const CellStatements> cells, std::span<const Correction> corrections);

  [[nodiscard]] bool is_kept() const { return header_.is_kept; }

  /// Every cell of which something was ever asserted.
  [[nodiscard]] KeptCells cells() const {
    return {PieceReader{this}, sizeof(RelationshipView), header_.cells};
  }

  /// All that was ever asserted of a cell, by (start, sequence).
  [[nodiscard]] std::vector<Statement> statements(std::size_t cell) const;

  /// The statements by events that count. Cost: O(n), and a copy of those.
  [[nodiscard]] std::vector<Statement> counting(std::size_t cell, const Withdrawals& withdrawals,
                                                Horizon horizon) const;

  [[nodiscard]] std::span<const Correction> corrections() const {
    return {reinterpret_cast<const Correction*>(PieceReader{this}.at(header_.corrections_begin)),
            header_.corrections};
  }

  /// What it takes in memory.
  [[nodiscard]] std::size_t bytes() const { return header_.bytes; }

 private:
  friend class PieceWriter;

  struct Header {
    std::size_t bytes = 0;          // of everything
    std::uint32_t cells = 0;        // how many; their table lies behind the header
    std::uint32_t corrections = 0;  // how many
    Place corrections_begin = 0;
    bool is_kept = false;
  };

  /// A statement whose value is kept once for all that have it.
  struct KeptStatement {
    Sequence sequence;
    KnownTime known;
    EffectiveSpan start;
    EffectiveSpan end;  // of no meaning unless `has_end`
    Place value;
    bool has_end;
  };

  explicit RelationshipView(const Header& header) : header_{header} {}
  // Only to put one into its piece: elsewhere it would be a beginning without a rest.
  RelationshipView(const RelationshipView&) = default;

  static void put_statements(std::span<const Statement> statements, PieceWriter& piece);
  [[nodiscard]] Statement statement(const KeptStatement& kept) const;

  Header header_;
};

/// The relationship as it is kept in memory. Null if it is not: it was never asked about before, or
/// it is too large. Errors: corrupt, io. Cost of what is there: one lookup in memory; else of all
/// its statements, once.
[[nodiscard]] Result<std::shared_ptr<const RelationshipView>> read_view(
    const Snapshot& snapshot, std::string_view relationship, Keeping keeping = Keeping::if_wanted);

}  // namespace annals
