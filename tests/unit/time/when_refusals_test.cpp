// Everything that semantics.md §2 refuses as a date, and what the message says was expected.

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

struct Case {
  std::string_view name;
  std::string_view text;
  std::string_view expected;  // what the message says
};

std::ostream& operator<<(std::ostream& out, const Case& row) {
  return out << row.text;
}

std::string name_of(const testing::TestParamInfo<Case>& row) {
  return std::string{row.param.name};
}

class RefuseSpan : public testing::TestWithParam<Case> {};

TEST_P(RefuseSpan, SaysWhatWasExpected) {
  EXPECT_TRUE(refused(parse_span(GetParam().text), {GetParam().expected}));
}

constexpr std::string_view forms = "expected YYYY, YYYY-MM, YYYY-Qn, YYYY-MM-DD";

const std::vector<Case> shapes{
    {.name = "nothing", .text = "", .expected = forms},
    {.name = "space", .text = " ", .expected = forms},
    {.name = "words", .text = "next week", .expected = forms},
    {.name = "slashes", .text = "22/07/2019", .expected = "expected one date"},
    {.name = "dots", .text = "22.07.2019", .expected = forms},
    {.name = "american", .text = "07-22-2019", .expected = forms},
    {.name = "compact", .text = "20190722", .expected = forms},
    {.name = "week", .text = "2019-W30", .expected = forms},
    {.name = "day_of_year", .text = "2019-203", .expected = forms},
    {.name = "season", .text = "2019-21", .expected = "months go from 01 to 12"},
    {.name = "short_month", .text = "2019-7", .expected = forms},
    {.name = "short_parts", .text = "2019-7-2", .expected = forms},
    {.name = "short_day", .text = "2019-07-2", .expected = forms},
    {.name = "short_year", .text = "201", .expected = forms},
    {.name = "long_year", .text = "12019", .expected = forms},
    {.name = "signed_year", .text = "-2019", .expected = forms},
    {.name = "plus_year", .text = "+2019", .expected = forms},
    {.name = "unspecified_digits", .text = "201X", .expected = forms},
    {.name = "space_before", .text = " 2019", .expected = forms},
    {.name = "space_behind", .text = "2019 ", .expected = forms},
    {.name = "dash_behind", .text = "2019-", .expected = forms},
    {.name = "dash_behind_month", .text = "2019-07-", .expected = forms},
    {.name = "dash_behind_day", .text = "2019-07-22-", .expected = forms},
    {.name = "more_behind_month", .text = "2019-07x", .expected = forms},
    {.name = "letters_for_digits", .text = "2o19", .expected = forms},
    {.name = "other_digits", .text = "２０１９", .expected = forms},
    {.name = "nul_behind", .text = std::string_view{"2019\0", 5}, .expected = forms},
    {.name = "small_quarter", .text = "2019-q3", .expected = forms},
    {.name = "no_quarter", .text = "2019-Q", .expected = forms},
    {.name = "quarter_and_more", .text = "2019-Q3-01", .expected = forms},
    {.name = "quarter_of_two_digits", .text = "2019-Q10", .expected = forms},
    {.name = "interval", .text = "2019/2020", .expected = "allowed in 'effective' only"},
    {.name = "interval_without_left", .text = "../2020", .expected = "expected one date"},
};

INSTANTIATE_TEST_SUITE_P(Shapes, RefuseSpan, testing::ValuesIn(shapes), name_of);

