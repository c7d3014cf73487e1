// history, diff and why over a database.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "annals/query/diff.h"
#include "annals/query/history.h"
#include "annals/query/why.h"
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

/// `r` has t = x from 2019 and y from 2021; a wrong value of 2020 was withdrawn on 2026-01-04.
class HistoryOfR : public testing::Test {
 protected:
  HistoryOfR() {
    sample_.set(
        {.id = "y", .relationship = "r", .cell = "t", .effective = "2021-01-01", .value = "y"});
    sample_.set({.id = "x", .relationship = "r", .cell = "t", .effective = "2019-01-01"});
    sample_.set(
        {.id = "w", .relationship = "r", .cell = "t", .effective = "2020-01-01", .value = "w"});
    sample_.retract("undo", "w");
    sample_.set(
        {.id = "z", .relationship = "r", .cell = "t", .effective = "2030-01-01", .value = "z"});
    sample_.set({.id = "other", .relationship = "s", .cell = "t", .effective = "2019-01-01"});
  }

  [[nodiscard]] Snapshot snapshot() const { return sample_.snapshot(); }

  /// The events of `r`, each as `w withdrawn by undo`.
  [[nodiscard]] std::vector<std::string> history_of_r(HistoryOrder order, Horizon horizon) const {
    std::vector<std::string> lines;
    for (const HistoryEvent& each : must(history(snapshot(), "r", order, horizon)).events) {
      lines.push_back(each.event.event.id);
      if (each.withdrawn_by) lines.back() += " withdrawn by " + each.withdrawn_by->event.id;
    }
    return lines;
  }

 private:
  Sample sample_;
};

using HistoryQuery = HistoryOfR;

TEST_F(HistoryQuery, IsInOrderOfEffectAndPutsARetractionWhereItBecameKnown) {
  EXPECT_THAT(history_of_r(HistoryOrder::effect, whole(6)),
              ElementsAre("x", "w withdrawn by undo", "y", "undo", "z"));
}

TEST_F(HistoryQuery, MayBeInTheOrderOfTheLog) {
  EXPECT_THAT(history_of_r(HistoryOrder::recorded, whole(6)),
              ElementsAre("y", "x", "w withdrawn by undo", "undo", "z"));
}

TEST_F(HistoryQuery, EndsAtTheBasisAndAtWhatIsKnown) {
  EXPECT_THAT(history_of_r(HistoryOrder::recorded, whole(3)), ElementsAre("y", "x", "w"));
  EXPECT_THAT(history_of_r(HistoryOrder::recorded,
                           {.known = unit::known("2026-01-03"), .basis = {.value = 6}}),
              ElementsAre("y", "x", "w"));
}

using DiffQuery = HistoryOfR;

TEST_F(DiffQuery, HasBothSidesWithTheirEvents) {
  const DiffAnswer answer =
      must(diff(snapshot(), "r", {.on = on("2019")}, {.on = on("2022")}, {.value = 6}));
  EXPECT_EQ(answer.basis, Sequence{.value = 6});
  ASSERT_EQ(answer.changes.size(), 1U);
  const ChangeAnswer& change = answer.changes[0];
  EXPECT_EQ(change.cell, (Cell{.term = "t", .key = ""}));
  EXPECT_EQ(change.cause, Cause::world);
  const CellAnswer before = unit::inside(change.before);
  const CellAnswer after = unit::inside(change.after);
  EXPECT_EQ(before.event.event.id, "x");
  EXPECT_EQ(after.event.event.id, "y");
  EXPECT_EQ(to_text(unit::inside(after.held_since)), "2021-01-01");
}

TEST_F(DiffQuery, SaysWhatWasCorrected) {
  const DiffAnswer answer =
      must(diff(snapshot(), "r", {.on = on("2020"), .known = unit::known("2026-01-03")},
                {.on = on("2020")}, {.value = 6}));
  ASSERT_EQ(answer.changes.size(), 1U);
  EXPECT_EQ(answer.changes[0].cause, Cause::corrected);
}

TEST_F(DiffQuery, HasNoSideWhereTheCellIsNotInTheAnswer) {
  const DiffAnswer answer =
      must(diff(snapshot(), "r", {.on = on("2018")}, {.on = on("2019")}, {.value = 6}));
  ASSERT_EQ(answer.changes.size(), 1U);
  EXPECT_FALSE(answer.changes[0].before.has_value());
  EXPECT_TRUE(answer.changes[0].after.has_value());
}

TEST_F(DiffQuery, IsEmptyWhereNothingDiffers) {
  EXPECT_THAT(
      must(diff(snapshot(), "r", {.on = on("2021")}, {.on = on("2022")}, {.value = 6})).changes,
      IsEmpty());
  EXPECT_THAT(
      must(diff(snapshot(), "q", {.on = on("2018")}, {.on = on("2022")}, {.value = 6})).changes,
      IsEmpty());
}

std::vector<std::string> ids(const std::vector<LoggedEvent>& events) {
  std::vector<std::string> all;
  for (const LoggedEvent& logged : events) all.push_back(logged.event.id);
  return all;
}

using WhyQuery = HistoryOfR;

TEST_F(WhyQuery, GivesTheEventsOfEachKind) {
  const WhyAnswer answer =
      must(why(snapshot(), "r", {.term = "t", .key = ""}, on("2022"), whole(6)));
  EXPECT_EQ(unit::in_words(answer.state), "y");
  EXPECT_THAT(ids(answer.standing), ElementsAre("y"));
  EXPECT_THAT(ids(answer.overridden), ElementsAre("x"));
  EXPECT_THAT(ids(answer.ahead), ElementsAre("z"));
  ASSERT_EQ(answer.withdrawn.size(), 1U);
  EXPECT_EQ(answer.withdrawn[0].event.event.id, "w");
  EXPECT_EQ(answer.withdrawn[0].by.event.id, "undo");
}

TEST_F(WhyQuery, IsEmptyForACellThatNothingNames) {
  const WhyAnswer answer =
      must(why(snapshot(), "r", {.term = "u", .key = ""}, on("2022"), whole(6)));
  EXPECT_FALSE(answer.state.has_value());
  EXPECT_THAT(answer.standing, IsEmpty());
}

}  // namespace
}  // namespace annals
