#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/event.h"
#include "annals/index/timeline_index.h"
#include "annals/query/question.h"
#include "annals/state/corrections.h"
#include "annals/store/store.h"

namespace annals {

/// All that the answers about a relationship rest on, at any date and as known at any moment that
/// the scope reaches: what the kernel needs, and the events to show beside it.
struct Material {
  std::string relationship;
  Horizon horizon;
  std::vector<CellStatements> cells;  ///< by (term, key); seen within the scope, never empty
  std::vector<Correction>
      corrections;                  ///< up to the basis; not heard where the scope cannot see it
  std::vector<LoggedEvent> events;  ///< by sequence: the seen of it, and what corrects them
};

/// Errors: corrupt, io. A relationship that no event names has no cells.
/// Cost: the relationship's statements, and a record for each event.
[[nodiscard]] Result<Material> read_material(const Snapshot& snapshot,
                                             std::string_view relationship, const Scope& scope);

}  // namespace annals
