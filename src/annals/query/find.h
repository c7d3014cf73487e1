#pragma once

#include <span>
#include <string>
#include <vector>

#include "annals/base/result.h"
#include "annals/query/question.h"
#include "annals/query/state.h"
#include "annals/state/condition.h"
#include "annals/store/store.h"

namespace annals {

/// A relationship where every condition holds, or may hold.
template <typename CellKind>
struct FoundRelationship {
  std::string relationship;
  bool certain;                 ///< every condition surely holds
  std::vector<CellKind> cells;  ///< those that meet a condition, or may, by (term, key)
};

template <typename CellKind>
struct FindAnswer {
  Sequence basis;
  std::vector<FoundRelationship<CellKind>> relationships;  ///< by name
};

enum class Certainty : std::uint8_t {
  certain,   ///< only where all conditions surely hold
  possible,  ///< also where they may
};

/// The relationships where all `conditions` hold at `on`; each may be met by any cell that it
/// names. At least one condition must be given. Errors: corrupt, io.
/// Cost: what was ever said to meet each condition, then the cells of the relationships that all of
///       them have in common; nothing else that the database holds.
[[nodiscard]] Result<FindAnswer<CellAnswer>> find(const Snapshot& snapshot,
                                                  std::span<const Condition> conditions,
                                                  EffectiveTime on, const Scope& scope,
                                                  Certainty wanted);

/// The same without reading any event: for answers by the thousand.
[[nodiscard]] Result<FindAnswer<BareCell>> bare_find(const Snapshot& snapshot,
                                                     std::span<const Condition> conditions,
                                                     EffectiveTime on, const Scope& scope,
                                                     Certainty wanted);

/// The relationships in which every condition may have been met at `by` or before, by name: those
/// that are worth a closer look.
[[nodiscard]] Result<std::vector<std::string>> read_common_holders(
    const Snapshot& snapshot, std::span<const Condition> conditions, EffectiveTime by,
    Horizon horizon);

}  // namespace annals
