#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/index/projection.h"
#include "annals/state/corrections.h"
#include "annals/store/store.h"

namespace annals {

/// What corrects the events that a relationship's answers rest on, and what corrects those, and so
/// on: an event's `reach` names the relationships under which it stands.
extern const Projection correction_projection;

/// Reads the part of a key after the relationship, and the entry; nothing if they are none.
[[nodiscard]] std::optional<Correction> decode_correction(std::string_view key,
                                                          std::string_view entry);

/// Every correction that matters to a relationship. Errors: corrupt, io.
/// Cost: one seek, then those corrections.
[[nodiscard]] Result<std::vector<Correction>> read_corrections(const Snapshot& snapshot,
                                                               std::string_view relationship);

}  // namespace annals
