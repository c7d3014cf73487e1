#include "annals/state/condition.h"

#include <gtest/gtest.h>

#include <vector>

namespace annals {
namespace {

Condition condition(Comparison comparison, Value value) {
  return {.term = "t", .key = {}, .comparison = comparison, .value = std::move(value)};
}

TEST(Condition, NamesACellByTermAndKey) {
  const Cell plain{.term = "t", .key = {}};
  const Cell keyed{.term = "t", .key = "k"};
  EXPECT_TRUE((Condition{.term = "t", .key = {}}.names(keyed)));
  EXPECT_TRUE((Condition{.term = "t", .key = {}}.names(plain)));
  EXPECT_TRUE((Condition{.term = "t", .key = "k"}.names(keyed)));
  EXPECT_FALSE((Condition{.term = "t", .key = ""}.names(keyed)));
  EXPECT_FALSE((Condition{.term = "u", .key = {}}.names(plain)));
}

TEST(Condition, ComparesNumbersWithNumbersOnly) {
  EXPECT_TRUE(condition(Comparison::at_least, 25.0).accepts(25.0));
  EXPECT_FALSE(condition(Comparison::greater, 25.0).accepts(25.0));
  EXPECT_TRUE(condition(Comparison::at_most, 25.0).accepts(25.0));
  EXPECT_FALSE(condition(Comparison::less, 25.0).accepts(25.0));
  EXPECT_TRUE(condition(Comparison::less, 25.0).accepts(-1.0));
  EXPECT_FALSE(condition(Comparison::at_least, 25.0).accepts(Value{"30"}));
  EXPECT_FALSE(condition(Comparison::at_least, 0.0).accepts(true));
}

TEST(Condition, IsMetByValuesAndNeverByNone) {
  EXPECT_TRUE(condition(Comparison::present, None{}).accepts(false));
  EXPECT_FALSE(condition(Comparison::present, None{}).accepts(None{}));
  EXPECT_FALSE(condition(Comparison::equal, 1.0).accepts(Value{"1"}));
  EXPECT_FALSE(condition(Comparison::equal, None{}).accepts(None{}));
}

TEST(Condition, IsMetSurelyIfEveryPossibleValueMeetsIt) {
  const Condition many = condition(Comparison::at_least, 25.0);
  EXPECT_EQ(meets(many, std::vector<Value>{27.0, 32.5}), Answer::yes);
  EXPECT_EQ(meets(many, std::vector<Value>{27.0, None{}}), Answer::possible);
  EXPECT_EQ(meets(many, std::vector<Value>{20.0}), Answer::no);
  EXPECT_EQ(meets(many, {}), Answer::no);
}

}  // namespace
}  // namespace annals
