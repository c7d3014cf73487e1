// The state of a cell at a moment, rule by rule of semantics.md §5.

#include "annals/state/cell_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "unit/expect.h"
#include "unit/statements.h"

namespace annals {
namespace {

using testing::ElementsAre;
using unit::in_words;
using unit::inside;
using unit::on;
using unit::Said;
using unit::statements;

std::string at(std::string_view date, const std::vector<Said>& said) {
  return in_words(state_at(statements(said), on(date)));
}

TEST(CellState, IsNothingWithoutStatements) {
  EXPECT_EQ(at("2020", {}), "nothing");
}

TEST(CellState, BeginsOnTheFirstDay) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019-07-22", .value = "x"}};
  EXPECT_EQ(at("2019-07-21", said), "nothing");
  EXPECT_EQ(at("2019-07-22", said), "x");
  EXPECT_EQ(at("9999", said), "x");
}

TEST(CellState, MayHaveBegunWithinAVagueStart) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019-07", .value = "x"}};
  EXPECT_EQ(at("2019-06-30", said), "nothing");
  EXPECT_EQ(at("2019-07-01", said), "x of x | none");
  EXPECT_EQ(at("2019-07-30", said), "x of x | none");
  EXPECT_EQ(at("2019-07-31", said), "x");
}

TEST(CellState, IsEndedFromTheDayOfTheEndOn) {
  const std::vector<Said> said{
      {.sequence = 1, .start = "2019", .value = "x", .until = "2020-03-31"}};
  EXPECT_EQ(at("2020-03-30", said), "x");
  EXPECT_EQ(at("2020-03-31", said), "none");
}

TEST(CellState, MayHaveEndedWithinAVagueEnd) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019", .value = "x", .until = "2020-03"}};
  EXPECT_EQ(at("2020-02-29", said), "x");
  EXPECT_EQ(at("2020-03-01", said), "x of x | none");
  EXPECT_EQ(at("2020-03-31", said), "none");
}

TEST(CellState, NeverSurelyEndsWithAnOpenEnd) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019", .value = "x", .until = "[2020..]"}};
  EXPECT_EQ(at("2019", said), "x");
  EXPECT_EQ(at("9999", said), "x of x | none");
}

TEST(CellState, IsNeverInForceWhenItEndsOnTheDayOfItsStart) {
  const std::vector<Said> said{
      {.sequence = 1, .start = "2020-05-05", .value = "x", .until = "2020-05-05"}};
  EXPECT_EQ(at("2020-05-04", said), "nothing");
  EXPECT_EQ(at("2020-05-05", said), "none");
}

TEST(CellState, IsNoneFromATermThatEnded) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019", .value = "x"},
                               {.sequence = 2, .start = "2020-05", .value = None{}}};
  EXPECT_EQ(at("2020-04", said), "x");
  EXPECT_EQ(at("2020-05-01", said), "x of x | none");
  EXPECT_EQ(at("2020-05-31", said), "none");
}

TEST(CellState, IsThatOfTheLaterStart) {
  const std::vector<Said> said{{.sequence = 2, .start = "2019", .value = "old"},
                               {.sequence = 1, .start = "2020", .value = "new"}};
  EXPECT_EQ(at("2019", said), "old");
  EXPECT_EQ(at("2020", said), "new");
  EXPECT_EQ(at("2020-06", said), "old of new | old");
}

TEST(CellState, ForgetsAnEndThatWasOverridden) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019", .value = "old", .until = "2022"},
                               {.sequence = 2, .start = "2020", .value = "new"}};
  EXPECT_EQ(at("2022", said), "new");
}

TEST(CellState, KeepsBothWhereNeitherSurelyBeganLater) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019", .value = "year"},
                               {.sequence = 2, .start = "2019-07", .value = "month"}};
  EXPECT_EQ(at("2020", said), "month of month | year");
  EXPECT_EQ(at("2019-08", said), "month of month | year");
}

TEST(CellState, IsThatOfTheHigherSequenceForTheSameBounds) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019-07", .value = "first"},
                               {.sequence = 2, .start = "2019-07", .value = "second"}};
  EXPECT_EQ(at("2019-07-31", said), "second");
  // Before the month is over neither overrides the other, and none is possible too.
  EXPECT_EQ(at("2019-07-15", said), "second of first | second | none");
}

TEST(CellState, IsTheSameHoweverTheSameBoundsAreWritten) {
  const std::vector<Said> said{{.sequence = 2, .start = "[2019-07..2019-07]", .value = "b"},
                               {.sequence = 1, .start = "2019-07~", .value = "a"}};
  EXPECT_EQ(at("2020", said), "b");
}

TEST(CellState, HasNoBeginningWhereTheStartIsUnbounded) {
  const std::vector<Said> said{{.sequence = 1, .start = "[..2019]", .value = "x"}};
  EXPECT_EQ(at("0001-01-01", said), "x of x | none");
  EXPECT_EQ(at("2019", said), "x");
}

