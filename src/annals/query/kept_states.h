#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "annals/event/sequence.h"
#include "annals/event/value.h"
#include "annals/state/cell_state.h"

namespace annals {

/// Gives each value that it is shown a number, from 0 on; the same value the same number.
class ValueNumbers {
 public:
  using Number = std::uint32_t;

  /// Cost: O(log n) for n different values.
  [[nodiscard]] Number of(const Value& value);

  /// The values in the order of their numbers.
  [[nodiscard]] std::vector<Value> take() &&;

 private:
  std::map<Value, Number> numbers_;
};

/// States of cells one after another, in few bytes: values by number, and lists only for a state
/// that has more than one possible value or candidate.
class KeptStates {
 public:
  void add(const std::optional<CellState>& state, ValueNumbers& values);

  /// Gives back memory that was taken for more to come.
  void finish();

  /// How many were added, those that are none included.
  [[nodiscard]] std::size_t size() const { return states_.size(); }

  /// Asks for the memory of a state, so that states that are read one after another wait for memory
  /// together. Changes no answer.
  void expect(std::size_t index) const { __builtin_prefetch(&states_[index]); }

  /// Puts the state that was added as `index` into `state`, which is a new one; `values` are those
  /// of the numbers that it was added with. False if what was added is that there is none.
  [[nodiscard]] bool put(std::size_t index, std::span<const Value> values, CellState& state) const;

  [[nodiscard]] std::size_t bytes() const;

 private:
  using Number = ValueNumbers::Number;
  static constexpr Number absent = ~Number{0};  // no value: the cell is not in the answer

  struct State {
    Sequence leading;
    Number value;
    std::uint32_t lists;  // 0: it is the only possible value, and `leading` the only candidate
  };
  /// Where the lists of a state end; they begin where those of the one before end.
  struct Ends {
    std::uint32_t possible;
    std::uint32_t candidates;
  };

  std::vector<State> states_;
  std::vector<Ends> ends_{{.possible = 0, .candidates = 0}};
  std::vector<Number> possible_;
  std::vector<Sequence> candidates_;
};

/// What the values take in memory.
[[nodiscard]] std::size_t bytes_of(std::span<const Value> values);

}  // namespace annals
