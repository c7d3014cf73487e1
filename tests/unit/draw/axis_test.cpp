#include "annals/draw/axis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "annals/draw/text.h"
#include "annals/time/when.h"
#include "support/must.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Day day(std::string_view text) {
  return day_of(must(parse_span(text)).first);
}

/// Each tick as `2019-07-22 22`, with its context behind it where it has one.
std::vector<std::string> in_words(std::string_view from, std::string_view to, double width) {
  std::vector<std::string> words;
  for (const Tick& tick : ticks({.from = day(from), .to = day(to)}, width)) {
    words.push_back(to_text(tick.day) + " " + tick.label);
    if (!tick.context.empty()) words.back() += " | " + tick.context;
  }
  return words;
}

TEST(Ticks, AreDaysWithTheirMonth) {
  EXPECT_THAT(in_words("2019-07-30", "2019-08-02", 300),
              ElementsAre("2019-07-30 30 | Jul 2019", "2019-07-31 31", "2019-08-01 1 | Aug 2019"));
}

TEST(Ticks, AreMondaysWhereDaysHaveNoRoom) {
  EXPECT_THAT(in_words("2025-01-01", "2025-01-21", 100),
              ElementsAre("2025-01-06 6 | Jan 2025", "2025-01-13 13", "2025-01-20 20"));
}

TEST(Ticks, AreMonthsWithTheirYear) {
  EXPECT_THAT(in_words("2019-11-15", "2020-02-10", 120),
              ElementsAre("2019-12-01 Dec | 2019", "2020-01-01 Jan | 2020", "2020-02-01 Feb"));
}

TEST(Ticks, AreQuartersAndHalves) {
  EXPECT_THAT(in_words("2019-02-01", "2019-12-31", 150),
              ElementsAre("2019-04-01 Apr | 2019", "2019-07-01 Jul", "2019-10-01 Oct"));
  EXPECT_THAT(in_words("2019-02-01", "2020-12-31", 150),
              ElementsAre("2019-07-01 Jul | 2019", "2020-01-01 Jan | 2020", "2020-07-01 Jul"));
}

TEST(Ticks, AreYearsAndRoundNumbersOfYears) {
  EXPECT_THAT(in_words("2018-06-01", "2021-06-01", 150),
              ElementsAre("2019-01-01 2019", "2020-01-01 2020", "2021-01-01 2021"));
  EXPECT_THAT(in_words("1987", "2021", 200), ElementsAre("1990-01-01 1990", "2000-01-01 2000",
                                                         "2010-01-01 2010", "2020-01-01 2020"));
  EXPECT_THAT(in_words("1066", "2021", 200), ElementsAre("1500-01-01 1500", "2000-01-01 2000"));
}

TEST(Ticks, HaveRoomForTheirLabelsWhateverTheRange) {
  constexpr double width = 940;
  for (int days = 1; days < 3'000'000; days += 1 + days / 7) {
    const DayRange range{.from = first_day + std::chrono::days{11},
                         .to = first_day + std::chrono::days{11 + days}};
    const std::vector<Tick> all = ticks(range, width);
    EXPECT_THAT(all, SizeIs(testing::Le(40U))) << days;
    for (std::size_t i = 1; i < all.size(); ++i) {
      const double apart = static_cast<double>((all[i].day - all[i - 1].day).count());
      EXPECT_GT(apart / range.days() * width, text_width(all[i - 1].label, 12)) << days;
    }
  }
}

TEST(Ticks, OfEveryRangeThatHasMoreThanAFewDaysAreThere) {
  for (int days = 8; days < 3'000'000; days += 1 + days / 7) {
    EXPECT_THAT(ticks({.from = first_day, .to = first_day + std::chrono::days{days}}, 940),
                testing::Not(IsEmpty()))
        << days;
  }
}

}  // namespace
}  // namespace annals
