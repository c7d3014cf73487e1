#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/query/question.h"

namespace annals {

/// An event of a relationship, and the latest one that withdraws it.
struct HistoryEvent {
  LoggedEvent event;
  std::optional<LoggedEvent> withdrawn_by;
};

enum class HistoryOrder : std::uint8_t {
  effect,    ///< by start, then by place in the log; what has no start stands where it became known
  recorded,  ///< by place in the log
};

struct HistoryAnswer {
  Sequence basis;
  std::vector<HistoryEvent> events;
};

/// The events of a relationship that are seen within `scope`, corrections of them included.
/// Errors: corrupt, io. Cost: one seek, one record for each event and each that withdraws one.
[[nodiscard]] Result<HistoryAnswer> history(const Snapshot& snapshot, std::string_view relationship,
                                            HistoryOrder order, const Scope& scope);

}  // namespace annals
