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
#include "annals/query/kept_states.h"
#include "annals/state/cell_state.h"
#include "annals/state/corrections.h"
#include "annals/state/statement.h"
#include "annals/store/store.h"
#include "annals/time/instant.h"

namespace annals {

/// A cell as it is kept in memory: its statements, and its state at every moment for those who may
/// know all of it.
class CellView {
 public:
  /// `withdrawals` are those of everything that corrects the relationship.
  /// Cost: O(n log n) for n statements, each of whose dates is a moment to work out.
  CellView(CellStatements all, const Withdrawals& withdrawals);

  [[nodiscard]] const Cell& cell() const { return cell_; }

  /// Whether the state at every moment is there; if too many statements leave their order open, it
  /// is not.
  [[nodiscard]] bool is_worked_out() const { return !moments_.empty(); }

  /// The state at `on` for those who may know all; it must be worked out. Cost: O(log n).
  [[nodiscard]] std::optional<CellState> at(EffectiveTime on) const;

  /// All that was ever asserted, by (start, sequence).
  [[nodiscard]] std::vector<Statement> statements() const;

  /// The statements by events that count. Cost: O(n), and a copy of those.
  [[nodiscard]] std::vector<Statement> counting(const Withdrawals& withdrawals,
                                                Horizon horizon) const;

  /// What it takes in memory, itself included.
  [[nodiscard]] std::size_t bytes() const;

 private:
  /// A statement whose value is kept once for all that have it.
  struct KeptStatement {
    Sequence sequence;
    KnownTime known;
    EffectiveSpan start;
    EffectiveSpan end;  // of no meaning unless `has_end`
    ValueNumbers::Number value;
    bool has_end;
  };

  [[nodiscard]] Statement statement(const KeptStatement& kept) const;

  Cell cell_;
  std::vector<EffectiveTime> moments_;  // where a state begins, in order; or empty
  KeptStates states_;                   // one for each of `moments_`
  std::vector<Value> values_;           // by the numbers that states and statements have
  std::vector<KeptStatement> statements_;
};

/// A relationship as it is kept in memory: all that was ever said of it up to when it was read.
class RelationshipView {
 public:
  /// Of one that is not kept: it is so large that a question should not read it whole.
  static RelationshipView too_large() { return RelationshipView{}; }

  /// `cells` by (term, key). Cost: O(n log n) for n statements.
  RelationshipView(std::vector<CellStatements> cells, std::vector<Correction> corrections);

  [[nodiscard]] bool is_kept() const { return is_kept_; }

  /// Whether those who ask within `horizon` may know everything that is kept here.
  [[nodiscard]] bool is_all_seen(const Horizon& horizon) const {
    return horizon.sees(last_, latest_known_);
  }

  [[nodiscard]] std::span<const CellView> cells() const { return cells_; }

  /// The cells that have this term, by key.
  [[nodiscard]] std::span<const CellView> cells_of(std::string_view term) const;

  /// Null if nothing was ever asserted of it.
  [[nodiscard]] const CellView* cell(const Cell& cell) const;

  [[nodiscard]] const std::vector<Correction>& corrections() const { return corrections_; }

  /// What it takes in memory.
  [[nodiscard]] std::size_t bytes() const;

 private:
  RelationshipView() = default;

  std::vector<CellView> cells_;  // by (term, key)
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
