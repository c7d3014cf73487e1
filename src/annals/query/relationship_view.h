#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/cell.h"
#include "annals/index/timeline_index.h"
#include "annals/query/bare_cell.h"
#include "annals/query/kept_states.h"
#include "annals/state/corrections.h"
#include "annals/state/statement.h"
#include "annals/store/store.h"
#include "annals/time/instant.h"

namespace annals {

/// A relationship as it is kept in memory: all that was ever said of it up to when it was read, and
/// the state of each cell at every moment for those who may know all of that.
///
/// What a question reads lies together: memory that is far apart costs more than what is done here.
class RelationshipView {
 public:
  /// The cells `[begin, end)`.
  struct Cells {
    std::size_t begin;
    std::size_t end;

    [[nodiscard]] bool empty() const { return begin == end; }
  };

  /// Of one that is not kept: it is so large that a question should not read it whole.
  static RelationshipView too_large() { return RelationshipView{}; }

  /// `cells` by (term, key). Cost: O(n log n) for n statements, each of whose dates is a moment to
  /// work out.
  RelationshipView(std::vector<CellStatements> cells, std::vector<Correction> corrections);

  [[nodiscard]] bool is_kept() const { return is_kept_; }

  /// Whether those who ask within `horizon` may know everything that is kept here.
  [[nodiscard]] bool is_all_seen(const Horizon& horizon) const {
    return horizon.sees(last_, latest_known_);
  }

  /// Every cell, by (term, key).
  [[nodiscard]] Cells all() const { return {.begin = 0, .end = cells_.size()}; }
  /// The cells that have this term, by key.
  [[nodiscard]] Cells of_term(std::string_view term) const;
  /// The one cell, or none if nothing was ever asserted of it.
  [[nodiscard]] Cells only(const Cell& cell) const;

  [[nodiscard]] const Cell& cell(std::size_t index) const { return cells_[index].cell; }

  /// Whether the state of these cells at every moment is there. It is not where too many statements
  /// leave their order open.
  [[nodiscard]] bool are_worked_out(Cells cells) const;

  /// The states at `on` of cells that are worked out, for those who may know all.
  /// Cost: O(log n) for each cell.
  [[nodiscard]] std::vector<BareCell> states_at(Cells cells, EffectiveTime on) const;

  /// All that was ever asserted of a cell, by (start, sequence).
  [[nodiscard]] std::vector<Statement> statements(std::size_t cell) const;

  /// The statements by events that count. Cost: O(n), and a copy of those.
  [[nodiscard]] std::vector<Statement> counting(std::size_t cell, const Withdrawals& withdrawals,
                                                Horizon horizon) const;

  [[nodiscard]] const std::vector<Correction>& corrections() const { return corrections_; }

  /// What it takes in memory.
  [[nodiscard]] std::size_t bytes() const;

 private:
  using Place = std::uint32_t;

  struct CellPlace {
    Cell cell;
    Place states_begin;  // in `moments_` and `states_`
    Place states_end;    // the same as `states_begin` if it is not worked out
    Place statements_begin;
    Place statements_end;
  };

  /// A statement whose value is kept once for all that have it.
  struct KeptStatement {
    Sequence sequence;
    KnownTime known;
    EffectiveSpan start;
    EffectiveSpan end;  // of no meaning unless `has_end`
    ValueNumbers::Number value;
    bool has_end;
  };

  RelationshipView() = default;
  void add(CellStatements cell, const Withdrawals& withdrawals, ValueNumbers& values);
  [[nodiscard]] std::size_t state_place(const CellPlace& cell, EffectiveTime on) const;
  [[nodiscard]] std::span<const KeptStatement> kept_statements(std::size_t cell) const;
  [[nodiscard]] Statement statement(const KeptStatement& kept) const;

  std::vector<CellPlace> cells_;        // by (term, key)
  std::vector<EffectiveTime> moments_;  // of each cell, where a state begins, in order
  KeptStates states_;                   // one for each of `moments_`
  std::vector<Value> values_;           // by the numbers that states and statements have
  std::vector<KeptStatement> statements_;
  std::vector<Correction> corrections_;
  Sequence last_;  // the highest of a statement or a correction
  KnownTime latest_known_ = KnownTime::earliest();
  bool is_kept_ = false;
};

/// Whether something that is asked about should be kept in memory for the next question.
enum class Keeping : std::uint8_t {
  if_wanted,  ///< if it is asked for again and again
  no,         ///< what is there is used, but this question asks about too much to keep it all
};

/// The relationship as it is kept in memory. Null if it is not: it was never asked about before, or
/// it is too large. Errors: corrupt, io. Cost of what is there: one lookup in memory; else of all
/// its statements, once.
[[nodiscard]] Result<std::shared_ptr<const RelationshipView>> read_view(
    const Snapshot& snapshot, std::string_view relationship, Keeping keeping = Keeping::if_wanted);

}  // namespace annals
