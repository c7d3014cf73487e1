#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/query/question.h"
#include "annals/query/state.h"
#include "annals/state/stretch.h"
#include "annals/state/timeline.h"
#include "annals/store/store.h"

namespace annals {

/// A relationship that somebody is party to, or may be, and what is in force there.
struct PartyRelationship {
  std::string relationship;
  CellAnswer role;                ///< the cell `party:NAME`
  std::vector<CellAnswer> terms;  ///< all others that have not surely ended, by (term, key)
};

struct PartyAnswer {
  Sequence basis;
  std::vector<PartyRelationship> relationships;  ///< by name
};

/// What `party` is party to at `on`, surely or possibly. Errors: corrupt, io.
/// Cost: the states of the relationships that it was ever said to be party to.
[[nodiscard]] Result<PartyAnswer> party(const Snapshot& snapshot, std::string_view party,
                                        EffectiveTime on, const Scope& scope);

/// The roles that somebody had in a relationship within some days.
struct PartyRuns {
  std::string relationship;
  std::vector<Run> runs;  ///< those that have a role and lie in the days at least in part, whole
};

struct PartyTimeline {
  Sequence basis;
  std::vector<PartyRuns> relationships;  ///< by name
};

/// What `party` was party to, surely or possibly, on some of `days`. Errors: corrupt, io.
/// Cost: one cell of each relationship that it was ever said to be party to.
[[nodiscard]] Result<PartyTimeline> party_timeline(const Snapshot& snapshot, std::string_view party,
                                                   const Days& days, const Scope& scope);

}  // namespace annals
