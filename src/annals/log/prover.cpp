#include "annals/log/prover.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <span>

#include "annals/base/check.h"
#include "annals/base/text.h"
#include "annals/codec/erased_record.h"
#include "annals/log/erased.h"

namespace annals {
namespace {

/// How many leaves the left of the two subtrees has that a tree of `size` leaves, at least 2,
/// consists of: the largest power of two below it.
constexpr std::uint64_t left_of(std::uint64_t size) {
  return std::bit_floor(size - 1);
}

/// The head over complete subtrees of one size, a power of two.
Digest fold(std::vector<Digest> hashes) {
  while (hashes.size() > 1) {
    std::vector<Digest> above;
    for (std::size_t i = 0; i < hashes.size(); i += 2) {
      above.push_back(node_hash(hashes[i], hashes[i + 1]));
    }
    hashes = std::move(above);
  }
  return hashes.front();
}

}  // namespace

Result<const std::vector<Digest>*> Prover::leaves(std::uint64_t block, std::uint64_t count) {
  std::vector<Digest>& kept = leaves_[block];
  if (kept.size() < count) {
    auto read = log_.leaves(block, count);
    if (!read) return std::move(read).error();
    kept = *std::move(read);
  }
  return &kept;
}

Result<Digest> Prover::node(unsigned level, std::uint64_t index) {
  if (level >= stored_level_min) return log_.node(level, index);
  const std::uint64_t width = 1ULL << level;
  const std::uint64_t first = index * width % block_records;
  const auto all = leaves(index * width / block_records, first + width);
  if (!all) return all.error();
  const auto mine = std::span{**all}.subspan(first, width);
  return fold({mine.begin(), mine.end()});
}

Result<Digest> Prover::head_of(Range range) {
  // From its beginning on, which is a multiple of every power of two in its size, a subtree
  // consists of complete nodes that become smaller.
  std::vector<Digest> nodes;
  while (range.size() != 0) {
    const std::uint64_t width = std::bit_floor(range.size());
    const auto level = static_cast<unsigned>(std::countr_zero(width));
    auto hash = node(level, range.first >> level);
    if (!hash) return hash;
    nodes.push_back(*hash);
    range.first += width;
  }
  if (nodes.empty()) return sha256({});
  Digest head = nodes.back();
  for (auto left = nodes.rbegin() + 1; left != nodes.rend(); ++left) head = node_hash(*left, head);
  return head;
}

Result<TreeHead> Prover::head(Sequence size) {
  const auto hash = head_of({.first = 0, .last = size.value});
  if (!hash) return hash.error();
  return TreeHead{.sequence = size, .hash = *hash};
}

Result<std::optional<Sequence>> Prover::find(std::string_view id) const {
  auto found = log_.find(id);
  if (found && !*found) found = find_erased(snapshot_, id);
  return found;
}

namespace {

/// Puts the record into the proof, or what is left of it.
Status put_record(std::string record, InclusionProof& proof) {
  proof.leaf = leaf_of(record);
  if (!is_erased_record(record)) {
    proof.record = std::move(record);
    return Done{};
  }
  const auto left = decode_erased_record(record);
  if (!left) return left.error();
  proof.erased = ErasureNote{.at = to_text(left->erased->at.at), .reason = left->erased->reason};
  return Done{};
}

}  // namespace

Result<InclusionProof> Prover::inclusion(std::string_view id, Sequence basis) {
  const auto found = find(id);
  if (!found) return found.error();
  if (!*found || **found > basis) {
    return Error{.code = ErrorCode::not_found,
                 .message = fmt::format("the log up to sequence {} has no event {}", basis.value,
                                        in_quotes(id))};
  }
  auto record = log_.record(**found);
  if (!record) return std::move(record).error();
  const auto head = this->head(basis);
  if (!head) return head.error();
  InclusionProof proof{.event = std::string{id},
                       .sequence = **found,
                       .record = {},
                       .leaf = {},
                       .path = {},
                       .basis = *head};
  if (auto put = put_record(*std::move(record), proof); !put) return std::move(put).error();
  // PATH of RFC 9162, 2.1.3.1, from the head down.
  const std::uint64_t leaf = proof.sequence.value - 1;
  for (Range tree{.first = 0, .last = basis.value}; tree.size() > 1;) {
    const std::uint64_t middle = tree.first + left_of(tree.size());
    const bool is_left = leaf < middle;
    const Range beside = is_left ? Range{middle, tree.last} : Range{tree.first, middle};
    const auto hash = head_of(beside);
    if (!hash) return hash.error();
    proof.path.push_back(*hash);
    tree = is_left ? Range{tree.first, middle} : Range{middle, tree.last};
  }
  std::ranges::reverse(proof.path);
  return proof;
}

Result<ConsistencyProof> Prover::consistency(Sequence from, Sequence to) {
  check(from != Sequence{} && from <= to, "a log grows from its first record on");
  const auto first = head(from);
  if (!first) return first.error();
  const auto second = head(to);
  if (!second) return second.error();
  ConsistencyProof proof{.from = *first, .to = *second, .path = {}};
  // SUBPROOF of RFC 9162, 2.1.4.1, from the head down.
  Range tree{.first = 0, .last = to.value};
  while (tree.last != from.value) {
    const std::uint64_t middle = tree.first + left_of(tree.size());
    const bool is_left = from.value <= middle;
    const auto hash = head_of(is_left ? Range{middle, tree.last} : Range{tree.first, middle});
    if (!hash) return hash.error();
    proof.path.push_back(*hash);
    tree = is_left ? Range{tree.first, middle} : Range{middle, tree.last};
  }
  if (tree.first != 0) {  // else it is the first head, which the verifier has
    const auto hash = head_of(tree);
    if (!hash) return hash.error();
    proof.path.push_back(*hash);
  }
  std::ranges::reverse(proof.path);
  return proof;
}

}  // namespace annals
