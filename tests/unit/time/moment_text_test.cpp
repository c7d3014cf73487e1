// Moments and days as text: to_text, and back.

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "annals/time/day.h"
#include "annals/time/when.h"
#include "unit/expect.h"

namespace annals {
namespace {

using unit::succeeded;

Moment moment(std::int64_t microseconds) {
  return Moment{Microseconds{microseconds}};
}

TEST(MomentText, HasSixDigitsAndZulu) {
  EXPECT_EQ(to_text(moment(0)), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(to_text(moment(1)), "1970-01-01T00:00:00.000001Z");
  EXPECT_EQ(to_text(moment(-1)), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(to_text(moment(1'563'804'005'250'000)), "2019-07-22T14:00:05.250000Z");
  EXPECT_EQ(to_text(moment(1'709'251'199'999'999)), "2024-02-29T23:59:59.999999Z");
}

TEST(MomentText, ReachesBothEndsOfTheYears) {
  EXPECT_EQ(to_text(Moment{first_day}), "0001-01-01T00:00:00.000000Z");
  EXPECT_EQ(to_text(last_moment_of(last_day)), "9999-12-31T23:59:59.999999Z");
}

/// Whether the text of a moment means exactly this moment.
testing::AssertionResult reads_back(Moment at) {
  const std::string text = to_text(at);
  const auto span = parse_span(text);
  if (!span) return succeeded(span);
  if (span->first == at && span->last == at) return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << text << " means " << to_text(span->first) << " to " << to_text(span->last);
}

TEST(MomentText, IsADateOfExactlyThatMicrosecond) {
  EXPECT_TRUE(reads_back(Moment{first_day}));
  EXPECT_TRUE(reads_back(last_moment_of(last_day)));
  constexpr unsigned seed = 20190722;
  SCOPED_TRACE(seed);
  std::mt19937_64 random{seed};
  std::uniform_int_distribution<std::int64_t> any{
      Moment{first_day}.time_since_epoch().count(),
      last_moment_of(last_day).time_since_epoch().count()};
  for (int i = 0; i < 2'000; ++i) EXPECT_TRUE(reads_back(moment(any(random))));
}

TEST(DayText, IsADateOfExactlyThatDay) {
  for (Day day{std::chrono::year{1899} / 12 / 25}; day < Day{std::chrono::year{1904} / 3 / 5};
       day += std::chrono::days{1}) {
    const auto span = parse_span(to_text(day));
    ASSERT_TRUE(succeeded(span));
    EXPECT_EQ(span->first, Moment{day});
    EXPECT_EQ(span->last, last_moment_of(day));
  }
  EXPECT_EQ(to_text(first_day), "0001-01-01");
  EXPECT_EQ(to_text(last_day), "9999-12-31");
}

TEST(Day, EndsAMicrosecondBeforeTheNext) {
  const Day day{std::chrono::year{2024} / 2 / 29};
  EXPECT_EQ(day_of(last_moment_of(day)), day);
  EXPECT_EQ(day_of(last_moment_of(day) + Microseconds{1}), day + std::chrono::days{1});
  EXPECT_EQ(day_of(Moment{day}), day);
}

TEST(Day, IsFoundBefore1970Too) {
  EXPECT_EQ(day_of(moment(-1)), Day{std::chrono::year{1969} / 12 / 31});
}

}  // namespace
}  // namespace annals
