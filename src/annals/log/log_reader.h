#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "annals/base/result.h"
#include "annals/base/sha256.h"
#include "annals/event/event.h"
#include "annals/log/merkle.h"
#include "annals/store/store.h"

namespace annals {

/// Nodes below this level are not stored: hashing at most 15 records again gives them.
inline constexpr unsigned stored_level_min = 4;

/// The key of a record in the column `log`.
[[nodiscard]] std::string log_key(Sequence sequence);

/// The key of a node in the column `tree`.
[[nodiscard]] std::string tree_key(unsigned level, std::uint64_t index);

/// The log as a snapshot shows it. Borrows the snapshot.
class LogReader {
 public:
  explicit LogReader(const Snapshot& snapshot) : snapshot_{snapshot} {}

  /// The last sequence; 0 if the log is empty. Errors: corrupt, io, as for all below.
  [[nodiscard]] Result<Sequence> last() const;

  /// The event at `sequence`, which must be in the log. Errors: also corrupt if it is not there.
  [[nodiscard]] Result<LoggedEvent> read(Sequence sequence) const;

  /// The event with this id.
  [[nodiscard]] Result<std::optional<Sequence>> find(std::string_view id) const;

  /// The last sequence recorded at or before `moment`. Cost: O(log n) records.
  [[nodiscard]] Result<Sequence> recorded_by(RecordedTime moment) const;

  /// The right edge of the tree over the first `size` records. Cost: O(log n) nodes, 15 records.
  [[nodiscard]] Result<TreeEdge> edge(Sequence size) const;

  using Visit = std::function<Status(const LoggedEvent&)>;

  /// Calls `visit` for each event from `from` on, in order, until it returns an error.
  [[nodiscard]] Status for_each(Sequence from, const Visit& visit) const;

 private:
  [[nodiscard]] Result<std::string> record(Sequence sequence) const;

  const Snapshot& snapshot_;
};

}  // namespace annals