TEST(CellState, IsNeverCertainWhereTheStartNeverSettles) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019", .value = "old"},
                               {.sequence = 2, .start = "[2020..]", .value = "new"}};
  EXPECT_EQ(at("9999", said), "old of new | old");
}

TEST(CellState, LeadsWithTheLastOfAllWhereNoneIsSettled) {
  const std::vector<Said> said{{.sequence = 1, .start = "[2020..2029]", .value = "a"},
                               {.sequence = 2, .start = "[2020..2028]", .value = "b"}};
  EXPECT_EQ(at("2021", said), "a of a | b | none");
}

TEST(CellState, ListsPossibleValuesOnceAndInOrder) {
  const std::vector<Said> said{{.sequence = 1, .start = "[2019..2030]", .value = true},
                               {.sequence = 2, .start = "[2018..2030]", .value = 10.0},
                               {.sequence = 3, .start = "[2017..2030]", .value = "b"},
                               {.sequence = 4, .start = "[2016..2030]", .value = false},
                               {.sequence = 5, .start = "[2015..2030]", .value = "B"},
                               {.sequence = 6, .start = "[2014..2030]", .value = 9.0},
                               {.sequence = 7, .start = "[2013..2030]", .value = "b"}};
  EXPECT_EQ(at("2020", said), "true of B | b | 9 | 10 | false | true | none");
}

TEST(CellState, SaysWhatItRestsOn) {
  const auto all = statements({{.sequence = 4, .start = "2019", .value = "year"},
                               {.sequence = 9, .start = "2019-07", .value = "month"},
                               {.sequence = 2, .start = "2018", .value = "gone"},
                               {.sequence = 7, .start = "2025", .value = "ahead"}});
  const CellState state = inside(state_at(all, on("2020")));
  EXPECT_EQ(state.leading, Sequence{.value = 9});
  EXPECT_THAT(unit::numbers(state.candidates), ElementsAre(4, 9));
}

TEST(CellState, ComesOutTheSameInWhateverOrderStatementsArrive) {
  std::vector<Said> said{{.sequence = 1, .start = "2019", .value = "a"},
                         {.sequence = 2, .start = "2019-07", .value = "b"},
                         {.sequence = 3, .start = "[2019-02..2020-02]", .value = "c"},
                         {.sequence = 4, .start = "2018", .value = "d", .until = "2020"}};
  const std::string expected = at("2020", said);
  const auto by_sequence = [](const Said& a, const Said& b) { return a.sequence < b.sequence; };
  while (std::ranges::next_permutation(said, by_sequence).found) {
    EXPECT_EQ(at("2020", said), expected);
  }
}

TEST(SameAnswer, ComparesWhatAReaderSees) {
  const CellState state{.value = "x",
                        .certain = true,
                        .possible = {"x"},
                        .leading = {.value = 1},
                        .candidates = {{.value = 1}}};
  CellState other = state;
  other.leading = {.value = 2};
  other.candidates = {{.value = 2}};
  EXPECT_TRUE(same_answer(state, other));
  other.possible = {"x", None{}};
  EXPECT_FALSE(same_answer(state, other));
}

TEST(SameAnswer, TakesAMissingCellForCertainNone) {
  const std::optional<CellState> missing;
  const CellState ended{.value = None{},
                        .certain = true,
                        .possible = {None{}},
                        .leading = {.value = 1},
                        .candidates = {{.value = 1}}};
  EXPECT_TRUE(same_answer(missing, missing));
  EXPECT_TRUE(same_answer(missing, std::optional{ended}));
  EXPECT_TRUE(same_answer(std::optional{ended}, missing));
  CellState doubtful = ended;
  doubtful.certain = false;
  doubtful.possible = {"x", None{}};
  EXPECT_FALSE(same_answer(missing, std::optional{doubtful}));
}

TEST(Holds, IsYesPossibleOrNo) {
  const auto all = statements({{.sequence = 1, .start = "2019", .value = "x"},
                               {.sequence = 2, .start = "2020", .value = "y"}});
  EXPECT_EQ(holds(state_at(all, on("2019")), "x"), Answer::yes);
  EXPECT_EQ(holds(state_at(all, on("2020-05")), "x"), Answer::possible);
  EXPECT_EQ(holds(state_at(all, on("2020-05")), "y"), Answer::possible);
  EXPECT_EQ(holds(state_at(all, on("2020")), "x"), Answer::no);
  EXPECT_EQ(holds(state_at(all, on("2018")), "x"), Answer::no);
}

TEST(Holds, TellsTextFromNumbersAndBooleans) {
  const auto all = statements({{.sequence = 1, .start = "2019", .value = 1.0}});
  const auto state = state_at(all, on("2020"));
  EXPECT_EQ(holds(state, 1.0), Answer::yes);
  EXPECT_EQ(holds(state, "1"), Answer::no);
  EXPECT_EQ(holds(state, true), Answer::no);
}

TEST(Holds, IsNoForEveryValueOfACellThatIsNotInTheAnswer) {
  EXPECT_EQ(holds(std::nullopt, None{}), Answer::no);
}

}  // namespace
}  // namespace annals
