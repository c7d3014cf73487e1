#include "annals/log/proof.h"

#include <fmt/core.h>

#include "annals/base/text.h"
#include "annals/codec/record.h"
#include "annals/log/merkle.h"

namespace annals {
namespace {

constexpr bool is_odd(std::uint64_t number) {
  return (number & 1U) != 0;
}

/// The way up from a node to the head of a tree, as RFC 9162 walks it: the node's place on its
/// level, and that of the last one there.
class Climb {
 public:
  Climb(std::uint64_t place, std::uint64_t last) : place_{place}, last_{last} {}

  [[nodiscard]] bool is_at_head() const { return last_ == 0; }

  /// Whether the next hash of the path stands to the left of the way.
  [[nodiscard]] bool has_left() const { return is_odd(place_) || place_ == last_; }

  /// Leaves out the levels on which the last node has nobody beside it.
  void skip_alone() {
    while (!is_odd(place_) && place_ != 0) up();
  }
  void skip_odd() {
    while (is_odd(place_)) up();
  }
  void up() {
    place_ >>= 1U;
    last_ >>= 1U;
  }

 private:
  std::uint64_t place_;
  std::uint64_t last_;
};

constexpr std::string_view too_long = "the path has more hashes than there are levels";
constexpr std::string_view too_short = "the path ends before the head";

std::optional<std::string> flaw_of_record(const InclusionProof& proof) {
  if (proof.erased && proof.record.empty()) return std::nullopt;
  if (proof.erased) return "the record is there and is said to be erased";
  if (leaf_hash(proof.record) != proof.leaf) return "the record does not have the leaf's hash";
  const auto read = decode_record(proof.record);
  if (!read) return fmt::format("the record cannot be read: {}", read.error().message);
  if (read->sequence != proof.sequence) {
    return fmt::format("the record says that it is sequence {}, not {}", read->sequence.value,
                       proof.sequence.value);
  }
  if (read->event.id != proof.event) {
    return fmt::format("the record is that of event {}, not {}", in_quotes(read->event.id),
                       in_quotes(proof.event));
  }
  return std::nullopt;
}

std::optional<std::string> flaw(const InclusionProof& proof) {
  if (proof.sequence == Sequence{}) return "sequences begin with 1";
  if (auto found = flaw_of_record(proof)) return found;
  return flaw_of_inclusion(proof.sequence.value - 1, proof.leaf, proof.path, proof.basis);
}

std::optional<std::string> flaw(const ConsistencyProof& proof) {
  return flaw_of_consistency(proof.from, proof.to, proof.path);
}

}  // namespace

std::optional<std::string> flaw_of_inclusion(std::uint64_t index, const Digest& leaf,
                                             std::span<const Digest> path, const TreeHead& head) {
  if (index >= head.sequence.value) return "the record lies behind the basis";
  Climb climb{index, head.sequence.value - 1};
  Digest hash = leaf;
  for (const Digest& beside : path) {
    if (climb.is_at_head()) return std::string{too_long};
    if (climb.has_left()) {
      hash = node_hash(beside, hash);
      climb.skip_alone();
    } else {
      hash = node_hash(hash, beside);
    }
    climb.up();
  }
  if (!climb.is_at_head()) return std::string{too_short};
  if (hash != head.hash) {
    return fmt::format("the path leads to the head {}, not to the basis", hash.hex());
  }
  return std::nullopt;
}

std::optional<std::string> flaw_of_consistency(const TreeHead& from, const TreeHead& to,
                                               std::span<const Digest> path) {
  if (from.sequence == Sequence{}) return "a proof begins with at least one record";
  if (from.sequence > to.sequence) return "the first head lies behind the second";
  if (from.sequence == to.sequence) {
    if (!path.empty()) return std::string{too_long};
    return from == to ? std::nullopt : std::optional<std::string>{"the heads differ"};
  }
  Climb climb{from.sequence.value - 1, to.sequence.value - 1};
  climb.skip_odd();
  // A tree of a power of two is a node of the later one, which the path leaves out.
  const bool is_node = (from.sequence.value & (from.sequence.value - 1)) == 0;
  if (path.empty()) return std::string{too_short};
  Digest earlier = is_node ? from.hash : path.front();
  Digest later = earlier;
  for (const Digest& beside : is_node ? path : path.subspan(1)) {
    if (climb.is_at_head()) return std::string{too_long};
    if (climb.has_left()) {
      earlier = node_hash(beside, earlier);
      later = node_hash(beside, later);
      climb.skip_alone();
    } else {
      later = node_hash(later, beside);
    }
    climb.up();
  }
  if (!climb.is_at_head()) return std::string{too_short};
  if (earlier != from.hash) return "the path does not lead to the first head";
  if (later != to.hash) return "the path does not lead to the second head";
  return std::nullopt;
}

std::optional<std::string> flaw_of(const Proof& proof) {
  return std::visit([](const auto& each) { return flaw(each); }, proof);
}

}  // namespace annals
