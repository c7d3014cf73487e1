#include "annals/time/when.h"

#include <gtest/gtest.h>

#include <chrono>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "unit/expect.h"

namespace annals {
namespace {

using unit::succeeded;

constexpr std::string_view below = "unbounded below";
constexpr std::string_view above = "unbounded above";

/// A bound as text, so that a failure can be read.
std::string bound(Moment moment) {
  if (moment == unbounded_below) return std::string{below};
  if (moment == unbounded_above) return std::string{above};
  return to_text(moment);
}

struct Case {
  std::string_view name;
  std::string_view text;
  std::string_view first;
  std::string_view last;
};

std::ostream& operator<<(std::ostream& out, const Case& row) {
  return out << row.text;
}

std::string name_of(const testing::TestParamInfo<Case>& row) {
  return std::string{row.param.name};
}

class ParseSpan : public testing::TestWithParam<Case> {};

TEST_P(ParseSpan, MeansTheseMoments) {
  const auto span = parse_span(GetParam().text);
  ASSERT_TRUE(succeeded(span));
  EXPECT_EQ(bound(span->first), GetParam().first);
  EXPECT_EQ(bound(span->last), GetParam().last);
}

const std::vector<Case> calendar{
    {.name = "year",
     .text = "2019",
     .first = "2019-01-01T00:00:00.000000Z",
     .last = "2019-12-31T23:59:59.999999Z"},
    {.name = "first_year",
     .text = "0001",
     .first = "0001-01-01T00:00:00.000000Z",
     .last = "0001-12-31T23:59:59.999999Z"},
    {.name = "last_year",
     .text = "9999",
     .first = "9999-01-01T00:00:00.000000Z",
     .last = "9999-12-31T23:59:59.999999Z"},
    {.name = "month_of_31_days",
     .text = "2019-07",
     .first = "2019-07-01T00:00:00.000000Z",
     .last = "2019-07-31T23:59:59.999999Z"},
    {.name = "month_of_30_days",
     .text = "2019-11",
     .first = "2019-11-01T00:00:00.000000Z",
     .last = "2019-11-30T23:59:59.999999Z"},
    {.name = "last_month",
     .text = "9999-12",
     .first = "9999-12-01T00:00:00.000000Z",
     .last = "9999-12-31T23:59:59.999999Z"},
    {.name = "february_1900",
     .text = "1900-02",
     .first = "1900-02-01T00:00:00.000000Z",
     .last = "1900-02-28T23:59:59.999999Z"},
    {.name = "february_2000",
     .text = "2000-02",
     .first = "2000-02-01T00:00:00.000000Z",
     .last = "2000-02-29T23:59:59.999999Z"},
    {.name = "february_2023",
     .text = "2023-02",
     .first = "2023-02-01T00:00:00.000000Z",
     .last = "2023-02-28T23:59:59.999999Z"},
    {.name = "february_2024",
     .text = "2024-02",
     .first = "2024-02-01T00:00:00.000000Z",
     .last = "2024-02-29T23:59:59.999999Z"},
    {.name = "first_quarter",
     .text = "2024-Q1",
     .first = "2024-01-01T00:00:00.000000Z",
     .last = "2024-03-31T23:59:59.999999Z"},
    {.name = "second_quarter",
     .text = "2019-Q2",
     .first = "2019-04-01T00:00:00.000000Z",
     .last = "2019-06-30T23:59:59.999999Z"},
    {.name = "third_quarter",
     .text = "2019-Q3",
     .first = "2019-07-01T00:00:00.000000Z",
     .last = "2019-09-30T23:59:59.999999Z"},
    {.name = "last_quarter",
     .text = "9999-Q4",
     .first = "9999-10-01T00:00:00.000000Z",
     .last = "9999-12-31T23:59:59.999999Z"},
    {.name = "day",
     .text = "2019-07-22",
     .first = "2019-07-22T00:00:00.000000Z",
     .last = "2019-07-22T23:59:59.999999Z"},
    {.name = "leap_day_2000",
     .text = "2000-02-29",
     .first = "2000-02-29T00:00:00.000000Z",
     .last = "2000-02-29T23:59:59.999999Z"},
    {.name = "leap_day_2024",
     .text = "2024-02-29",
     .first = "2024-02-29T00:00:00.000000Z",
     .last = "2024-02-29T23:59:59.999999Z"},
    {.name = "first_day",
     .text = "0001-01-01",
     .first = "0001-01-01T00:00:00.000000Z",
     .last = "0001-01-01T23:59:59.999999Z"},
    {.name = "last_day",
     .text = "9999-12-31",
     .first = "9999-12-31T00:00:00.000000Z",
     .last = "9999-12-31T23:59:59.999999Z"},
};

INSTANTIATE_TEST_SUITE_P(Calendar, ParseSpan, testing::ValuesIn(calendar), name_of);

const std::vector<Case> times{
    {.name = "minute",
     .text = "2019-07-22T14:00Z",
     .first = "2019-07-22T14:00:00.000000Z",
     .last = "2019-07-22T14:00:59.999999Z"},
    {.name = "midnight",
     .text = "2019-07-22T00:00Z",
     .first = "2019-07-22T00:00:00.000000Z",
     .last = "2019-07-22T00:00:59.999999Z"},
    {.name = "last_second",
     .text = "2019-07-22T23:59:59Z",
     .first = "2019-07-22T23:59:59.000000Z",
     .last = "2019-07-22T23:59:59.999999Z"},
    {.name = "tenths",
     .text = "2019-07-22T14:00:05.2Z",
     .first = "2019-07-22T14:00:05.200000Z",
     .last = "2019-07-22T14:00:05.299999Z"},
    {.name = "hundredths",
     .text = "2019-07-22T14:00:05.25Z",
     .first = "2019-07-22T14:00:05.250000Z",
     .last = "2019-07-22T14:00:05.259999Z"},
    {.name = "milliseconds",
     .text = "2019-07-22T14:00:05.250Z",
     .first = "2019-07-22T14:00:05.250000Z",
     .last = "2019-07-22T14:00:05.250999Z"},
    {.name = "four_digits",
     .text = "2019-07-22T14:00:05.0000Z",
     .first = "2019-07-22T14:00:05.000000Z",
     .last = "2019-07-22T14:00:05.000099Z"},
    {.name = "five_digits",
     .text = "2019-07-22T14:00:05.99999Z",
     .first = "2019-07-22T14:00:05.999990Z",
     .last = "2019-07-22T14:00:05.999999Z"},
    {.name = "microseconds",
     .text = "2019-07-22T14:00:05.123456Z",
     .first = "2019-07-22T14:00:05.123456Z",
     .last = "2019-07-22T14:00:05.123456Z"},
    {.name = "east",
     .text = "2019-07-22T14:00:05+02:00",
     .first = "2019-07-22T12:00:05.000000Z",
     .last = "2019-07-22T12:00:05.999999Z"},
    {.name = "west_into_the_next_day",
     .text = "2019-12-31T20:30-03:30",
     .first = "2020-01-01T00:00:00.000000Z",
     .last = "2020-01-01T00:00:59.999999Z"},
    {.name = "east_into_the_leap_day",
     .text = "2024-03-01T05:44+05:45",
     .first = "2024-02-29T23:59:00.000000Z",
     .last = "2024-02-29T23:59:59.999999Z"},
    {.name = "furthest_east",
     .text = "2019-07-22T14:00+14:00",
     .first = "2019-07-22T00:00:00.000000Z",
     .last = "2019-07-22T00:00:59.999999Z"},
    {.name = "furthest_west",
     .text = "2019-07-22T10:00-14:00",
     .first = "2019-07-23T00:00:00.000000Z",
     .last = "2019-07-23T00:00:59.999999Z"},
    {.name = "zero_east",
     .text = "2019-07-22T14:00+00:00",
     .first = "2019-07-22T14:00:00.000000Z",
     .last = "2019-07-22T14:00:59.999999Z"},
    {.name = "zero_west",
     .text = "2019-07-22T14:00-00:00",
     .first = "2019-07-22T14:00:00.000000Z",
     .last = "2019-07-22T14:00:59.999999Z"},
    {.name = "first_moment",
     .text = "0001-01-01T14:00:00.000000+14:00",
     .first = "0001-01-01T00:00:00.000000Z",
     .last = "0001-01-01T00:00:00.000000Z"},
    {.name = "last_moment",
     .text = "9999-12-31T09:59:59.999999-14:00",
     .first = "9999-12-31T23:59:59.999999Z",
     .last = "9999-12-31T23:59:59.999999Z"},
};

INSTANTIATE_TEST_SUITE_P(Times, ParseSpan, testing::ValuesIn(times), name_of);

const std::vector<Case> brackets{
    {.name = "month_to_day",
     .text = "[2019-03..2019-07-22]",
     .first = "2019-03-01T00:00:00.000000Z",
     .last = "2019-07-22T23:59:59.999999Z"},
    {.name = "one_date_twice",
     .text = "[2019..2019]",
     .first = "2019-01-01T00:00:00.000000Z",
     .last = "2019-12-31T23:59:59.999999Z"},
    {.name = "right_inside_left",
     .text = "[2019..2019-02]",
     .first = "2019-01-01T00:00:00.000000Z",
     .last = "2019-02-28T23:59:59.999999Z"},
    {.name = "left_inside_right",
     .text = "[2019-12-31..2019]",
     .first = "2019-12-31T00:00:00.000000Z",
     .last = "2019-12-31T23:59:59.999999Z"},
    {.name = "quarter_to_moment",
     .text = "[2019-Q3..2020-01-01T12:00+01:00]",
     .first = "2019-07-01T00:00:00.000000Z",
     .last = "2020-01-01T11:00:59.999999Z"},
    {.name = "no_left",
     .text = "[..2022-11]",
     .first = below,
     .last = "2022-11-30T23:59:59.999999Z"},
    {.name = "no_right",
     .text = "[2022-11..]",
     .first = "2022-11-01T00:00:00.000000Z",
     .last = above},
};

INSTANTIATE_TEST_SUITE_P(Brackets, ParseSpan, testing::ValuesIn(brackets), name_of);

TEST(ParseSpanQualifiers, ChangeNoBound) {
  const std::vector<std::string> dates{"2019",       "2019-07",           "2019-Q3",
                                       "2019-07-22", "2019-07-22T14:00Z", "[2019-03..2019-07-22]",
                                       "[..2022]",   "[2022..]"};
  for (const std::string& date : dates) {
    const auto plain = parse_span(date);
    ASSERT_TRUE(succeeded(plain));
    for (const char qualifier : std::string{"~?%"}) {
      const auto qualified = parse_span(date + qualifier);
      ASSERT_TRUE(succeeded(qualified)) << date << qualifier;
      EXPECT_EQ(*qualified, *plain) << date << qualifier;
    }
  }
}

TEST(When, KeepsTheTextAsWritten) {
  const auto when = parse_when<KnownAxis>("2019-07-22T14:00:05+02:00~");
  ASSERT_TRUE(succeeded(when));
  EXPECT_EQ(when->text, "2019-07-22T14:00:05+02:00~");
}

TEST(When, HasTheSameBoundsHoweverItIsWritten) {
  const auto zulu = parse_when<EffectiveAxis>("2019-07-22T12:00Z");
  const auto zoned = parse_when<EffectiveAxis>("2019-07-22T14:00+02:00?");
  const auto other = parse_when<EffectiveAxis>("2019-07-22T12:00:00Z");
  ASSERT_TRUE(zulu && zoned && other);
  EXPECT_TRUE(zulu->same_bounds(*zoned));
  EXPECT_FALSE(zulu->same_bounds(*other));
}

TEST(ParseAsked, MeansTheLastMoment) {
  const auto year = parse_asked<EffectiveAxis>("2019");
  ASSERT_TRUE(succeeded(year));
  EXPECT_EQ(bound(year->at), "2019-12-31T23:59:59.999999Z");
  const auto until = parse_asked<KnownAxis>("[..2022-11]~");
  ASSERT_TRUE(succeeded(until));
  EXPECT_EQ(bound(until->at), "2022-11-30T23:59:59.999999Z");
}

TEST(ParseAsked, RefusesADateWithoutALastMoment) {
  EXPECT_TRUE(
      unit::refused(parse_asked<EffectiveAxis>("[2022-11..]"), {"[2022-11..]", "no last moment"}));
}

TEST(ParseAsked, RefusesAnInterval) {
  EXPECT_TRUE(unit::refused(parse_asked<EffectiveAxis>("2019/2020"), {"expected one date"}));
  EXPECT_TRUE(unit::refused(parse_asked<KnownAxis>("2019/.."), {"expected one date"}));
}

TEST(ParseAsked, RefusesWhatIsNoDate) {
  EXPECT_TRUE(unit::refused(parse_asked<EffectiveAxis>("tomorrow"), {"tomorrow", "YYYY-MM-DD"}));
}

}  // namespace
}  // namespace annals
