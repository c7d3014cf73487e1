#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "annals/base/sha256.h"
#include "annals/event/sequence.h"

namespace annals {

/// The Merkle tree head over the first `sequence` records of a log: what an answer calls its basis.
struct TreeHead {
  Sequence sequence;
  Digest hash;

  friend bool operator==(const TreeHead&, const TreeHead&) = default;
};

/// What a database says of an event that was erased. A proof does not show it.
struct ErasureNote {
  std::string at;
  std::string reason;

  friend bool operator==(const ErasureNote&, const ErasureNote&) = default;
};

/// That a record is in the log whose head is `basis`. Source: RFC 9162, 2.1.3.
struct InclusionProof {
  std::string event;         ///< the id that the record has
  Sequence sequence;         ///< of the record; its leaf has one less, since leaves count from 0
  std::string record;        ///< empty, if it was erased
  Digest leaf;               ///< the hash of the record
  std::vector<Digest> path;  ///< the heads of the subtrees beside the way up, lowest first
  TreeHead basis;
  std::optional<ErasureNote> erased = {};  ///< then only that some record with this hash was there

  friend bool operator==(const InclusionProof&, const InclusionProof&) = default;
};

/// That the log whose head is `from` is the beginning of the one whose head is `to`.
/// Source: RFC 9162, 2.1.4.
struct ConsistencyProof {
  TreeHead from;  ///< over at least one record
  TreeHead to;
  std::vector<Digest> path;

  friend bool operator==(const ConsistencyProof&, const ConsistencyProof&) = default;
};

using Proof = std::variant<InclusionProof, ConsistencyProof>;

/// What is wrong with a path from a leaf, counted from 0, to a head; nothing if it leads there. A
/// head is believed as a whole: trees of another size in which the leaf has a path of the same
/// form are told apart by the hash that somebody trusts for a size, not by the path.
/// Cost: a hash for each step. Source: RFC 9162, 2.1.3.2.
[[nodiscard]] std::optional<std::string> flaw_of_inclusion(std::uint64_t index, const Digest& leaf,
                                                           std::span<const Digest> path,
                                                           const TreeHead& head);

/// What is wrong with a path from one head to a later one; nothing if it leads from one to the
/// other. Cost: two hashes for each step. Source: RFC 9162, 2.1.4.2.
[[nodiscard]] std::optional<std::string> flaw_of_consistency(const TreeHead& from,
                                                             const TreeHead& to,
                                                             std::span<const Digest> path);

/// Why a proof proves nothing; nothing if it holds. Needs no database: whoever trusts the head may
/// believe the record. That of an event is also read, and must name the event and its sequence,
/// unless it was erased: then the proof shows that the log had a record with this hash there.
[[nodiscard]] std::optional<std::string> flaw_of(const Proof& proof);

}  // namespace annals
