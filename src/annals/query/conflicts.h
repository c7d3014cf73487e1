#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/query/question.h"
#include "annals/store/store.h"

namespace annals {

/// Events that contradict each other about one cell.
struct CellConflict {
  std::string relationship;
  Cell cell;
  EffectiveSpan dates;              ///< which dates the contradiction is about
  std::vector<LoggedEvent> events;  ///< at least two, by (start, sequence)
};

struct ConflictsAnswer {
  Sequence basis;
  std::vector<CellConflict> conflicts;  ///< by (relationship, term, key), then in order of time
};

/// The cells for which events that count give different values while their dates leave the order
/// open, or are the same; of one relationship or of all. With `on`, only conflicts that the answer
/// for that moment rests on: two of its candidates contradict each other. Errors: corrupt, io.
/// Cost: the statements of the relationship, or of all of them.
[[nodiscard]] Result<ConflictsAnswer> conflicts(const Snapshot& snapshot,
                                                const std::optional<std::string>& relationship,
                                                const std::optional<EffectiveTime>& on,
                                                const Scope& scope);

}  // namespace annals
