#include "annals/time/calendar_step.h"

#include <gtest/gtest.h>

namespace annals {
namespace {

constexpr CalendarStep days_of(int days) {
  return {.months = 0, .days = days};
}

constexpr CalendarStep months_of(int months) {
  return {.months = months, .days = 0};
}

constexpr Day day(int year, unsigned month, unsigned day_of_month) {
  return Day{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day_of_month}};
}

TEST(CalendarStep, BeginsWithItsUnit) {
  const Day thursday = day(2025, 11, 20);
  EXPECT_EQ(days_of(1).begin_of(thursday), thursday);
  EXPECT_EQ(days_of(7).begin_of(thursday), day(2025, 11, 17));
  EXPECT_EQ(months_of(1).begin_of(thursday), day(2025, 11, 1));
  EXPECT_EQ(months_of(3).begin_of(thursday), day(2025, 10, 1));
  EXPECT_EQ(months_of(12).begin_of(thursday), day(2025, 1, 1));
  EXPECT_EQ(months_of(600).begin_of(thursday), day(2000, 1, 1));
}

TEST(CalendarStep, LeavesAMarkWhereItIs) {
  for (const CalendarStep& step : {days_of(2), days_of(7), months_of(1), months_of(24)}) {
    const Day mark = step.begin_of(day(1969, 12, 31));
    EXPECT_LE(mark, day(1969, 12, 31));
    EXPECT_EQ(step.begin_of(mark), mark);
    EXPECT_EQ(step.begin_of(step.after(mark)), step.after(mark));
    EXPECT_GT(step.after(mark), day(1969, 12, 31));
  }
}

TEST(CalendarStep, OfManyYearsBeginsBeforeTheFirstDay) {
  EXPECT_EQ(months_of(12000).begin_of(first_day), day(0, 1, 1));
  EXPECT_EQ(months_of(12000).after(day(0, 1, 1)), day(1000, 1, 1));
}

TEST(CalendarStep, KnowsItsLength) {
  EXPECT_DOUBLE_EQ(days_of(14).length_in_days(), 14);
  EXPECT_DOUBLE_EQ(months_of(12).length_in_days(), 365.2425);
}

}  // namespace
}  // namespace annals
