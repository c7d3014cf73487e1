#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "annals/event/cell.h"
#include "annals/state/cell_state.h"

namespace annals {

enum class Comparison : std::uint8_t {
  present,  ///< any value; none is not one
  equal,
  less,
  at_most,
  greater,
  at_least,
};

/// What a cell is looked for by: its term, perhaps its key, and what its value must be.
/// Invariant: all but `present` and `equal` compare with a number.
struct Condition {
  std::string term;
  std::optional<std::string> key;  ///< none: whatever the key; the empty key is a key
  Comparison comparison = Comparison::present;
  Value value = None{};  ///< of no meaning where `comparison` is `present`

  /// Whether the condition is about this cell.
  [[nodiscard]] bool names(const Cell& cell) const {
    return cell.term == term && (!key || cell.key == *key);
  }

  /// Whether a cell that has `candidate` meets it. Text and numbers do not compare; none meets
  /// none.
  [[nodiscard]] bool accepts(const Value& candidate) const;
};

/// Whether the condition holds where these are the possible values of a cell: yes if it accepts
/// them all, possible if it accepts one. Without any, no.
[[nodiscard]] Answer meets(const Condition& condition, std::span<const Value> possible);

}  // namespace annals
