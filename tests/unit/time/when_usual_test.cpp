// The two forms that are read without looking for any other: they mean what they mean where the
// general way reads them, within brackets.

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

#include "annals/time/day.h"
#include "annals/time/when.h"
#include "support/must.h"

namespace annals {
namespace {

using support::must;

/// What the general way makes of `text`; it knows no interval but the one around it.
Result<Span> read_in_brackets(const std::string& text) {
  return parse_span("[" + text + ".." + text + "]");
}

/// Whether both ways refuse `text`, or read the same from it.
testing::AssertionResult read_alike(const std::string& text) {
  const auto alone = parse_span(text);
  const auto in_brackets = read_in_brackets(text);
  if (alone.has_value() != in_brackets.has_value()) {
    return testing::AssertionFailure() << text << " is refused one way only";
  }
  if (alone && *alone != *in_brackets) {
    return testing::AssertionFailure() << text << " means two things";
  }
  return testing::AssertionSuccess();
}

TEST(UsualDate, OfEveryDayIsReadAlike) {
  for (Day day = first_day; day <= last_day; day += std::chrono::days{1}) {
    const std::string text = to_text(day);
    const Span span = must(parse_span(text));
    ASSERT_TRUE(span.first == Moment{day} && span.last == last_moment_of(day)) << text;
  }
}

TEST(UsualDate, OfAnyDigitsIsReadAlike) {
  for (const std::string_view year : {"0000", "0001", "1900", "2000", "2019", "2020", "9999"}) {
    for (int month = 0; month < 100; ++month) {
      for (int day = 0; day < 100; ++day) {
        const auto two = [](int number) {
          return std::string{static_cast<char>('0' + number / 10),
                             static_cast<char>('0' + number % 10)};
        };
        const std::string text = std::string{year} + "-" + two(month) + "-" + two(day);
        ASSERT_TRUE(read_alike(text));
        ASSERT_TRUE(read_alike(text + "T" + two(day) + ":" + two(month) + ":" + two(day) + "Z"));
      }
    }
  }
}

TEST(UsualDate, WithOtherCharactersIsReadAlike) {
  std::size_t accepted = 0;
  for (unsigned seed = 1; seed <= 200'000; ++seed) {
    std::mt19937 random{seed};
    std::string text = random() % 2 == 0 ? "2020-02-29" : "9999-12-31T23:59:59Z";
    constexpr std::string_view characters = "0123456789012345678901234567890123456789-T:Z+Q. a";
    for (std::size_t changes = 1 + random() % 2; changes > 0; --changes) {
      text[random() % text.size()] = characters[random() % characters.size()];
    }
    ASSERT_TRUE(read_alike(text));
    if (parse_span(text)) ++accepted;
  }
  EXPECT_GT(accepted, 1000U);
}

TEST(UsualDate, TellsWhyItIsRefused) {
  EXPECT_EQ(parse_span("2019-02-30").error().message,
            "\"2019-02-30\" is not a date: 2019-02 has the days 01 to 28");
  EXPECT_EQ(parse_span("2019-02-03T24:00:00Z").error().message,
            "\"2019-02-03T24:00:00Z\" is not a date: hours go from 00 to 23");
}

}  // namespace
}  // namespace annals
