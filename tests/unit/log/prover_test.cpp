// Proofs from stored nodes against those of the recursive definition.

#include "annals/log/prover.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "annals/codec/json.h"
#include "support/must.h"
#include "support/naive_tree.h"
#include "unit/events.h"
#include "unit/expect.h"
#include "unit/log/test_log.h"

namespace annals {
namespace {

using support::must;
using unit::failed;
using unit::TestLog;

/// Three blocks of the log and a part of the fourth.
constexpr std::uint64_t events = 3 * block_records + 40;

/// A log, which is read only, and its records.
struct Sample {
  TestLog log;
  Snapshot snapshot;
  std::vector<std::string> records;

  Sample() : snapshot{filled(log)} {
    for (std::uint64_t i = 1; i <= events; ++i) {
      records.push_back(must(LogReader{snapshot}.record({.value = i})));
    }
  }

  static Snapshot filled(TestLog& log) {
    std::vector<Json> all;
    for (std::uint64_t i = 1; i <= events; ++i) {
      all.push_back(unit::with(unit::term_set(), {{"id", "e" + std::to_string(i)}}));
    }
    must(log.append_together(all));
    return log.snapshot();
  }
};

const Sample& sample() {
  static const Sample made;
  return made;
}

/// Sizes around every power of two and every end of a block, and some between.
std::vector<std::uint64_t> sizes() {
  return {1,   2,   3,   5,   64,  100, 127, 128, 129, 192,
          200, 255, 256, 257, 300, 383, 384, 385, 400, events};
}

TEST(Prover, ProvesEventsByThePathOfTheRfc) {
  Prover prover{sample().snapshot};
  for (const std::uint64_t n : sizes()) {
    const auto log = std::span{sample().records}.first(n);
    for (const std::uint64_t m : sizes()) {
      if (m > n) continue;
      const auto proof = must(prover.inclusion("e" + std::to_string(m), {.value = n}));
      EXPECT_EQ(proof.sequence, Sequence{.value = m});
      EXPECT_EQ(proof.record, sample().records[m - 1]);
      EXPECT_EQ(proof.basis.hash, support::naive_head(log)) << n;
      EXPECT_EQ(proof.path, support::naive_path(m - 1, log)) << m << " of " << n;
      EXPECT_EQ(flaw_of(Proof{proof}), std::nullopt);
    }
  }
}

TEST(Prover, ProvesGrowthByTheProofOfTheRfc) {
  Prover prover{sample().snapshot};
  for (const std::uint64_t n : sizes()) {
    const auto log = std::span{sample().records}.first(n);
    for (const std::uint64_t m : sizes()) {
      if (m > n) continue;
      const auto proof = must(prover.consistency({.value = m}, {.value = n}));
      EXPECT_EQ(proof.from.hash, support::naive_head(log.first(m)));
      EXPECT_EQ(proof.to.hash, support::naive_head(log));
      EXPECT_EQ(proof.path, support::naive_proof(m, log)) << m << " of " << n;
      EXPECT_EQ(flaw_of(Proof{proof}), std::nullopt);
    }
  }
}

TEST(Prover, HasTheHeadThatAnswersName) {
  for (const std::uint64_t n : sizes()) {
    const Digest head = must(LogReader{sample().snapshot}.edge({.value = n})).head();
    EXPECT_EQ(must(Prover{sample().snapshot}.head({.value = n})).hash, head) << n;
  }
  EXPECT_EQ(must(Prover{sample().snapshot}.head({})).hash, sha256({}));
}

TEST(Prover, KnowsNoEventOfAfterTheBasis) {
  Prover prover{sample().snapshot};
  EXPECT_TRUE(failed(prover.inclusion("e3", {.value = 2}), ErrorCode::not_found, {"e3", "2"}));
  EXPECT_TRUE(failed(prover.inclusion("x", {.value = events}), ErrorCode::not_found, {"\"x\""}));
}

TEST(FlawOf, ReadsTheRecord) {
  const auto proof = must(Prover{sample().snapshot}.inclusion("e7", {.value = 9}));
  InclusionProof other = proof;
  other.event = "e8";
  EXPECT_NE(flaw_of(Proof{other}), std::nullopt);
  other = proof;
  other.record.back() ^= 1;
  EXPECT_NE(flaw_of(Proof{other}), std::nullopt);
  other = proof;  // another record that has its own hash
  other.record = sample().records[7];
  other.leaf = leaf_hash(other.record);
  EXPECT_NE(flaw_of(Proof{other}), std::nullopt);
  other = proof;
  other.sequence = {};
  EXPECT_NE(flaw_of(Proof{other}), std::nullopt);
}

TEST(FlawOf, RefusesALeafThatIsNoRecord) {
  // Whoever could pass two hashes off as a record would prove an inner node to be one.
  InclusionProof proof{.event = "x",
                       .sequence = {.value = 1},
                       .record = "no record",
                       .leaf = leaf_hash("no record"),
                       .path = {},
                       .basis = {.sequence = {.value = 1}, .hash = leaf_hash("no record")}};
  EXPECT_NE(unit::inside(flaw_of(Proof{proof})).find("cannot be read"), std::string::npos);
}

}  // namespace
}  // namespace annals
