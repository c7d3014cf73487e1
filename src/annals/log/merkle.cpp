#include "annals/log/merkle.h"

#include <optional>

#include "annals/base/check.h"

namespace annals {
namespace {

constexpr bool has_bit(std::uint64_t number, unsigned bit) {
  return ((number >> bit) & 1U) != 0;
}

}  // namespace

Digest leaf_hash(std::string_view record) {
  constexpr std::string_view leaf_prefix{"\x00", 1};
  return sha256({leaf_prefix, record});
}

Digest node_hash(const Digest& left, const Digest& right) {
  constexpr std::string_view node_prefix{"\x01", 1};
  return sha256({node_prefix, left.view(), right.view()});
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