const std::vector<Case> ranges{
    {.name = "year_zero", .text = "0000", .expected = "years go from 0001 to 9999"},
    {.name = "day_in_year_zero", .text = "0000-01-01", .expected = "years go from 0001 to 9999"},
    {.name = "month_zero", .text = "2019-00", .expected = "months go from 01 to 12"},
    {.name = "month_thirteen", .text = "2019-13-01", .expected = "months go from 01 to 12"},
    {.name = "quarter_zero", .text = "2019-Q0", .expected = "quarters go from Q1 to Q4"},
    {.name = "quarter_five", .text = "2019-Q5", .expected = "quarters go from Q1 to Q4"},
    {.name = "day_zero", .text = "2019-07-00", .expected = "2019-07 has the days 01 to 31"},
    {.name = "day_32", .text = "2019-07-32", .expected = "2019-07 has the days 01 to 31"},
    {.name = "day_31_of_30", .text = "2019-06-31", .expected = "2019-06 has the days 01 to 30"},
    {.name = "february_30", .text = "2019-02-30", .expected = "2019-02 has the days 01 to 28"},
    {.name = "no_leap_1900", .text = "1900-02-29", .expected = "1900-02 has the days 01 to 28"},
    {.name = "no_leap_2023", .text = "2023-02-29", .expected = "2023-02 has the days 01 to 28"},
    {.name = "no_leap_2100", .text = "2100-02-29", .expected = "2100-02 has the days 01 to 28"},
    {.name = "leap_2000", .text = "2000-02-30", .expected = "2000-02 has the days 01 to 29"},
};

INSTANTIATE_TEST_SUITE_P(Ranges, RefuseSpan, testing::ValuesIn(ranges), name_of);

constexpr std::string_view time_forms = "hh:mm, hh:mm:ss or hh:mm:ss.f";
constexpr std::string_view zone_forms = "a zone is Z or between -14:00 and +14:00";
constexpr std::string_view outside = "outside the years 0001 to 9999";

const std::vector<Case> times{
    {.name = "no_zone", .text = "2019-07-22T14:00", .expected = "needs a zone"},
    {.name = "no_zone_of_second", .text = "2019-07-22T14:00:05", .expected = "needs a zone"},
    {.name = "no_zone_of_fraction", .text = "2019-07-22T14:00:05.5", .expected = "needs a zone"},
    {.name = "no_time", .text = "2019-07-22T", .expected = time_forms},
    {.name = "only_zone", .text = "2019-07-22TZ", .expected = time_forms},
    {.name = "only_hour", .text = "2019-07-22T14Z", .expected = time_forms},
    {.name = "short_hour", .text = "2019-07-22T9:00Z", .expected = time_forms},
    {.name = "short_minute", .text = "2019-07-22T14:0Z", .expected = time_forms},
    {.name = "compact_time", .text = "2019-07-22T1400Z", .expected = time_forms},
    {.name = "small_t", .text = "2019-07-22t14:00Z", .expected = forms},
    {.name = "space_for_t", .text = "2019-07-22 14:00Z", .expected = forms},
    {.name = "time_of_month", .text = "2019-07T14:00Z", .expected = forms},
    {.name = "hour_24", .text = "2019-07-22T24:00Z", .expected = "hours go from 00 to 23"},
    {.name = "minute_60", .text = "2019-07-22T14:60Z", .expected = "minutes go from 00 to 59"},
    {.name = "leap_second", .text = "2016-12-31T23:59:60Z", .expected = "seconds go from 00 to 59"},
    {.name = "no_second", .text = "2019-07-22T14:00:Z", .expected = "seconds go from 00 to 59"},
    {.name = "no_fraction", .text = "2019-07-22T14:00:05.Z", .expected = "one to six digits"},
    {.name = "nanoseconds",
     .text = "2019-07-22T14:00:05.1234567Z",
     .expected = "one to six digits"},
    {.name = "comma_fraction", .text = "2019-07-22T14:00:05,5Z", .expected = zone_forms},
    {.name = "fraction_of_minute", .text = "2019-07-22T14:00.5Z", .expected = zone_forms},
    {.name = "small_z", .text = "2019-07-22T14:00z", .expected = zone_forms},
    {.name = "named_zone", .text = "2019-07-22T14:00CET", .expected = zone_forms},
    {.name = "hour_of_zone", .text = "2019-07-22T14:00+02", .expected = zone_forms},
    {.name = "compact_zone", .text = "2019-07-22T14:00+0200", .expected = zone_forms},
    {.name = "short_zone", .text = "2019-07-22T14:00+2:00", .expected = zone_forms},
    {.name = "minutes_of_zone", .text = "2019-07-22T14:00+02:60", .expected = zone_forms},
    {.name = "too_far_east", .text = "2019-07-22T14:00+14:01", .expected = zone_forms},
    {.name = "too_far_west", .text = "2019-07-22T14:00-14:01", .expected = zone_forms},
    {.name = "much_too_far", .text = "2019-07-22T14:00+99:00", .expected = zone_forms},
    {.name = "zone_twice", .text = "2019-07-22T14:00ZZ", .expected = forms},
    {.name = "more_behind_zone", .text = "2019-07-22T14:00+02:000", .expected = forms},
    {.name = "before_the_years", .text = "0001-01-01T00:00+00:01", .expected = outside},
    {.name = "just_before", .text = "0001-01-01T13:59:59.999999+14:00", .expected = outside},
    {.name = "after_the_years", .text = "9999-12-31T23:59-00:01", .expected = outside},
    {.name = "just_after", .text = "9999-12-31T10:00:00.000000-14:00", .expected = outside},
};

