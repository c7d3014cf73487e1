// Verifying proofs against the recursive definitions of RFC 9162, and with every part tampered.

#include "annals/log/proof.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "annals/log/merkle.h"
#include "support/naive_tree.h"

namespace annals {
namespace {

using support::naive_head;
using support::naive_path;
using support::naive_proof;

constexpr std::size_t leaves_max = 40;

std::vector<std::string> records(std::size_t count) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back("record " + std::to_string(i));
  return all;
}

TreeHead head_over(std::span<const std::string> all) {
  return {.sequence = {.value = all.size()}, .hash = naive_head(all)};
}

/// A hash with one bit that is another.
Digest tampered(Digest hash) {
  hash.bytes.front() ^= 1U;
  return hash;
}

/// Every path that differs from `path` in one place, or is longer or shorter by one.
std::vector<std::vector<Digest>> tampered_paths(const std::vector<Digest>& path) {
  std::vector<std::vector<Digest>> all;
  for (std::size_t i = 0; i < path.size(); ++i) {
    auto changed = path;
    changed[i] = tampered(changed[i]);
    all.push_back(changed);
    changed = path;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
    all.push_back(changed);
  }
  auto longer = path;
  longer.push_back(sha256({}));
  all.push_back(longer);
  return all;
}

TEST(Inclusion, HoldsForEveryLeafOfEveryTree) {
  const auto all = records(leaves_max);
  for (std::size_t n = 1; n <= leaves_max; ++n) {
    const auto log = std::span{all}.first(n);
    for (std::size_t m = 0; m < n; ++m) {
      EXPECT_EQ(flaw_of_inclusion(m, leaf_hash(all[m]), naive_path(m, log), head_over(log)),
                std::nullopt)
          << m << " of " << n;
    }
  }
}

TEST(Inclusion, HoldsForNoOtherLeafPathOrHead) {
  const auto all = records(leaves_max);
  for (std::size_t n = 1; n <= leaves_max; ++n) {
    const auto log = std::span{all}.first(n);
    const TreeHead head = head_over(log);
    for (std::size_t m = 0; m < n; ++m) {
      const auto path = naive_path(m, log);
      const Digest leaf = leaf_hash(all[m]);
      for (const auto& other : tampered_paths(path)) {
        EXPECT_NE(flaw_of_inclusion(m, leaf, other, head), std::nullopt) << m << " of " << n;
      }
      EXPECT_NE(flaw_of_inclusion(m, tampered(leaf), path, head), std::nullopt);
      EXPECT_NE(flaw_of_inclusion(m, leaf, path, {head.sequence, tampered(head.hash)}),
                std::nullopt);
      for (std::size_t other = 0; other <= n; ++other) {
        if (other == m) continue;
        EXPECT_NE(flaw_of_inclusion(other, leaf, path, head), std::nullopt) << other << ", " << m;
      }
    }
  }
}

TEST(Consistency, HoldsForEveryBeginningOfEveryTree) {
  const auto all = records(leaves_max);
  for (std::size_t n = 1; n <= leaves_max; ++n) {
    const auto log = std::span{all}.first(n);
    for (std::size_t m = 1; m <= n; ++m) {
      EXPECT_EQ(flaw_of_consistency(head_over(log.first(m)), head_over(log), naive_proof(m, log)),
                std::nullopt)
          << m << " of " << n;
    }
  }
}

TEST(Consistency, HoldsForNoOtherPathOrHead) {
  const auto all = records(leaves_max);
  for (std::size_t n = 1; n <= leaves_max; ++n) {
    const auto log = std::span{all}.first(n);
    const TreeHead to = head_over(log);
    for (std::size_t m = 1; m <= n; ++m) {
      const TreeHead from = head_over(log.first(m));
      const auto path = naive_proof(m, log);
      for (const auto& other : tampered_paths(path)) {
        EXPECT_NE(flaw_of_consistency(from, to, other), std::nullopt) << m << " of " << n;
      }
      EXPECT_NE(flaw_of_consistency({from.sequence, tampered(from.hash)}, to, path), std::nullopt);
      EXPECT_NE(flaw_of_consistency(from, {to.sequence, tampered(to.hash)}, path), std::nullopt);
    }
  }
}

TEST(Consistency, BeginsWithARecordAndDoesNotShrink) {
  const auto all = records(3);
  const TreeHead none{.sequence = {}, .hash = sha256({})};
  EXPECT_NE(flaw_of_consistency(none, head_over(all), {}), std::nullopt);
  EXPECT_NE(flaw_of_consistency(head_over(all), head_over(std::span{all}.first(2)), {}),
            std::nullopt);
}

}  // namespace
}  // namespace annals
