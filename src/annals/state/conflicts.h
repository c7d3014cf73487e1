#pragma once

#include <span>
#include <vector>

#include "annals/event/sequence.h"
#include "annals/state/statement.h"

namespace annals {

/// Statements on one cell that contradict each other, by (start, sequence).
///
/// Two contradict each other if they give different values and neither surely began later: their
/// dates leave the order open, or are the same. One that surely follows another is a succession.
struct Conflict {
  std::vector<Sequence> events;
  EffectiveSpan dates;  ///< from the first start to the last that the dates allow
};

/// The conflicts among statements that count, in order of time. Statements that contradict each
/// other through others are one conflict. Cost: O(n log n), and O(m²) for m statements whose
/// dates are linked by overlaps.
[[nodiscard]] std::vector<Conflict> conflicts_among(std::span<const Statement> statements);

}  // namespace annals
