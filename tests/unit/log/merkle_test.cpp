// The Merkle tree of RFC 9162 against its recursive definition.

#include "annals/log/merkle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/naive_tree.h"

namespace annals {
namespace {

using support::naive_head;

constexpr std::size_t leaves_max = 64;

std::vector<std::string> records(std::size_t count) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back("record " + std::to_string(i));
  return all;
}

TEST(LeafAndNodeHash, HaveThePrefixesOfTheRfc) {
  EXPECT_EQ(leaf_hash(""), sha256({std::string_view{"\0", 1}}));
  EXPECT_EQ(leaf_hash("abc"), sha256({std::string_view{"\0abc", 4}}));
  const Digest left = leaf_hash("l");
  const Digest right = leaf_hash("r");
  EXPECT_EQ(node_hash(left, right), sha256({"\x01", left.view(), right.view()}));
  EXPECT_NE(node_hash(left, right), node_hash(right, left));
}

TEST(NodeOver, IsTheHeadOfTheRfcOverSoManyRecords) {
  for (std::size_t count = 1; count <= 256; count *= 2) {
    const std::vector<std::string> all = records(count);
    const std::vector<std::string_view> views{all.begin(), all.end()};
    TreeEdge tree;
    for (const std::string& record : all) tree.append(leaf_hash(record), [](const TreeNode&) {});
    EXPECT_EQ(node_over(views), tree.head()) << count;
  }
}

TEST(TreeEdge, HasTheHeadOfTheRfcForEachSize) {
  const auto all = records(leaves_max);
  TreeEdge edge;
  for (std::size_t size = 0; size <= leaves_max; ++size) {
    EXPECT_EQ(edge.size(), size);
    EXPECT_EQ(edge.head(), naive_head(std::span{all}.first(size))) << size;
    if (size < leaves_max) edge.append(leaf_hash(all[size]), [](const TreeNode&) {});
  }
}

TEST(TreeEdge, OfNoLeavesHasTheHashOfNothing) {
  EXPECT_EQ(TreeEdge{}.head().hex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

using Nodes = std::map<std::pair<unsigned, std::uint64_t>, Digest>;

/// Every node that was completed while `count` leaves were added.
Nodes completed_nodes(std::size_t count) {
  Nodes nodes;
  TreeEdge edge;
  for (const std::string& record : records(count)) {
    unsigned level = 0;
    edge.append(leaf_hash(record), [&](const TreeNode& node) {
      EXPECT_EQ(node.level, level++) << "lowest first";
      EXPECT_TRUE(nodes.emplace(std::pair{node.level, node.index}, node.hash).second) << "once";
    });
  }
  return nodes;
}

TEST(TreeEdge, TellsEveryNodeThatALeafCompletes) {
  const auto all = records(leaves_max);
  const Nodes nodes = completed_nodes(leaves_max);
  std::size_t expected = 0;
  for (unsigned level = 0; (1ULL << level) <= leaves_max; ++level) {
    const std::size_t width = 1ULL << level;
    for (std::size_t index = 0; (index + 1) * width <= leaves_max; ++index, ++expected) {
      ASSERT_TRUE(nodes.contains({level, index}));
      EXPECT_EQ(nodes.at({level, index}), naive_head(std::span{all}.subspan(index * width, width)));
    }
  }
  EXPECT_EQ(nodes.size(), expected);
}

/// The edge over `size` leaves from complete nodes alone, the largest first.
TreeEdge adopted(const Nodes& nodes, std::uint64_t size) {
  TreeEdge edge;
  for (unsigned level = 64; level-- > 0;) {
    if (((size >> level) & 1U) == 0) continue;
    const std::uint64_t index = (size >> level) - 1;
    edge.adopt({.level = level, .index = index, .hash = nodes.at({level, index})});
  }
  return edge;
}

TEST(TreeEdge, AdoptsNodesAsIfTheirLeavesHadBeenAdded) {
  const auto all = records(leaves_max);
  const Nodes nodes = completed_nodes(leaves_max);
  for (std::size_t size = 0; size <= leaves_max; ++size) {
    const TreeEdge edge = adopted(nodes, size);
    EXPECT_EQ(edge.size(), size);
    EXPECT_EQ(edge.head(), naive_head(std::span{all}.first(size))) << size;
  }
}

TEST(TreeEdge, GrowsOnFromAdoptedNodes) {
  const auto all = records(leaves_max);
  const Nodes nodes = completed_nodes(leaves_max);
  for (std::size_t size = 0; size <= leaves_max; ++size) {
    TreeEdge edge = adopted(nodes, size);
    for (std::size_t i = size; i < leaves_max; ++i) {
      edge.append(leaf_hash(all[i]), [](const TreeNode&) {});
    }
    EXPECT_EQ(edge.head(), naive_head(all)) << size;
  }
}

TEST(TreeEdgeDeathTest, AdoptsOnlyAtItsRightEdge) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  TreeEdge edge;
  EXPECT_DEATH(edge.adopt({.level = 1, .index = 1, .hash = {}}), "begins at the right edge");
  edge.adopt({.level = 1, .index = 0, .hash = {}});
  EXPECT_DEATH(edge.adopt({.level = 1, .index = 1, .hash = {}}),
               "from the largest to the smallest");
  EXPECT_DEATH(edge.adopt({.level = 2, .index = 0, .hash = {}}), "right edge");
}

}  // namespace
}  // namespace annals
