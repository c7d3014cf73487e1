#include "annals/log/merkle.h"

#include <bit>
#include <optional>
#include <vector>

#include "annals/base/check.h"
#include "annals/base/sha256_pair.h"

namespace annals {
namespace {

constexpr char leaf_prefix = '\x00';
constexpr char node_prefix = '\x01';

constexpr bool has_bit(std::uint64_t number, unsigned bit) {
  return ((number >> bit) & 1U) != 0;
}

}  // namespace

Digest leaf_hash(std::string_view record) {
  return sha256({{&leaf_prefix, 1}, record});
}

Digest node_hash(const Digest& left, const Digest& right) {
  return sha256({{&node_prefix, 1}, left.view(), right.view()});
}

Digest node_over(std::span<const std::string_view> records) {
  check(std::has_single_bit(records.size()), "a node is over a power of two of records");
  if (records.size() == 1) return leaf_hash(records.front());
  std::vector<Digest> hashes;  // of one level, from the leaves up
  hashes.reserve(records.size());
  for (std::size_t i = 0; i < records.size(); i += 2) {
    const auto [left, right] = sha256_pair(leaf_prefix, records[i], records[i + 1]);
    hashes.push_back(left);
    hashes.push_back(right);
  }
  // Digests that lie side by side are what the node over them is the hash of.
  static_assert(sizeof(std::array<Digest, 2>) == 2 * sizeof(Digest::bytes));
  const auto children = [&](std::size_t node) {
    const auto* const first = reinterpret_cast<const char*>(hashes[2 * node].bytes.data());
    return std::string_view{first, sizeof(std::array<Digest, 2>)};
  };
  while (hashes.size() > 2) {
    for (std::size_t i = 0; i < hashes.size() / 2; i += 2) {
      const auto [left, right] = sha256_pair(node_prefix, children(i), children(i + 1));
      hashes[i] = left;
      hashes[i + 1] = right;
    }
    hashes.resize(hashes.size() / 2);
  }
  return node_hash(hashes.front(), hashes.back());
}

void TreeEdge::append(const Digest& leaf, const Sink& completed) {
  append(TreeNode{.level = 0, .index = size_, .hash = leaf}, completed);
}

void TreeEdge::append(TreeNode node, const Sink& completed) {
  check((node.index << node.level) == size_, "an appended node begins at the right edge");
  const std::uint64_t leaves = 1ULL << node.level;
  completed(node);
  while (has_bit(size_, node.level)) {
    node.hash = node_hash(nodes_[node.level], node.hash);
    ++node.level;
    node.index >>= 1U;
    completed(node);
  }
  nodes_[node.level] = node.hash;
  size_ += leaves;
}

Digest TreeEdge::head() const {
  std::optional<Digest> head;
  for (unsigned level = 0; level < levels_max; ++level) {
    if (!has_bit(size_, level)) continue;
    head = head ? node_hash(nodes_[level], *head) : nodes_[level];
  }
  return head ? *head : sha256({});
}

void TreeEdge::adopt(const TreeNode& node) {
  check((node.index << node.level) == size_, "an adopted node begins at the right edge");
  check((size_ & ((1ULL << node.level) - 1)) == 0 && !has_bit(size_, node.level),
        "nodes are adopted from the largest to the smallest");
  nodes_[node.level] = node.hash;
  size_ += 1ULL << node.level;
}

}  // namespace annals
