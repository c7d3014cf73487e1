#pragma once

#include <optional>
#include <span>
#include <vector>

#include "annals/event/sequence.h"
#include "annals/event/value.h"
#include "annals/state/statement.h"
#include "annals/time/instant.h"

namespace annals {

/// What is true of a cell at a moment.
struct CellState {
  Value value;                       ///< that of the leading candidate
  bool certain;                      ///< `possible` has one member
  std::vector<Value> possible;       ///< in the order of values, each once
  Sequence leading;                  ///< the event that the value is from
  std::vector<Sequence> candidates;  ///< what the answer rests on, by (start, sequence)

  friend bool operator==(const CellState&, const CellState&) = default;
};

/// Whether a reader of the two answers would see a difference: value, certainty or possible values.
[[nodiscard]] bool same_answer(const CellState& a, const CellState& b);

/// As above, where a cell that is not in the answer counts as certain none.
[[nodiscard]] bool same_answer(const std::optional<CellState>& a,
                               const std::optional<CellState>& b);

enum class Answer : std::uint8_t { no, possible, yes };

/// Whether the cell has `value`: yes if it is the only possible one, possible if it is one of
/// several.
[[nodiscard]] Answer holds(const std::optional<CellState>& state, const Value& value);

/// The state of a cell at one moment after another, each not before the one before.
///
/// Keeps only statements that may still be candidates: once a settled statement overrides another,
/// it does so at every later moment too. Source: semantics.md §5.
class CellSweep {
 public:
  /// `statements` are those of one cell by events that count, in any order; they must outlive the
  /// sweep. Cost: O(n log n).
  explicit CellSweep(std::span<const Statement> statements);

  /// The state at `at`, which must not be before the last one asked about; nothing if the cell is
  /// not in the answer. Cost over all calls: O(n) and the candidates of each call.
  [[nodiscard]] std::optional<CellState> advance(EffectiveTime at);

 private:
  void admit(EffectiveTime at);
  void drop_overridden(EffectiveTime at);

  std::vector<const Statement*> ordered_;  // by (start, sequence)
  std::size_t admitted_ = 0;               // of ordered_, how many are possible
  std::vector<const Statement*> open_;     // possible and not overridden, in that order
};

/// The state of a cell at `at`. Cost: O(n log n) for n statements.
[[nodiscard]] std::optional<CellState> state_at(std::span<const Statement> statements,
                                                EffectiveTime at);

}  // namespace annals
