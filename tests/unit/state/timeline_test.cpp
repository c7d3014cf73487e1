#include "annals/state/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "annals/state/cell_state.h"
#include "unit/statements.h"

namespace annals {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using unit::in_words;
using unit::on;
using unit::Said;
using unit::statements;

std::string day_text(const std::optional<Day>& day) {
  return day ? to_text(*day) : "*";
}

/// The runs of a cell, each as `2019-07-22 to 2025-01-21: x`, unbounded as `*`.
std::vector<std::string> runs(const std::vector<Said>& said) {
  std::vector<std::string> lines;
  for (const Run& run : timeline(statements(said))) {
    lines.push_back(day_text(run.from) + " to " + day_text(run.to) + ": " +
                    in_words(run.value, run.certain, run.possible));
  }
  return lines;
}

TEST(Timeline, IsEmptyWithoutStatements) {
  EXPECT_THAT(runs({}), IsEmpty());
}

TEST(Timeline, GoesOnWithoutEnd) {
  EXPECT_THAT(runs({{.sequence = 1, .start = "2019-07-22", .value = "x"}}),
              ElementsAre("2019-07-22 to *: x"));
}

TEST(Timeline, ShowsAnEndAsARunWithNone) {
  EXPECT_THAT(runs({{.sequence = 1, .start = "2019-07-22", .value = "x", .until = "2020-01-01"}}),
              ElementsAre("2019-07-22 to 2020-01-01: x", "2020-01-01 to *: none"));
}

TEST(Timeline, ShowsEachDayOfDoubt) {
  EXPECT_THAT(runs({{.sequence = 1, .start = "2019-07", .value = "x"},
                    {.sequence = 2, .start = "2020-02", .value = "y"}}),
              ElementsAre("2019-07-01 to 2019-07-31: x of x | none", "2019-07-31 to 2020-02-01: x",
                          "2020-02-01 to 2020-02-29: x of x | y", "2020-02-29 to *: y"));
}

TEST(Timeline, TakesEachDayAtItsLastMoment) {
  EXPECT_THAT(runs({{.sequence = 1, .start = "2019-07-22T09:00Z", .value = "x"},
                    {.sequence = 2, .start = "2019-07-22T17:00Z", .value = "y"},
                    {.sequence = 3, .start = "2019-07-23T00:00:00.000000Z", .value = "z"}}),
              ElementsAre("2019-07-22 to 2019-07-23: y", "2019-07-23 to *: z"));
}

TEST(Timeline, JoinsRunsThatSayTheSame) {
  EXPECT_THAT(runs({{.sequence = 1, .start = "2019-07-22", .value = "x"},
                    {.sequence = 2, .start = "2020-01-01", .value = "x"},
                    {.sequence = 3, .start = "2021-01-01", .value = "y"}}),
              ElementsAre("2019-07-22 to 2021-01-01: x", "2021-01-01 to *: y"));
}

TEST(Timeline, BeginsUnboundedWhereAStartIs) {
  EXPECT_THAT(runs({{.sequence = 1, .start = "[..2019]", .value = "x"}}),
              ElementsAre("* to 2019-12-31: x of x | none", "2019-12-31 to *: x"));
}

TEST(Timeline, StaysInDoubtWhereAnEndIsUnbounded) {
  EXPECT_THAT(runs({{.sequence = 1, .start = "2019", .value = "x", .until = "[2020..]"}}),
              ElementsAre("2019-01-01 to 2019-12-31: x of x | none", "2019-12-31 to 2020-01-01: x",
                          "2020-01-01 to *: x of x | none"));
}

TEST(Timeline, HasNoRunOfAnEmptyDay) {
  EXPECT_THAT(runs({{.sequence = 1, .start = "2020-05-05", .value = "x", .until = "2020-05-05"}}),
              ElementsAre("2020-05-05 to *: none"));
}

TEST(Timeline, ReachesTheFirstAndTheLastDay) {
  EXPECT_THAT(runs({{.sequence = 1, .start = "0001-01-01", .value = "x"},
                    {.sequence = 2, .start = "9999-12-31", .value = "y"}}),
              ElementsAre("0001-01-01 to 9999-12-31: x", "9999-12-31 to *: y"));
}

/// Whether the runs give the state of every day of `year`, and differ where they touch.
void expect_runs_of(const std::vector<Statement>& all, std::chrono::year year) {
  const auto lines = timeline(all);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    ASSERT_TRUE(lines[i - 1].to && lines[i].from && *lines[i - 1].to <= *lines[i].from);
  }
  for (Day each{year / 1 / 1}; each <= Day{year / 12 / 31}; each += std::chrono::days{1}) {
    const auto covers = [&](const Run& run) {
      return (!run.from || *run.from <= each) && (!run.to || each < *run.to);
    };
    const auto run = std::ranges::find_if(lines, covers);
    const std::string found =
        run == lines.end() ? "nothing" : in_words(run->value, run->certain, run->possible);
    ASSERT_EQ(found, in_words(state_at(all, {.at = last_moment_of(each)}))) << to_text(each);
  }
}

