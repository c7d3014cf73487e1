#include "annals/codec/date_pattern.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/must.h"
#include "unit/expect.h"

namespace annals {
namespace {

using support::must;
using unit::refused;

std::optional<std::string> read(std::string_view pattern, std::string_view text) {
  return must(DatePattern::parse(pattern)).read(text);
}

TEST(DatePattern, StatesTheOrder) {
  EXPECT_EQ(read("DD.MM.YYYY", "30.10.1947"), "1947-10-30");
  EXPECT_EQ(read("DD/MM/YYYY", "01/02/2006"), "2006-02-01");
  EXPECT_EQ(read("MM/DD/YYYY", "01/02/2006"), "2006-01-02");
  EXPECT_EQ(read("YYYY-MM-DD", "2006-01-02"), "2006-01-02");
  EXPECT_EQ(read("YYYYMMDD", "20060102"), "2006-01-02");
}

TEST(DatePattern, IsAsPreciseAsItSays) {
  EXPECT_EQ(read("YYYY", "2006"), "2006");
  EXPECT_EQ(read("MM/YYYY", "02/2006"), "2006-02");
  EXPECT_EQ(read("YYYY", "2001?"), "2001?");
  EXPECT_EQ(read("EDTF", "[2019-03..2019-07-22]"), "[2019-03..2019-07-22]");
}

TEST(DatePattern, ReadsOneDigitAndEnglishMonths) {
  EXPECT_EQ(read("D.M.YYYY", "1.2.2006"), "2006-02-01");
  EXPECT_EQ(read("D.M.YYYY", "11.12.2006"), "2006-12-11");
  EXPECT_EQ(read("D MMM YYYY", "1 Sep 2006"), "2006-09-01");
  EXPECT_EQ(read("MMMM D, YYYY", "May 1, 2006"), "2006-05-01");
}

TEST(DatePattern, FitsTheWholeTextOrNotAtAll) {
  for (const std::string_view text :
       {"30.10.194", "30.10.19470", "3.10.1947", "30-10-1947", "30.10.1947 ", " 30.10.1947", "",
        "?", "30.10.", "dd.mm.yyyy"}) {
    EXPECT_EQ(read("DD.MM.YYYY", text), std::nullopt) << text;
  }
  EXPECT_EQ(read("D MMM YYYY", "1 Spe 2006"), std::nullopt);
  EXPECT_EQ(read("EDTF", "30.10.1947"), std::nullopt);
}

TEST(DatePattern, RefusesWhatIsNoPattern) {
  EXPECT_TRUE(refused(DatePattern::parse("DD.MM"), {"\"DD.MM\"", "it has no YYYY"}));
  EXPECT_TRUE(refused(DatePattern::parse("DD YYYY"), {"a day but no month"}));
  EXPECT_TRUE(refused(DatePattern::parse("DD.MM.YY"), {"YY is not YYYY"}));
  EXPECT_TRUE(refused(DatePattern::parse("DDD.MM.YYYY"), {"DDD is not"}));
  EXPECT_TRUE(refused(DatePattern::parse("MM.MM.YYYY"), {"M stands there twice"}));
  EXPECT_TRUE(refused(DatePattern::parse("dd.mm.yyyy"), {"have no meaning"}));
}

DateFormat format(const std::vector<std::string>& patterns) {
  DateFormat format{.written = patterns,
                    .patterns = {},
                    .open = {"", "NA", "31.12.9999"},
                    .means = {{"closed", "[..2017]"}}};
  for (const std::string& pattern : patterns) {
    format.patterns.push_back(must(DatePattern::parse(pattern)));
  }
  return format;
}

TEST(DateFormat, KnowsWhatIsOpenAndWhatSingleTextsMean) {
  const DateFormat day = format({"DD.MM.YYYY"});
  for (const std::string_view open : {"", "NA", "31.12.9999"}) {
    EXPECT_EQ(must(read_date(day, open)), std::nullopt) << open;
  }
  EXPECT_EQ(must(read_date(day, "closed")), "[..2017]");
  EXPECT_EQ(must(read_date(day, "31.12.1999")), "1999-12-31");
}

TEST(DateFormat, TakesTheFirstPatternThatFits) {
  const DateFormat day = format({"DD/MM/YYYY", "MM/DD/YYYY", "YYYY"});
  EXPECT_EQ(must(read_date(day, "01/02/2006")), "2006-02-01");
  EXPECT_EQ(must(read_date(day, "2006~")), "2006~");
}

TEST(DateFormat, RefusesOtherTextsAndDaysThatAreNone) {
  const DateFormat day = format({"DD.MM.YYYY", "YYYY"});
  EXPECT_TRUE(
      refused(read_date(day, "soon"), {"\"soon\" is no date; expected DD.MM.YYYY or YYYY"}));
  EXPECT_TRUE(refused(read_date(day, "29.02.2010"), {"2010-02 has the days 01 to 28"}));
  EXPECT_TRUE(refused(read_date(day, "01.13.2010"), {"2010-13-01"}));
}

}  // namespace
}  // namespace annals
