#pragma once

#include <span>
#include <vector>

#include "annals/state/corrections.h"
#include "annals/state/statement.h"

namespace annals {

/// The statements by events that count: seen within `horizon` and not withdrawn. Cost: O(n).
[[nodiscard]] std::vector<Statement> counting(std::span<const Statement> statements,
                                              const Withdrawals& withdrawals, Horizon horizon);

}  // namespace annals
