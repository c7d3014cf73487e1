#pragma once

#include <optional>
#include <string_view>

#include "annals/base/result.h"
#include "annals/query/state.h"

namespace annals {

struct HoldsAnswer {
  Sequence basis;
  Answer answer;
  std::optional<CellAnswer> cell;  ///< none: the cell is not in the answer
};

/// Whether `cell` has `value` at `on`. Errors and cost: those of `state` for one cell.
[[nodiscard]] Result<HoldsAnswer> holds(const Snapshot& snapshot, std::string_view relationship,
                                        const Assertion& asked, EffectiveTime on,
                                        const Scope& scope);

}  // namespace annals
