#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "annals/base/result.h"
#include "annals/query/question.h"
#include "annals/state/corrections.h"
#include "annals/store/store.h"

namespace annals {

/// Marks the corrections of a relationship by sources that do not count as not heard, and gives the
/// sequences of its events whose word does not count.
///
/// Errors: corrupt, io. Cost: the history of the relationship; nothing where everybody counts.
[[nodiscard]] Result<std::unordered_set<std::uint64_t>> hear(const Snapshot& snapshot,
                                                             std::string_view relationship,
                                                             const SourceFilter& sources,
                                                             std::vector<Correction>& corrections);

}  // namespace annals
