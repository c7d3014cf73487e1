// What an `effective` may hold beside a date: intervals.

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "annals/time/when.h"
#include "unit/expect.h"

namespace annals {
namespace {

using unit::refused;
using unit::succeeded;

struct Case {
  std::string_view name;
  std::string_view text;
  std::string_view effective;
  std::string_view until;  // empty: none
};

std::ostream& operator<<(std::ostream& out, const Case& row) {
  return out << row.text;
}

std::string name_of(const testing::TestParamInfo<Case>& row) {
  return std::string{row.param.name};
}

class ParseEffective : public testing::TestWithParam<Case> {};

TEST_P(ParseEffective, IsShortForADateAndAnEnd) {
  const auto period = parse_effective(GetParam().text);
  ASSERT_TRUE(succeeded(period));
  EXPECT_TRUE(period->is_interval);
  EXPECT_EQ(period->effective.text, GetParam().effective);
  EXPECT_EQ(period->until ? period->until->text : "", GetParam().until);
}

const std::vector<Case> intervals{
    {.name = "years", .text = "2019/2030", .effective = "2019", .until = "2030"},
    {.name = "mixed", .text = "2019-07-22/2030-Q1", .effective = "2019-07-22", .until = "2030-Q1"},
    {.name = "moments",
     .text = "2019-07-22T14:00Z/2019-07-22T15:00+01:00",
     .effective = "2019-07-22T14:00Z",
     .until = "2019-07-22T15:00+01:00"},
    {.name = "qualified", .text = "2019~/2030?", .effective = "2019~", .until = "2030?"},
    {.name = "brackets",
     .text = "[2019..2020]/[2030..]",
     .effective = "[2019..2020]",
     .until = "[2030..]"},
    {.name = "no_stated_end", .text = "2019/..", .effective = "2019", .until = ""},
    {.name = "qualified_without_end", .text = "2019~/..", .effective = "2019~", .until = ""},
    {.name = "unknown_end", .text = "2019/", .effective = "2019", .until = "[2019..]"},
    {.name = "unknown_end_of_a_day",
     .text = "2019-07-22/",
     .effective = "2019-07-22",
     .until = "[2019-07-22..]"},
    {.name = "unknown_end_qualified", .text = "2019~/", .effective = "2019~", .until = "[2019..]"},
    {.name = "unknown_end_of_brackets",
     .text = "[2019-03..2020]/",
     .effective = "[2019-03..2020]",
     .until = "[2019-03..]"},
    {.name = "unknown_end_of_qualified_brackets",
     .text = "[2019..2020]%/",
     .effective = "[2019..2020]%",
     .until = "[2019..]"},
    {.name = "unknown_end_of_an_open_start",
     .text = "[2019..]/",
     .effective = "[2019..]",
     .until = "[2019..]"},
    {.name = "left_unbounded", .text = "[..2019]/2020", .effective = "[..2019]", .until = "2020"},
    {.name = "left_unbounded_without_end",
     .text = "[..2019]/..",
     .effective = "[..2019]",
     .until = ""},
};

INSTANTIATE_TEST_SUITE_P(Intervals, ParseEffective, testing::ValuesIn(intervals), name_of);

TEST(ParseEffectiveDate, IsNoInterval) {
  const auto period = parse_effective("2019-07~");
  ASSERT_TRUE(succeeded(period));
  EXPECT_FALSE(period->is_interval);
  EXPECT_EQ(period->effective.text, "2019-07~");
  EXPECT_FALSE(period->until.has_value());
}

TEST(ParseEffectiveUnknownEnd, BeginsWithTheStartAndHasNoLastMoment) {
  const auto period = parse_effective("2019-07/");
  ASSERT_TRUE(succeeded(period));
  const auto until = unit::inside(period->until);
  EXPECT_EQ(until.first, period->effective.first);
  EXPECT_EQ(until.last, EffectiveTime::latest());
}

TEST(RefuseEffective, WithoutABeginning) {
  EXPECT_TRUE(refused(parse_effective("../2020"), {R"("..")", "expected YYYY"}));
  EXPECT_TRUE(refused(parse_effective("/2020"), {R"("" is not a date)", "expected YYYY"}));
  EXPECT_TRUE(refused(parse_effective("/"), {"expected YYYY"}));
  EXPECT_TRUE(refused(parse_effective("../.."), {"expected YYYY"}));
}

TEST(RefuseEffective, WithAnUnknownEndOfAnUnknownBeginning) {
  EXPECT_TRUE(refused(parse_effective("[..2019]/"), {"[..2019]/", "no earliest date"}));
}

TEST(RefuseEffective, WithABadDateOnEitherSide) {
  EXPECT_TRUE(refused(parse_effective("2019-13/2020"), {"2019-13", "months go from 01 to 12"}));
  EXPECT_TRUE(refused(parse_effective("2019/2020-02-30"), {"2020-02-30", "the days 01 to 29"}));
  EXPECT_TRUE(refused(parse_effective("22/07/2019"), {"expected YYYY"}));
}

TEST(RefuseEffective, WithASecondInterval) {
  EXPECT_TRUE(refused(parse_effective("2019/2020/2021"), {"2020/2021"}));
  EXPECT_TRUE(refused(parse_effective("2019//"), {"expected one date"}));
}

TEST(RefuseEffective, WithAQualifierAfterAnOpenEnd) {
  EXPECT_TRUE(refused(parse_effective("2019/..~"), {"expected YYYY"}));
}

}  // namespace
}  // namespace annals
