// state, holds and timelines over a database.

#include "annals/query/state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/query/holds.h"
#include "annals/query/timelines.h"
#include "support/must.h"
#include "unit/expect.h"
#include "unit/sample.h"
#include "unit/statements.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using unit::on;
using unit::Sample;
using unit::whole;

/// `r` has t = x from 2019 (confirmed in 2021), u:k = y from 2020 until 2022, and v from 2030 on.
class StateOfR : public testing::Test {
 protected:
  StateOfR() {
    sample_.set({.id = "x1", .relationship = "r", .cell = "t", .effective = "2019-01-01"});
    sample_.set({.id = "x2", .relationship = "r", .cell = "t", .effective = "2021-01-01"});
    sample_.add({{"type", "term_set"},
                 {"id", "y"},
                 {"relationship", "r"},
                 {"term", "u"},
                 {"key", "k"},
                 {"value", "y"},
                 {"effective", "2020-01-01"},
                 {"until", "2022-01-01"}});
    sample_.set({.id = "v", .relationship = "r", .cell = "v", .effective = "2030-01-01"});
    sample_.set({.id = "s", .relationship = "s", .cell = "t", .effective = "2019-01-01"});
    sample_.retract("late", "x1");
  }

  /// The cells on a day, each as `t = x by x2 since 2019-01-01`.
  [[nodiscard]] std::vector<std::string> cells(std::string_view date,
                                               const std::optional<Cell>& cell = {},
                                               std::uint64_t basis = 5) const {
    std::vector<std::string> lines;
    const StateAnswer answer = must(state(snapshot(), "r", cell, on(date), whole(basis)));
    EXPECT_EQ(answer.basis, Sequence{.value = basis});
    for (const CellAnswer& each : answer.cells) {
      lines.push_back(to_text(each.cell) + " = " + unit::in_words(each.state) + " by " +
                      each.event.event.id + " since " +
                      (each.held_since ? to_text(*each.held_since) : "-"));
    }
    return lines;
  }

  [[nodiscard]] Snapshot snapshot() const { return sample_.snapshot(); }

 private:
  Sample sample_;
};

using StateQuery = StateOfR;

TEST_F(StateQuery, HasTheCellsInOrderWithTheEventsBehindThem) {
  EXPECT_THAT(cells("2021"),
              ElementsAre("t = x by x2 since 2019-01-01", "u:k = y by y since 2020-01-01"));
}

TEST_F(StateQuery, KeepsWhatHasEndedWithoutADay) {
  EXPECT_THAT(cells("2023"),
              ElementsAre("t = x by x2 since 2019-01-01", "u:k = none by y since -"));
}

TEST_F(StateQuery, LeavesOutWhatHasNotBegun) {
  EXPECT_THAT(cells("2018"), IsEmpty());
}

TEST_F(StateQuery, MayAskForOneCell) {
  EXPECT_THAT(cells("2021", Cell{.term = "u", .key = "k"}),
              ElementsAre("u:k = y by y since 2020-01-01"));
  EXPECT_THAT(cells("2021", Cell{.term = "u", .key = ""}), IsEmpty());
}

TEST_F(StateQuery, RestsOnTheLogUpToTheBasis) {
  EXPECT_THAT(cells("2021", {}, 1), ElementsAre("t = x by x1 since 2019-01-01"));
  EXPECT_THAT(cells("2021", {}, 0), IsEmpty());
  EXPECT_THAT(cells("2021", Cell{.term = "t", .key = ""}, 6),
              ElementsAre("t = x by x2 since 2021-01-01"));
}

TEST_F(StateQuery, RestsOnWhatWasKnown) {
  const Horizon early{.known = unit::known("2025"), .basis = {.value = 6}};
  EXPECT_THAT(must(state(snapshot(), "r", {}, on("2021"), early)).cells, IsEmpty());
}

TEST_F(StateQuery, HasNoCellsOfARelationshipThatNothingNames) {
  EXPECT_THAT(must(state(snapshot(), "q", {}, on("2021"), whole(6))).cells, IsEmpty());
}

TEST_F(StateQuery, IsTheSameWithoutTheEvents) {
  for (const std::string_view date : {"2018", "2019", "2020", "2021", "2023", "2031"}) {
    const auto full = must(state(snapshot(), "r", {}, on(date), whole(6)));
    const auto bare = must(bare_state(snapshot(), "r", {}, on(date), whole(6)));
    ASSERT_EQ(bare.size(), full.cells.size());
    for (std::size_t i = 0; i < bare.size(); ++i) {
      EXPECT_EQ(bare[i].cell, full.cells[i].cell);
      EXPECT_TRUE(same_answer(bare[i].state, full.cells[i].state));
      EXPECT_EQ(bare[i].state.leading, full.cells[i].event.sequence);
    }
  }
}

using HoldsQuery = StateOfR;

TEST_F(HoldsQuery, AnswersWithTheCell) {
  const auto asked = [&](std::string_view date, const Value& value) {
    return must(holds(snapshot(), "r", {.cell = {.term = "u", .key = "k"}, .value = value},
                      on(date), whole(6)));
  };
  EXPECT_EQ(asked("2020", "y").answer, Answer::yes);
  EXPECT_EQ(asked("2020", "x").answer, Answer::no);
  EXPECT_EQ(asked("2023", "y").answer, Answer::no);
  EXPECT_EQ(asked("2018", "y").answer, Answer::no);
  EXPECT_EQ(unit::inside(asked("2020", "y").cell).event.event.id, "y");
  EXPECT_FALSE(asked("2018", "y").cell.has_value());
}

using TimelinesQuery = StateOfR;

TEST_F(TimelinesQuery, HaveTheRunsOfEachCell) {
  const TimelineAnswer answer = must(timelines(snapshot(), "r", {}, whole(6)));
  std::vector<std::string> lines;
  for (const CellTimeline& cell : answer.cells) {
    lines.push_back(to_text(cell.cell) + " " + std::to_string(cell.runs.size()));
  }
  EXPECT_THAT(lines, ElementsAre("t 1", "u:k 2", "v 1"));
  EXPECT_EQ(answer.basis, Sequence{.value = 6});
}

TEST_F(TimelinesQuery, LeaveOutCellsWithoutARun) {
  EXPECT_EQ(must(timelines(snapshot(), "r", {}, whole(1))).cells.size(), 1U);
  EXPECT_THAT(must(timelines(snapshot(), "r", {}, whole(0))).cells, IsEmpty());
  EXPECT_THAT(must(timelines(snapshot(), "r", Cell{.term = "w", .key = ""}, whole(6))).cells,
              IsEmpty());
}

}  // namespace
}  // namespace annals
