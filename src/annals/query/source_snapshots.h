#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/event.h"
#include "annals/event/sequence.h"
#include "annals/store/store.h"

namespace annals {

/// What the snapshots of a table have said of one slot of a row.
struct SlotHistory {
  Sequence said;                         ///< the last event that says what the row says
  std::string known;                     ///< as of when that was
  Sequence last;                         ///< the last event about the slot
  bool is_there = false;                 ///< whether the last snapshot had it
  std::map<std::string, Sequence> ends;  ///< by id: the ends that no snapshot has taken back
};

struct RowHistory {
  std::string first_known;  ///< as of when the first snapshot that had the row was known
  std::string last_known;   ///< the same of the last one that changed it
  Sequence first;
  Sequence last;
  std::map<std::string, SlotHistory> slots{};
};

/// What the snapshots of one name have said, as the log remembers it.
struct SnapshotHistory {
  std::string last_known;  ///< as of when the last snapshot was known; empty: there was none
  Sequence last;
  std::map<std::string, RowHistory> rows{};
};

/// Reads the history of the snapshots called `name`. Errors: corrupt, io.
/// Cost: one seek, then every id that the snapshots of this name have made; the records of ends
///       that were taken back, and no others.
[[nodiscard]] Result<SnapshotHistory> read_snapshots(const Snapshot& snapshot,
                                                     std::string_view name);

}  // namespace annals
