#include "annals/index/calendar_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/must.h"
#include "unit/expect.h"
#include "unit/log/test_log.h"
#include "unit/sample.h"
#include "unit/statements.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using unit::failed;
using unit::Sample;

std::vector<std::uint64_t> starts(const Sample& sample, const std::string& from,
                                  const std::string& to) {
  const Moment begin = must(parse_span(from)).first;
  const Moment end = must(parse_span(to)).last;
  return unit::numbers(must(read_calendar(sample.snapshot(), CalendarDate::start, begin, end)));
}

TEST(CalendarIndex, FindsDatesThatReachIntoAWindowHoweverVague) {
  Sample sample;
  int number = 0;
  for (const std::string effective :
       {"2020-05-05", "2020", "2020-Q2", "[..2020-05]", "[2020-06..]", "2020-05-05T12:00Z",
        "[2000..2021]", "0001", "9999", "2019"}) {
    sample.set({.id = std::to_string(++number),
                .relationship = "r",
                .cell = "t:" + std::to_string(number),
                .effective = effective});
  }
  EXPECT_THAT(starts(sample, "2020-05-05", "2020-05-05"), ElementsAre(1, 2, 3, 4, 6, 7));
  EXPECT_THAT(starts(sample, "2020-05-06", "2020-05-06"), ElementsAre(2, 3, 4, 7));
  EXPECT_THAT(starts(sample, "2020-07", "2020-08"), ElementsAre(2, 5, 7));
  EXPECT_THAT(starts(sample, "[..2020]", "[2020..]"), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  EXPECT_THAT(starts(sample, "9999-12-31", "9999-12-31"), ElementsAre(5, 9));
  EXPECT_THAT(starts(sample, "2019-12-31T23:59:59.999999Z", "2019-12-31"), ElementsAre(4, 7, 10));
}

TEST(CalendarIndex, KeepsStartsEndsAndKnowledgeApart) {
  Sample sample;
  Json event = unit::to_json({.id = "a", .relationship = "r", .cell = "t", .effective = "2020"});
  event["until"] = "2022";
  event["known"] = "2021";
  sample.add(event);
  const auto found = [&](CalendarDate kind, const std::string& year) {
    const Span span = must(parse_span(year));
    return unit::numbers(must(read_calendar(sample.snapshot(), kind, span.first, span.last)));
  };
  EXPECT_THAT(found(CalendarDate::start, "2020"), ElementsAre(1));
  EXPECT_THAT(found(CalendarDate::end, "2022"), ElementsAre(1));
  EXPECT_THAT(found(CalendarDate::known, "2021"), ElementsAre(1));
  EXPECT_THAT(found(CalendarDate::start, "2022"), IsEmpty());
  EXPECT_THAT(found(CalendarDate::end, "2020"), IsEmpty());
  EXPECT_THAT(found(CalendarDate::known, "2026"), IsEmpty());
}

TEST(CalendarIndex, ReportsAnEntryThatCannotBeRead) {
  for (const std::string& key : {std::string{"\x01"}, std::string{"\x01\x02too short"}}) {
    unit::Sample log;
    log.put(Column::calendar, key, "");
    EXPECT_TRUE(
        failed(read_calendar(log.snapshot(), CalendarDate::start, Moment::min(), Moment::max()),
               ErrorCode::corrupt, {"'calendar'"}));
  }
}

}  // namespace
}  // namespace annals
