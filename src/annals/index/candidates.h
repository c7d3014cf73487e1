#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_set>

#include "annals/base/result.h"
#include "annals/index/timeline_index.h"
#include "annals/state/corrections.h"
#include "annals/store/store.h"

namespace annals {

/// What a question about a moment sees of a cell.
struct Sight {
  EffectiveTime at;
  Horizon horizon;
  const Withdrawals& withdrawals;                    ///< within `horizon`
  const std::unordered_set<std::uint64_t>& unheard;  ///< events whose source does not count
};

/// Statements of a cell among which are all that its state at a moment can rest on, and that is the
/// state of them: whatever is left out is not seen, has not begun, or is surely overridden by one
/// that is there. By (start, sequence). Errors: corrupt, io.
///
/// Cost: for each run of the log (O(log n) of them, and one for each million events) a search among
/// the cell's pages there, and the pages that hold candidates; neither what began long before nor
/// what was recorded or known later is read; of those that began on the same day only the latest
/// is unpacked. What is seen but withdrawn, and began after the
/// leading candidate, is looked at too. Worst case: pages whose bounds of sequence and known both
/// admit the horizon though no row of theirs does.
[[nodiscard]] Result<CellStatements> read_candidates(const Snapshot& snapshot,
                                                     std::string_view relationship,
                                                     const Cell& cell, const Sight& sight);

}  // namespace annals
