#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/sequence.h"
#include "annals/index/projection.h"
#include "annals/store/store.h"

namespace annals {

/// The events of each relationship, corrections that concern it included, and who published them.
extern const Projection history_projection;

/// An event of a relationship, or one that corrects such an event.
struct HistoryEntry {
  Sequence sequence;
  std::string publisher;  ///< empty: its source names none, or it has no source
};

/// The events of a relationship in the order of the log. Errors: corrupt, io.
/// Cost: one seek, then those events.
[[nodiscard]] Result<std::vector<HistoryEntry>> read_history(const Snapshot& snapshot,
                                                             std::string_view relationship);

/// A relationship and where the log first and last speaks of it.
struct RelationshipRange {
  std::string relationship;
  Sequence first;
  Sequence last;
};

/// The range of one relationship in the log up to `basis`; nothing if no event there concerns it.
/// Cost: two seeks.
[[nodiscard]] Result<std::optional<RelationshipRange>> read_relationship(
    const Snapshot& snapshot, std::string_view relationship, Sequence basis);

/// The first relationship by name after `name`; the very first for none. Nothing if there is none
/// in the log up to `basis`. Cost: three seeks for each that begins later than `basis`, and for it.
[[nodiscard]] Result<std::optional<RelationshipRange>> read_relationship_after(
    const Snapshot& snapshot, std::string_view name, Sequence basis);

/// Every relationship of the log up to `basis`, by name. Cost: three seeks for each that the whole
/// log has, whatever the number of events.
[[nodiscard]] Result<std::vector<RelationshipRange>> read_relationships(const Snapshot& snapshot,
                                                                        Sequence basis);

}  // namespace annals
