#pragma once

#include <optional>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/event.h"
#include "annals/index/timeline_index.h"
#include "annals/state/corrections.h"
#include "annals/state/statement.h"
#include "annals/store/store.h"
#include "annals/time/instant.h"

namespace annals {

/// What a question leaves out means: all that is known, the whole log.
struct Perspective {
  std::optional<KnownTime> known = {};
  std::optional<Sequence> basis = {};
  std::optional<RecordedTime> recorded = {};  ///< the basis is the log as it stood at this moment
};

/// Turns a perspective into what an answer may rest on.
/// Errors: invalid_input for a basis beyond the last sequence, or both `basis` and `recorded`.
[[nodiscard]] Result<Horizon> resolve(const Snapshot& snapshot, const Perspective& perspective);

/// A relationship as it can be asked about: its corrections within one horizon.
struct Evidence {
  Horizon horizon;
  Withdrawals withdrawals;
};

/// Reads what corrects the relationship. Errors: corrupt, io.
[[nodiscard]] Result<Evidence> read_evidence(const Snapshot& snapshot,
                                             std::string_view relationship, Horizon horizon);

/// The statements of the cell asked about, or of every cell. Errors: corrupt, io.
[[nodiscard]] Result<std::vector<CellStatements>> read_asked(const Snapshot& snapshot,
                                                             std::string_view relationship,
                                                             const std::optional<Cell>& cell);

/// Whether any event up to `basis` is about the relationship. Errors: corrupt, io.
[[nodiscard]] Result<bool> is_named(const Snapshot& snapshot, std::string_view relationship,
                                    Sequence basis);

}  // namespace annals
