#include "annals/event/value.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "annals/event/cell.h"
#include "annals/event/sequence.h"

namespace annals {
namespace {

TEST(Value, DiffersByKind) {
  EXPECT_NE(Value{std::string{"1"}}, Value{1.0});
  EXPECT_NE(Value{1.0}, Value{true});
  EXPECT_NE(Value{std::string{}}, Value{None{}});
  EXPECT_EQ(Value{None{}}, Value{None{}});
}

// Semantics §5: text in byte order, numbers ascending, false, true, none.
TEST(Value, IsOrderedAsAnswersListIt) {
  const std::vector<Value> ordered{std::string{},
                                   std::string{"B"},
                                   std::string{"a"},
                                   std::string{"ab"},
                                   std::string{"é"},
                                   std::string{"東"},
                                   -2.5,
                                   0.0,
                                   10.0,
                                   11.0,
                                   false,
                                   true,
                                   None{}};
  EXPECT_TRUE(std::ranges::is_sorted(ordered));
  EXPECT_EQ(std::ranges::adjacent_find(ordered), ordered.end());
}

TEST(Value, IsNoneOnlyWhereNothingIsThere) {
  EXPECT_TRUE(is_none(Value{None{}}));
  EXPECT_FALSE(is_none(Value{std::string{}}));
  EXPECT_FALSE(is_none(Value{false}));
  EXPECT_FALSE(is_none(Value{0.0}));
}

TEST(NumberText, IsTheShortestThatReadsBack) {
  EXPECT_EQ(to_text(27.0), "27");
  EXPECT_EQ(to_text(0.1), "0.1");
  EXPECT_EQ(to_text(-2.5), "-2.5");
  EXPECT_EQ(to_text(9007199254740992.0), "9007199254740992");
  EXPECT_EQ(to_text(9007199254740991.0), "9007199254740991");
  EXPECT_EQ(std::stod(to_text(1.0 / 3.0)), 1.0 / 3.0);
  EXPECT_EQ(std::stod(to_text(std::nextafter(1.0, 2.0))), std::nextafter(1.0, 2.0));
}

TEST(ValueText, IsForAPerson) {
  EXPECT_EQ(to_text(Value{std::string{"exclusive"}}), "exclusive");
  EXPECT_EQ(to_text(Value{27.0}), "27");
  EXPECT_EQ(to_text(Value{true}), "true");
  EXPECT_EQ(to_text(Value{false}), "false");
  EXPECT_EQ(to_text(Value{None{}}), "none");
}

TEST(CellText, HasAColonOnlyWhereThereIsAKey) {
  EXPECT_EQ(to_text(Cell{.term = "status", .key = ""}), "status");
  EXPECT_EQ(to_text(Cell{.term = "exclusivity", .key = "cloud"}), "exclusivity:cloud");
}

TEST(Cell, IsOrderedByTermThenKey) {
  const std::vector<Cell> ordered{{.term = "a", .key = "z"},
                                  {.term = "b", .key = ""},
                                  {.term = "b", .key = "a"},
                                  {.term = "b", .key = "ab"}};
  EXPECT_TRUE(std::ranges::is_sorted(ordered));
}

TEST(Sequence, CountsFromTheFirstEvent) {
  constexpr Sequence before_all;
  EXPECT_EQ(before_all.value, 0U);
  EXPECT_EQ(before_all.next(), Sequence{.value = 1});
  EXPECT_LT(before_all, before_all.next());
}

}  // namespace
}  // namespace annals
