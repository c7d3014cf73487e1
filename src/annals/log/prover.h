#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/log/log_reader.h"
#include "annals/log/proof.h"

namespace annals {

/// Makes proofs from the nodes of the tree that are stored. Borrows the snapshot.
class Prover {
 public:
  explicit Prover(const Snapshot& snapshot) : snapshot_{snapshot}, log_{snapshot} {}

  /// That the event with this id is in the log up to `basis`, which must not lie behind its end; of
  /// one that was erased, that a record with its hash was.
  /// Errors: not_found, if it is not; corrupt, io.
  /// Cost:   O(log n) nodes, and the records of at most two blocks.
  [[nodiscard]] Result<InclusionProof> inclusion(std::string_view id, Sequence basis);

  /// That the log up to `from` is the beginning of that up to `to`; 1 ≤ from ≤ to ≤ its end.
  /// Errors: corrupt, io. Cost: as above.
  [[nodiscard]] Result<ConsistencyProof> consistency(Sequence from, Sequence to);

  /// The head over the first `size` records. Errors: corrupt, io. Cost: as above.
  [[nodiscard]] Result<TreeHead> head(Sequence size);

 private:
  /// Leaves `[first, last)`, counted from 0.
  struct Range {
    std::uint64_t first;
    std::uint64_t last;

    [[nodiscard]] std::uint64_t size() const { return last - first; }
  };

  /// MTH of RFC 9162, 2.1.1, over a range that is a subtree of a tree.
  [[nodiscard]] Result<Digest> head_of(Range range);
  /// The hash of a complete node.
  [[nodiscard]] Result<Digest> node(unsigned level, std::uint64_t index);
  /// The hashes of a block's records, of which the log has at least `count`.
  [[nodiscard]] Result<const std::vector<Digest>*> leaves(std::uint64_t block, std::uint64_t count);

  /// Where the event stands, or stood before it was erased.
  [[nodiscard]] Result<std::optional<Sequence>> find(std::string_view id) const;

  const Snapshot& snapshot_;
  LogReader log_;
  std::map<std::uint64_t, std::vector<Digest>> leaves_;  // of the blocks that were needed
};

}  // namespace annals
