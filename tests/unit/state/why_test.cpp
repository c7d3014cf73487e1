// What an answer rests on and what it does not.

#include "annals/state/why.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "unit/statements.h"

namespace annals {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using unit::known;
using unit::numbers;
using unit::on;
using unit::statements;
using unit::whole;

/// Withdrawn events, each as `3 by 7`.
std::vector<std::string> pairs(const std::vector<Withdrawn>& all) {
  std::vector<std::string> lines;
  for (const Withdrawn& each : all) {
    lines.push_back(std::to_string(each.event.value) + " by " + std::to_string(each.by.value));
  }
  return lines;
}

const std::vector<Statement> cell = statements({
    {.sequence = 5, .start = "2018", .value = "oldest"},
    {.sequence = 1, .start = "2019", .value = "older"},
    {.sequence = 2, .start = "2020-07", .value = "now"},
    {.sequence = 3, .start = "2020", .value = "or now"},
    {.sequence = 4, .start = "2030", .value = "ahead"},
    {.sequence = 6, .start = "2025", .value = "sooner"},
    {.sequence = 7, .start = "2019-06", .value = "wrong"},
    {.sequence = 8, .start = "2031", .value = "wrong too"},
});

const std::vector<Correction> corrections{{.target = {.value = 7},
                                           .by = {.value = 9},
                                           .kind = CorrectionKind::retracts,
                                           .known = known("2021")},
                                          {.target = {.value = 8},
                                           .by = {.value = 10},
                                           .kind = CorrectionKind::retracts,
                                           .known = known("2021")}};

TEST(Reasons, ListEachKindNewestFirst) {
  const Withdrawals withdrawals{corrections, whole(10)};
  const CellReasons all = reasons(cell, withdrawals, whole(10), on("2021"));
  EXPECT_THAT(numbers(all.standing), ElementsAre(2, 3));
  EXPECT_THAT(numbers(all.overridden), ElementsAre(1, 5));
  EXPECT_THAT(pairs(all.withdrawn), ElementsAre("8 by 10", "7 by 9"));
  EXPECT_THAT(numbers(all.ahead), ElementsAre(4, 6));
  EXPECT_EQ(unit::in_words(all.state), "now of now | or now");
}

TEST(Reasons, ArePutInOrderByPlaceInTheLogWhereTheStartIsTheSame) {
  const auto same = statements({{.sequence = 2, .start = "2020", .value = "b"},
                                {.sequence = 1, .start = "2020", .value = "a"},
                                {.sequence = 3, .start = "2020", .value = "c"}});
  const Withdrawals none{{}, whole(3)};
  EXPECT_THAT(numbers(reasons(same, none, whole(3), on("2020-05")).standing), ElementsAre(3, 2, 1));
  const CellReasons settled = reasons(same, none, whole(3), on("2021"));
  EXPECT_THAT(numbers(settled.standing), ElementsAre(3));
  EXPECT_THAT(numbers(settled.overridden), ElementsAre(2, 1));
}

TEST(Reasons, LeaveOutWhatIsNotSeen) {
  const Withdrawals withdrawals{corrections, whole(3)};
  const CellReasons all = reasons(cell, withdrawals, whole(3), on("2021"));
  EXPECT_THAT(numbers(all.standing), ElementsAre(2, 3));
  EXPECT_THAT(numbers(all.overridden), ElementsAre(1));
  EXPECT_THAT(pairs(all.withdrawn), IsEmpty());
  EXPECT_THAT(numbers(all.ahead), IsEmpty());
}

TEST(Reasons, AreGivenAlsoWhereThereIsNoAnswerYet) {
  const auto ahead = statements({{.sequence = 1, .start = "2030", .value = "x"}});
  const CellReasons all = reasons(ahead, Withdrawals{{}, whole(1)}, whole(1), on("2021"));
  EXPECT_FALSE(all.state.has_value());
  EXPECT_THAT(numbers(all.ahead), ElementsAre(1));
}

TEST(Reasons, AreEmptyForACellThatNothingNames) {
  const CellReasons all = reasons({}, Withdrawals{{}, whole(1)}, whole(1), on("2021"));
  EXPECT_FALSE(all.state.has_value());
  EXPECT_THAT(all.standing, IsEmpty());
  EXPECT_THAT(all.overridden, IsEmpty());
  EXPECT_THAT(all.withdrawn, IsEmpty());
  EXPECT_THAT(all.ahead, IsEmpty());
}

}  // namespace
}  // namespace annals
