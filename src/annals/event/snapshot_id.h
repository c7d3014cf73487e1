#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "annals/base/result.h"

namespace annals {

/// What an event that a snapshot made says of its slot.
enum class SnapshotStep : std::uint8_t {
  says,     ///< the row says this
  gone,     ///< a retraction: the row is not there any more
  ended,    ///< what the row said of one cell has ended
  resumed,  ///< a retraction of such an end: the row is there again
};

/// The id of an event that a snapshot of a table made, `sp500/AAPL/seat@2017-03-08`: the name of
/// the snapshots, the row, the slot (which of the row's events it is), the date as of which the
/// snapshot is known, and what became of the slot. The log is all that remembers a snapshot: what
/// the last one said is read from these ids.
struct SnapshotId {
  std::string name;
  std::string row;  ///< empty, and `slot` with it: the snapshot as a whole, which changed nothing
  std::string slot;
  std::string known;
  SnapshotStep step = SnapshotStep::says;
  std::uint64_t number = 1;  ///< tells several steps of one slot in one snapshot apart
};

/// `sp500/AAPL/seat@2017-03-08/end-2`.
[[nodiscard]] std::string to_text(const SnapshotId& id);

/// Reads such an id; nothing if `text` is none.
[[nodiscard]] std::optional<SnapshotId> parse_snapshot_id(std::string_view text);

/// The name of a row from the columns of its key: what may not stand there is percent-encoded, and
/// what is too long cut and ended by a digest.
[[nodiscard]] std::string row_name(std::span<const std::string> key);

/// The name of a slot: the event's, and which item of a list it is, if it is of one.
[[nodiscard]] std::string slot_name(std::string_view event, std::string_view item);

/// Whether snapshots can be called so. Errors: invalid_input.
[[nodiscard]] Status check_snapshot_name(std::string_view name);

}  // namespace annals