TEST(Timeline, AgreesWithTheStateOfEachDay) {
  const std::vector<std::string> dates{
      "2020",       "2020-02",    "2020-Q2",     "2020-03-01",        "2020-02-29",
      "2020-06-30", "2020-06",    "[2020-02..]", "[..2020-05-05]",    "[2020-04..2020-08]",
      "2020-11-11", "2020-12-31", "2020-01-01",  "2020-07-01T12:00Z", "2020-07-01T13:00Z",
      "2019",       "2021",       "[2019..2021]"};
  for (unsigned seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    std::vector<Said> said;
    const std::uint64_t count = 1 + random() % 5;
    for (std::uint64_t sequence = 1; sequence <= count; ++sequence) {
      said.push_back({.sequence = sequence,
                      .start = dates[random() % dates.size()],
                      .value = std::vector<Value>{"a", "b", None{}}[random() % 3]});
      if (random() % 3 == 0) said.back().until = "[2020-09..2020-10]";
    }
    expect_runs_of(statements(said), std::chrono::year{2020});
  }
}

std::string since(const std::vector<Said>& said, std::string_view date, const Value& value) {
  return day_text(held_since(timeline(statements(said)), value, on(date)));
}

TEST(HeldSince, IsTheFirstDayOfTheRun) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019-07-22", .value = "x"}};
  EXPECT_EQ(since(said, "2025", "x"), "2019-07-22");
  EXPECT_EQ(since(said, "2019-07-22", "x"), "2019-07-22");
}

TEST(HeldSince, GoesBackBeyondAConfirmation) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019-07-22", .value = "x"},
                               {.sequence = 2, .start = "2023-01-23", .value = "x"}};
  EXPECT_EQ(since(said, "2025", "x"), "2019-07-22");
}

TEST(HeldSince, GoesBackThroughDoubtAboutTheSameValue) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019-07", .value = "x"},
                               {.sequence = 2, .start = "2020", .value = "y"}};
  EXPECT_EQ(since(said, "2020-05", "x"), "2019-07-01");
}

TEST(HeldSince, BeginsAnewAfterAnotherValueOrAnEnd) {
  EXPECT_EQ(since({{.sequence = 1, .start = "2019-01-01", .value = "x"},
                   {.sequence = 2, .start = "2020-01-01", .value = "y"},
                   {.sequence = 3, .start = "2021-01-01", .value = "x"}},
                  "2025", "x"),
            "2021-01-01");
  EXPECT_EQ(since({{.sequence = 1, .start = "2019-01-01", .value = "x", .until = "2020-01-01"},
                   {.sequence = 2, .start = "2021-01-01", .value = "x"}},
                  "2025", "x"),
            "2021-01-01");
}

TEST(HeldSince, IsNothingWhereTheRunHasNoBeginning) {
  EXPECT_EQ(since({{.sequence = 1, .start = "[..2019]", .value = "x"}}, "2025", "x"), "*");
}

TEST(HeldSince, CountsOnlyDaysUpToTheOneAskedAbout) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019-01-01", .value = "x"},
                               {.sequence = 2, .start = "2020-01-01", .value = "y"}};
  EXPECT_EQ(since(said, "2019-06-01", "x"), "2019-01-01");
}

TEST(HeldSince, IsTheDayItselfWhereTheValueIsThatOfAnEarlierHour) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019-07-22T09:00Z", .value = "x"},
                               {.sequence = 2, .start = "2019-07-22T17:00Z", .value = "y"}};
  EXPECT_EQ(since(said, "2019-07-22T12:00Z", "x"), "2019-07-22");
  EXPECT_EQ(since(said, "2019-07-22", "y"), "2019-07-22");
}

TEST(HeldSince, GoesBackFromAnHourOfADayThatEndsOtherwise) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019-07-01", .value = "x"},
                               {.sequence = 2, .start = "2019-07-22T17:00Z", .value = "y"}};
  EXPECT_EQ(since(said, "2019-07-22T12:00Z", "x"), "2019-07-01");
}

TEST(HeldSince, StopsWhereTheDayBeforeEndedOtherwise) {
  // Day 21 ends with y; the x of noon on the 22nd is one day old, whatever held before.
  const std::vector<Said> said{{.sequence = 1, .start = "2019-07-01", .value = "x"},
                               {.sequence = 2, .start = "2019-07-21", .value = "y"},
                               {.sequence = 3, .start = "2019-07-22T09:00Z", .value = "x"}};
  EXPECT_EQ(since(said, "2019-07-22T12:00Z", "x"), "2019-07-22");
}

}  // namespace
}  // namespace annals
