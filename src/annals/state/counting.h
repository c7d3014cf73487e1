#pragma once

#include <span>
#include <vector>

#include "annals/state/corrections.h"
#include "annals/state/statement.h"

namespace annals {

/// Whether an event counts: seen within `horizon` and not withdrawn. `withdrawals` are within it
/// too.
[[nodiscard]] inline bool counts(Sequence sequence, KnownTime known, const Withdrawals& withdrawals,
                                 Horizon horizon) {
  return horizon.sees(sequence, known) && !withdrawals.withdrawn_by(sequence);
}

/// The statements by events that count: seen within `horizon` and not withdrawn. Cost: O(n).
[[nodiscard]] std::vector<Statement> counting(std::span<const Statement> statements,
                                              const Withdrawals& withdrawals, Horizon horizon);

}  // namespace annals
