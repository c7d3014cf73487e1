#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/base/sha256.h"
#include "annals/codec/record_block.h"
#include "annals/event/event.h"
#include "annals/log/merkle.h"
#include "annals/store/store.h"

namespace annals {

/// How many records stand in a block of the log: the first block has the first so many, and so on.
/// What does not fill a block yet stands on its own.
inline constexpr std::uint64_t block_records = 128;

/// Nodes below this level are not stored: hashing the records of one block again gives them.
inline constexpr unsigned stored_level_min = 7;
static_assert(block_records == 1U << stored_level_min);

/// The block that a record belongs to, from 0 on.
[[nodiscard]] constexpr std::uint64_t block_of(Sequence sequence) {
  return (sequence.value - 1) / block_records;
}

/// The key of a record that is in no block yet, in the column `log`, and that of a block.
[[nodiscard]] std::string log_key(Sequence sequence);
[[nodiscard]] std::string block_key(std::uint64_t block);

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

  /// The record at `sequence`, as it was written. Errors: also corrupt if it is not there.
  [[nodiscard]] Result<std::string> record(Sequence sequence) const;

  /// The hashes of the first `count` records of a block, at most `block_records`. Errors: also
  /// corrupt if they are not there. Cost: a hash for each.
  [[nodiscard]] Result<std::vector<Digest>> leaves(std::uint64_t block, std::uint64_t count) const;

  /// A complete node of the tree, from `stored_level_min` up. Errors: also corrupt if it is not
  /// there. Cost: one lookup.
  [[nodiscard]] Result<Digest> node(unsigned level, std::uint64_t index) const;

  /// The right edge of the tree over the first `size` records. Cost: O(log n) nodes, and the
  /// records of one block.
  [[nodiscard]] Result<TreeEdge> edge(Sequence size) const;

  using Visit = std::function<Status(const LoggedEvent&)>;

  /// Calls `visit` for each event from `from` on, in order, until it returns an error.
  [[nodiscard]] Status for_each(Sequence from, const Visit& visit) const;

  /// The same for those from `from` to `to`. Errors: also corrupt if one is not there.
  [[nodiscard]] Status for_each(Sequence from, Sequence to, const Visit& visit) const;

 private:
  /// The records of a block, from memory if they are there; null if there is no such block yet.
  [[nodiscard]] Result<std::shared_ptr<const RecordBlock>> block(std::uint64_t block) const;
  /// A record that is in no block yet.
  [[nodiscard]] Result<std::string> single_record(Sequence sequence) const;
  /// The same for those that are there; gives the one after the last that was visited.
  [[nodiscard]] Result<Sequence> for_each_to(Sequence from, Sequence to, const Visit& visit) const;
  [[nodiscard]] Status for_each_in_blocks(Sequence& expected, Sequence to,
                                          const Visit& visit) const;

  const Snapshot& snapshot_;
};

}  // namespace annals
