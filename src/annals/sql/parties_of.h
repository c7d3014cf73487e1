#pragma once

#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/index/party_index.h"
#include "annals/store/store.h"

namespace annals::sql {

/// Who was ever said to be party to a relationship in the log up to `basis`, by name.
/// Errors: corrupt, io. Cost: two seeks and the statements for each party.
[[nodiscard]] Result<std::vector<PartyLink>> read_parties_of(const Snapshot& snapshot,
                                                             std::string_view relationship,
                                                             Sequence basis);

}  // namespace annals::sql
