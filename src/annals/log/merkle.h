#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "annals/base/sha256.h"

namespace annals {

/// The hash of a record as a leaf of the tree. Source: RFC 9162, 2.1.1.
[[nodiscard]] Digest leaf_hash(std::string_view record);

/// The hash of the node above two others. Source: RFC 9162, 2.1.1.
[[nodiscard]] Digest node_hash(const Digest& left, const Digest& right);

/// The hash of the node over records, a power of two of them. Cost: as of hashing all that is
/// hashed, of which two run side by side.
[[nodiscard]] Digest node_over(std::span<const std::string_view> records);

/// A node of the tree that will never change: it stands over 2^level leaves.
struct TreeNode {
  unsigned level;
  std::uint64_t index;  ///< among the nodes of its level, from 0
  Digest hash;
};

/// The right edge of a Merkle tree: all that is needed to add leaves and to name the head.
class TreeEdge {
 public:
  using Sink = std::function<void(const TreeNode&)>;

  /// The number of leaves.
  [[nodiscard]] std::uint64_t size() const { return size_; }

  /// Adds a leaf; tells `completed` each node that it completes, lowest first.
  /// Cost: two hashes on average, one for each level at worst.
  void append(const Digest& leaf, const Sink& completed);

  /// Adds a complete node, as if its leaves were added; it must begin at the right edge. Tells
  /// `completed` of it, and of those above that it completes.
  void append(TreeNode node, const Sink& completed);

  /// The Merkle tree head over all leaves: SHA-256 of nothing if there are none.
  [[nodiscard]] Digest head() const;

  /// Takes a complete node as if its leaves had been added. It must begin at the right edge and be
  /// smaller than the one before.
  void adopt(const TreeNode& node);

 private:
  static constexpr std::size_t levels_max = 64;

  std::uint64_t size_ = 0;
  // The node at level l counts where bit l of the size is set.
  std::array<Digest, levels_max> nodes_{};
};

}  // namespace annals