INSTANTIATE_TEST_SUITE_P(Times, RefuseSpan, testing::ValuesIn(times), name_of);

const std::vector<Case> brackets{
    {.name = "both_open", .text = "[..]", .expected = "at least one side must be a date"},
    {.name = "empty", .text = "[]", .expected = "brackets hold two dates"},
    {.name = "one_date", .text = "[2019]", .expected = "brackets hold two dates"},
    {.name = "one_dot", .text = "[2019.2020]", .expected = "brackets hold two dates"},
    {.name = "three_dots", .text = "[2019...2020]", .expected = forms},
    {.name = "not_closed", .text = "[2019..2020", .expected = "must close"},
    {.name = "only_opened", .text = "[", .expected = "must close"},
    {.name = "not_opened", .text = "2019..2020]", .expected = forms},
    {.name = "no_brackets", .text = "2019..2020", .expected = forms},
    {.name = "bare_open_end", .text = "2019..", .expected = forms},
    {.name = "space_inside", .text = "[2019 .. 2020]", .expected = forms},
    {.name = "nested", .text = "[[2019..2020]..2021]", .expected = forms},
    {.name = "a_third_date", .text = "[2019..2020..2021]", .expected = forms},
    {.name = "bad_left", .text = "[2019-13..2020]", .expected = "months go from 01 to 12"},
    {.name = "bad_right", .text = "[2019..2020-02-30]", .expected = "the days 01 to 29"},
    {.name = "wrong_order", .text = "[2020..2019]", .expected = "left date lies after the right"},
    {.name = "wrong_order_by_a_minute",
     .text = "[2019-07-22T14:01Z..2019-07-22T14:00Z]",
     .expected = "left date lies after the right"},
};

INSTANTIATE_TEST_SUITE_P(Brackets, RefuseSpan, testing::ValuesIn(brackets), name_of);

const std::vector<Case> qualifiers{
    {.name = "alone", .text = "~", .expected = forms},
    {.name = "twice", .text = "2019~?", .expected = forms},
    {.name = "in_front", .text = "~2019", .expected = forms},
    {.name = "in_the_middle", .text = "2019~-07", .expected = forms},
    {.name = "of_the_left_bound", .text = "[2019~..2020]", .expected = forms},
    {.name = "of_the_right_bound", .text = "[2019..2020?]", .expected = forms},
    {.name = "behind_a_space", .text = "2019 ~", .expected = forms},
    {.name = "unknown", .text = "2019!", .expected = forms},
};

INSTANTIATE_TEST_SUITE_P(Qualifiers, RefuseSpan, testing::ValuesIn(qualifiers), name_of);

TEST(RefuseSpanMessage, QuotesTheText) {
  EXPECT_TRUE(refused(parse_span("next week"), {R"("next week" is not a date)"}));
}

TEST(RefuseSpanMessage, IsShortAndOneLineForAnyText) {
  EXPECT_TRUE(refused(parse_span("a\nb"), {R"(a\x0ab)"}));
  const auto endless = parse_span(std::string(100'000, '2'));
  ASSERT_FALSE(endless.has_value());
  EXPECT_LT(endless.error().message.size(), 300U);
}

}  // namespace
}  // namespace annals
