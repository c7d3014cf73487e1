#pragma once

#include <string>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/sequence.h"
#include "annals/store/store.h"

namespace annals {

/// A relationship that the log knows.
struct RelationshipEntry {
  std::string relationship;
  std::vector<std::string> parties;  ///< all that were ever said to be, by name
  Sequence first;                    ///< where the log first speaks of it
  Sequence last;
};

/// A party that the log knows.
struct PartyEntry {
  std::string party;
  std::vector<std::string> relationships;  ///< all that it was ever said to be party to, by name
};

/// What the log up to `basis` names, by name.
/// Errors: corrupt, io. Cost: a few seeks for each, whatever the number of events.
[[nodiscard]] Result<std::vector<RelationshipEntry>> relationships(const Snapshot& snapshot,
                                                                   Sequence basis);

[[nodiscard]] Result<std::vector<PartyEntry>> parties(const Snapshot& snapshot, Sequence basis);

}  // namespace annals
