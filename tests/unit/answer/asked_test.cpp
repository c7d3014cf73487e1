#include "annals/answer/asked.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "annals/time/day.h"
#include "support/must.h"
#include "unit/expect.h"

namespace annals {
namespace {

using support::must;
using unit::refused;
using unit::succeeded;

TEST(ParseCell, SplitsAtTheFirstColon) {
  EXPECT_EQ(must(parse_cell("status")), (Cell{.term = "status", .key = ""}));
  EXPECT_EQ(must(parse_cell("exclusivity:cloud")), (Cell{.term = "exclusivity", .key = "cloud"}));
  EXPECT_EQ(must(parse_cell("a:b:c")), (Cell{.term = "a", .key = "b:c"}));
  EXPECT_EQ(must(parse_cell("a:")), (Cell{.term = "a", .key = ""}));
  EXPECT_EQ(must(parse_cell("a:b=c")), (Cell{.term = "a", .key = "b=c"}));
  EXPECT_EQ(must(parse_cell("東:é")), (Cell{.term = "東", .key = "é"}));
}

TEST(ParseCell, ObeysTheRulesOfTermsAndKeys) {
  EXPECT_TRUE(refused(parse_cell(""), {"'term'", "is empty"}));
  EXPECT_TRUE(refused(parse_cell(":k"), {"'term'", "is empty"}));
  EXPECT_TRUE(refused(parse_cell("a=b"), {"'term'", "':' or '='"}));
  EXPECT_TRUE(refused(parse_cell("a\nb"), {"'term'", "control character"}));
  EXPECT_TRUE(refused(parse_cell("a:b\xC2\x85"), {"'key'", "control character"}));
  EXPECT_TRUE(refused(parse_cell("a:" + std::string(257, 'k')), {"'key'", "257 bytes"}));
  EXPECT_TRUE(refused(parse_cell("a:caf\xE9"), {"'key'", "not UTF-8"}));
}

TEST(ParseCondition, SplitsAtTheLastEqualsSign) {
  const Assertion plain = must(parse_condition("exclusivity:cloud=exclusive"));
  EXPECT_EQ(plain.cell, (Cell{.term = "exclusivity", .key = "cloud"}));
  EXPECT_EQ(plain.value, Value{"exclusive"});
  const Assertion several = must(parse_condition("a:b=c=d"));
  EXPECT_EQ(several.cell, (Cell{.term = "a", .key = "b=c"}));
  EXPECT_EQ(several.value, Value{"d"});
}

Value value_of(std::string_view text) {
  return must(parse_condition("t=" + std::string{text})).value;
}

TEST(ParseCondition, ReadsJsonNumbersBooleansAndQuotedText) {
  EXPECT_EQ(value_of("27"), Value{27.0});
  EXPECT_EQ(value_of("-0.5"), Value{-0.5});
  EXPECT_EQ(value_of("1e3"), Value{1000.0});
  EXPECT_EQ(value_of("true"), Value{true});
  EXPECT_EQ(value_of("false"), Value{false});
  EXPECT_EQ(value_of(R"("27")"), Value{"27"});
  EXPECT_EQ(value_of(R"("a\u00e9\"b")"), Value{"aé\"b"});
  EXPECT_EQ(value_of(R"("")"), Value{""});
}

TEST(ParseCondition, TakesEverythingElseForText) {
  for (const std::string_view text : {"", "exclusive", "True", "null", "[1]", "{}", "01", "1 2",
                                      "+1", ".5", "0x1F", "NaN", R"("open)", "5 USD", "27%"}) {
    EXPECT_EQ(value_of(text), Value{std::string{text}}) << text;
  }
}

TEST(ParseCondition, HasOneZero) {
  EXPECT_EQ(to_text(value_of("-0")), "0");
  EXPECT_EQ(to_text(value_of("-0.0")), "0");
}

TEST(ParseCondition, RefusesNumbersBeyondTwoToThe53) {
  EXPECT_EQ(value_of("9007199254740992"), Value{9007199254740992.0});
  EXPECT_EQ(value_of("-9007199254740992"), Value{-9007199254740992.0});
  for (const std::string number :
       {"9007199254740993", "-9007199254740993", "9007199254740993.0", "1e16", "1e400", "-1e400",
        "18446744073709551616", "99999999999999999999999"}) {
    EXPECT_TRUE(refused(parse_condition("t=" + number), {number, "2^53"})) << number;
  }
}

TEST(ParseCondition, RefusesWhatHasNoEqualsSignOrNoTerm) {
  EXPECT_TRUE(refused(parse_condition("exclusivity:cloud"), {"has no '='", "TERM:KEY=VALUE"}));
  EXPECT_TRUE(refused(parse_condition(""), {"has no '='"}));
  EXPECT_TRUE(refused(parse_condition("=x"), {"'term'", "is empty"}));
  EXPECT_TRUE(refused(parse_condition("a=b=c"), {"'term'", "':' or '='"}));
}

TEST(ParseArgument, IsJsonOnlyForPlainValues) {
  EXPECT_EQ(parse_argument("27"), Json(27));
  EXPECT_EQ(parse_argument("true"), Json(true));
  EXPECT_EQ(parse_argument(R"("x")"), Json("x"));
  EXPECT_EQ(parse_argument("x"), Json("x"));
  EXPECT_EQ(parse_argument("null"), Json("null"));
  EXPECT_EQ(parse_argument("[1,2]"), Json("[1,2]"));
  EXPECT_EQ(parse_argument(R"({"a":1})"), Json(R"({"a":1})"));
  EXPECT_EQ(parse_argument(""), Json(""));
}

std::string searched(std::string_view text) {
  const Condition condition = must(parse_search(text));
  constexpr std::array words{"any", "=", "<", "<=", ">", ">="};
  return condition.term + "|" + condition.key.value_or("any") + "|" +
         words.at(static_cast<std::size_t>(condition.comparison)) + "|" + to_text(condition.value);
}

TEST(ParseSearch, ReadsEveryForm) {
  EXPECT_EQ(searched("exclusivity:cloud=exclusive"), "exclusivity|cloud|=|exclusive");
  EXPECT_EQ(searched("exclusivity=exclusive"), "exclusivity|any|=|exclusive");
  EXPECT_EQ(searched("exclusivity:=exclusive"), "exclusivity||=|exclusive");
  EXPECT_EQ(searched("provider"), "provider|any|any|none");
  EXPECT_EQ(searched("provider:a:b"), "provider|a:b|any|none");
  EXPECT_EQ(searched("stake:m>=25"), "stake|m|>=|25");
  EXPECT_EQ(searched("stake:m<=-2.5"), "stake|m|<=|-2.5");
  EXPECT_EQ(searched("stake>25"), "stake|any|>|25");
  EXPECT_EQ(searched("stake<25"), "stake|any|<|25");
  EXPECT_EQ(searched("a:b=c>5"), "a|b|=|c>5");
}

TEST(ParseSearch, RefusesWhatCannotBeCompared) {
  EXPECT_TRUE(refused(parse_search("stake>=much"), {"\"much\"", "number"}));
  EXPECT_TRUE(refused(parse_search("stake>\"25\""), {"number"}));
  EXPECT_TRUE(refused(parse_search(">=5"), {"term"}));
  EXPECT_TRUE(refused(parse_searches({"a", "=b"}), {"term"}));
}

TEST(ParseRange, ReadsBothEndsOrOneDate) {
  const auto words = [](std::string_view text) {
    const Days days = must(parse_range("--during", text));
    return (days.from ? to_text(*days.from) : "..") + "/" + (days.to ? to_text(*days.to) : "..");
  };
  EXPECT_EQ(words("2020/2021-06"), "2020-01-01/2021-07-01");
  EXPECT_EQ(words("2020"), "2020-01-01/2021-01-01");
  EXPECT_EQ(words("../2020-02"), "../2020-03-01");
  EXPECT_EQ(words("2020/.."), "2020-01-01/..");
  EXPECT_EQ(words("[..2020]/[2021..]"), "../..");
  EXPECT_TRUE(refused(parse_range("--during", "2021/2020"), {"--during", "ends before"}));
  EXPECT_TRUE(refused(parse_range("--during", "a/b"), {"--during", "\"a\""}));
}

TEST(ParsePerspective, MeansNothingWhereNothingIsGiven) {
  const Perspective all = must(parse_perspective({}));
  EXPECT_FALSE(all.known.has_value());
  EXPECT_FALSE(all.basis.has_value());
  EXPECT_FALSE(all.recorded.has_value());
}

TEST(ParsePerspective, ReadsEachFlag) {
  const Perspective some =
      must(parse_perspective({.known = "2019", .basis = "18446744073709551615", .recorded = {}}));
  EXPECT_EQ(to_text(unit::inside(some.known).at), "2019-12-31T23:59:59.999999Z");
  EXPECT_EQ(unit::inside(some.basis).value, 18446744073709551615ULL);
  const Perspective then =
      must(parse_perspective({.known = {}, .basis = {}, .recorded = "2020-02"}));
  EXPECT_EQ(to_text(unit::inside(then.recorded).at), "2020-02-29T23:59:59.999999Z");
}

TEST(ParsePerspective, RefusesTwoWaysToSayWhichLog) {
  EXPECT_TRUE(refused(parse_perspective({.known = {}, .basis = "1", .recorded = "2020"}),
                      {"--basis", "--recorded"}));
}

TEST(ParsePerspective, NamesTheFlagThatIsWrong) {
  const auto with_basis = [](const std::string& text) {
    return parse_perspective({.known = {}, .basis = text, .recorded = {}});
  };
  for (const std::string text : {"", "-1", "+1", "1.0", " 1", "1 ", "x", "18446744073709551616"}) {
    EXPECT_TRUE(refused(with_basis(text), {"--basis", "expected a whole number from 0 on"}))
        << text;
  }
  EXPECT_TRUE(succeeded(with_basis("0")));
  EXPECT_TRUE(refused(parse_perspective({.known = "soon", .basis = {}, .recorded = {}}),
                      {"--known: ", "expected YYYY"}));
  EXPECT_TRUE(refused(parse_perspective({.known = {}, .basis = {}, .recorded = "[2020..]"}),
                      {"--recorded: ", "no last moment"}));
}

TEST(ParseKnown, MeansAllThatIsKnownWithoutALastMoment) {
  EXPECT_EQ(must(parse_known("--known", "[2020..]")), KnownTime::latest());
  EXPECT_TRUE(refused(parse_known("--known", "2020/.."), {"--known: ", "expected one date"}));
}

TEST(ParseOn, RepeatsWhatWasAsked) {
  const AskedMoment asked = must(parse_on("2019~"));
  EXPECT_EQ(asked.echo, "2019~");
  EXPECT_EQ(to_text(asked.at.at), "2019-12-31T23:59:59.999999Z");
}

TEST(ParseOn, IsNowWhereNothingWasAsked) {
  const AskedMoment now = must(parse_on({}));
  EXPECT_EQ(now.echo, to_text(now.at.at));
}

TEST(ParseOn, NamesItsFlag) {
  EXPECT_TRUE(refused(parse_on("[2020..]"), {"--on: ", "no last moment"}));
  EXPECT_TRUE(refused(parse_on("2019/2020"), {"--on: ", "expected one date"}));
}

}  // namespace
}  // namespace annals
