// Questions that are answered from memory, and those that are not.

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "annals/query/find.h"
#include "annals/query/holdings.h"
#include "annals/query/relationship_states.h"
#include "annals/query/relationship_view.h"
#include "annals/query/state.h"
#include "support/must.h"
#include "unit/sample.h"
#include "unit/statements.h"

namespace annals {
namespace {

using support::must;
using unit::on;
using unit::Sample;
using unit::whole;

Condition has(const std::string& term) {
  return {.term = term, .key = {}, .comparison = Comparison::present};
}

std::vector<std::string> said(const std::vector<BareCell>& cells) {
  std::vector<std::string> lines;
  for (const BareCell& each : cells) {
    lines.push_back(to_text(each.cell) + " = " + unit::in_words(each.state));
  }
  return lines;
}

template <typename Read>
void expect_kept_from_the_second_question_on(const Read& read) {
  Sample sample;
  sample.set({.id = "a", .relationship = "r", .cell = "t", .effective = "2020"});
  const Snapshot snapshot = sample.snapshot();
  EXPECT_EQ(must(read(snapshot, "r")), nullptr);
  const auto kept = must(read(snapshot, "r"));
  ASSERT_NE(kept, nullptr);
  EXPECT_EQ(must(read(snapshot, "r")), kept);
  sample.set({.id = "b", .relationship = "s", .cell = "t", .effective = "2020"});
  EXPECT_EQ(must(read(sample.snapshot(), "r")), kept);
  sample.set({.id = "c", .relationship = "r", .cell = "t", .effective = "2021"});
  EXPECT_NE(must(read(sample.snapshot(), "r")), kept);
}

TEST(RelationshipStates, AreKeptFromTheSecondQuestionOn) {
  expect_kept_from_the_second_question_on(
      [](const Snapshot& snapshot, const char* name) { return read_states(snapshot, name); });
}

TEST(RelationshipView, IsKeptFromTheSecondQuestionOn) {
  expect_kept_from_the_second_question_on(
      [](const Snapshot& snapshot, const char* name) { return read_view(snapshot, name); });
}

// What is asked every day takes no memory for what is asked now and then.
TEST(RelationshipView, IsNotKeptForThoseWhoMayKnowAll) {
  Sample sample;
  sample.set({.id = "a", .relationship = "r", .cell = "t", .effective = "2020"});
  const Snapshot snapshot = sample.snapshot();
  for (int round = 0; round < 4; ++round) {
    EXPECT_EQ(said(must(bare_state(snapshot, "r", {}, on("2021"), whole(1)))).size(), 1U);
  }
  EXPECT_NE(must(read_states(snapshot, "r", Keeping::no)), nullptr);
  EXPECT_EQ(must(read_view(snapshot, "r", Keeping::no)), nullptr);
}

// Starts that never settle: every state rests on all that may have begun.
TEST(RelationshipView, AnswersFromItsStatementsWhereStatesWouldBeTooMany) {
  Sample sample;
  constexpr int count = 130;
  for (int i = 0; i < count; ++i) {
    sample.set({.id = "e" + std::to_string(i),
                .relationship = "r",
                .cell = "t",
                .effective = "[" + std::to_string(1800 + i) + "..]",
                .value = i % 3});
  }
  const Snapshot snapshot = sample.snapshot();
  std::vector<std::vector<std::string>> answers;
  for (int round = 0; round < 4; ++round) {
    answers.push_back(said(must(bare_state(snapshot, "r", {}, on("1850"), whole(count)))));
  }
  const auto states = must(read_states(snapshot, "r"));
  ASSERT_NE(states, nullptr);
  EXPECT_FALSE(states->are_worked_out(states->cells().all()));
  EXPECT_NE(must(read_view(snapshot, "r", Keeping::no)), nullptr);
  EXPECT_EQ(answers[0], std::vector<std::string>{"t = 2 of 0 | 1 | 2 | none"});
  EXPECT_EQ(answers[1], answers[0]);
  EXPECT_EQ(answers[2], answers[0]);
  const std::array conditions{has("t")};
  for (int round = 0; round < 3; ++round) {
    const auto found =
        must(bare_find(snapshot, conditions, on("1850"), whole(count), Certainty::possible));
    ASSERT_EQ(found.relationships.size(), 1U);
    EXPECT_EQ(said(found.relationships.front().cells), answers[0]);
  }
}

TEST(RelationshipView, IsNotKeptOfALargeRelationship) {
  Sample sample;
  constexpr int count = 4100;
  std::vector<std::string> lines;
  for (int i = 0; i < count; ++i) {
    lines.push_back(to_line(unit::to_json({.id = "e" + std::to_string(i),
                                           .relationship = "r",
                                           .cell = "t",
                                           .effective = "2020-01-01",
                                           .value = i})));
  }
  (void)sample.database().append_together(lines);
  const Snapshot snapshot = sample.snapshot();
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(must(read_states(snapshot, "r")), nullptr);
    EXPECT_EQ(must(read_view(snapshot, "r")), nullptr);
    EXPECT_EQ(said(must(bare_state(snapshot, "r", {}, on("2021"), whole(count)))),
              std::vector<std::string>{"t = 4099"});
  }
}

TEST(Holdings, AreKeptFromTheSecondQuestionOn) {
  Sample sample;
  sample.set({.id = "a", .relationship = "r", .cell = "t:k", .effective = "2020"});
  sample.set({.id = "b", .relationship = "s", .cell = "u", .effective = "2020"});
  const std::array conditions{has("t")};
  const Snapshot snapshot = sample.snapshot();
  EXPECT_TRUE(must(read_holdings(snapshot, conditions, whole(2))).empty());
  EXPECT_EQ(must(read_holdings(snapshot, conditions, whole(2))).size(), 1U);
  // Those who may not know all of it are not answered from there.
  EXPECT_TRUE(must(read_holdings(snapshot, conditions, whole(0))).empty());
  sample.set({.id = "c", .relationship = "s", .cell = "u", .effective = "2021"});
  EXPECT_EQ(must(read_holdings(sample.snapshot(), conditions, whole(3))).size(), 1U);
  sample.set({.id = "d", .relationship = "s", .cell = "t", .effective = "2021"});
  EXPECT_EQ(must(read_holdings(snapshot, conditions, whole(2))).size(), 0U);
  const auto found =
      must(bare_find(sample.snapshot(), conditions, on("2022"), whole(4), Certainty::certain));
  EXPECT_EQ(found.relationships.size(), 2U);
}

// A correction does not say which terms it concerns.
TEST(Holdings, AreDroppedByEveryCorrection) {
  Sample sample;
  sample.set({.id = "a", .relationship = "r", .cell = "t", .effective = "2020"});
  const std::array conditions{has("t")};
  const auto found = [&](std::uint64_t basis) {
    return must(bare_find(sample.snapshot(), conditions, on("2022"), whole(basis),
                          Certainty::certain))
        .relationships.size();
  };
  EXPECT_EQ(found(1), 1U);
  EXPECT_EQ(found(1), 1U);
  EXPECT_EQ(found(1), 1U);
  sample.retract("b", "a");
  EXPECT_EQ(found(2), 0U);
  EXPECT_EQ(found(2), 0U);
  EXPECT_EQ(found(1), 1U);
}

}  // namespace
}  // namespace annals
