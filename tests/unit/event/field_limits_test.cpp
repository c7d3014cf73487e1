// How long, how large and of which characters what people send may be.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "annals/event/field_reader.h"
#include "annals/event/limits.h"
#include "unit/events.h"
#include "unit/expect.h"

namespace annals {
namespace {

using unit::make;
using unit::make_line;
using unit::refused;
using unit::succeeded;
using unit::term_set;
using unit::with;

/// `characters` times é, which is two bytes.
std::string accents(std::size_t characters) {
  std::string text;
  for (std::size_t i = 0; i < characters; ++i) text += "é";
  return text;
}

class IdLike : public testing::TestWithParam<std::string> {
 protected:
  /// The event whose field under test is `text`.
  static Result<Event> with_field(const std::string& text) {
    return make(with(term_set(), {{GetParam(), text}}));
  }
  static std::string field() { return "'" + GetParam() + "'"; }
};

TEST_P(IdLike, HasAtMost256Bytes) {
  EXPECT_TRUE(succeeded(with_field(std::string(256, 'a'))));
  EXPECT_TRUE(refused(with_field(std::string(257, 'a')), {field(), "has 257 bytes", "1 to 256"}));
  EXPECT_TRUE(succeeded(with_field(accents(128))));
  EXPECT_TRUE(refused(with_field(accents(128) + "a"), {field(), "has 257 bytes"}));
}

TEST_P(IdLike, HasNoControlCharacter) {
  const std::vector<std::string> controls{
      std::string{"a\0b", 3}, "a\nb", "\t", "\x1f", "\x7f", "a\xC2\x80", "\xC2\x85", "b\xC2\x9F"};
  for (const std::string& control : controls) {
    EXPECT_TRUE(refused(with_field(control), {field(), "control character"}));
  }
}

TEST_P(IdLike, MayHaveAnyOtherCharacter) {
  for (const auto* const text : {" ", "a b", "\xC2\xA0", "東京", "🏭", "\xE2\x80\xA8", "\"\\/"}) {
    EXPECT_TRUE(succeeded(with_field(text))) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(Fields, IdLike,
                         testing::Values("id", "relationship", "term", "key", "replaces"));

TEST(IdLikeEmpty, IsRefusedButForAKey) {
  for (const std::string field : {"id", "relationship", "term", "replaces"}) {
    EXPECT_TRUE(refused(make(with(term_set(), {{field, ""}})), {"'" + field + "'", "is empty"}));
  }
  EXPECT_TRUE(succeeded(make(with(term_set(), {{"key", ""}}))));
}

TEST(Term, HasNeitherColonNorEqualsSign) {
  EXPECT_TRUE(refused(make(with(term_set(), {{"term", "a:b"}})), {"'term'", "':' or '='"}));
  EXPECT_TRUE(refused(make(with(term_set(), {{"term", "a=b"}})), {"'term'", "':' or '='"}));
  EXPECT_TRUE(succeeded(make(with(term_set(), {{"key", "a:b=c"}}))));
}

TEST(TextValue, HasAtMost4096Bytes) {
  const auto value = [](const std::string& text) {
    return make(with(term_set(), {{"value", text}}));
  };
  EXPECT_TRUE(succeeded(value("")));
  EXPECT_TRUE(succeeded(value(std::string(4096, 'a'))));
  EXPECT_TRUE(succeeded(value(accents(2048))));
  EXPECT_TRUE(refused(value(std::string(4097, 'a')), {"'value'", "4097 bytes", "at most 4096"}));
  EXPECT_TRUE(refused(value(accents(2048) + "a"), {"'value'", "4097 bytes"}));
}

TEST(TextValue, MayHaveControlCharacters) {
  EXPECT_TRUE(succeeded(make(with(term_set(), {{"value", std::string{"a\0\n\xC2\x85", 5}}}))));
}

TEST(TextThatBecomesAValue, HasAtMost4096BytesToo) {
  const auto licence = [](std::size_t bytes) {
    return make(Json{{"type", "licence_granted"},
                     {"relationship", "r"},
                     {"effective", "2020"},
                     {"subject", "s"},
                     {"terms", std::string(bytes, 'a')}});
  };
  EXPECT_TRUE(succeeded(licence(4096)));
  EXPECT_TRUE(refused(licence(4097), {"'terms'", "4097 bytes", "at most 4096"}));
}

TEST(TextThatBecomesAKey, ObeysTheRulesOfKeys) {
  const auto licence = [](const std::string& subject) {
    return make(Json{{"type", "licence_granted"},
                     {"relationship", "r"},
                     {"effective", "2020"},
                     {"subject", subject}});
  };
  EXPECT_TRUE(succeeded(licence(std::string(256, 'a'))));
  EXPECT_TRUE(refused(licence(std::string(257, 'a')), {"'subject'", "257 bytes"}));
  EXPECT_TRUE(refused(licence("a\nb"), {"'subject'", "control character"}));
}

TEST(LongText, HasAtMost64Kibibytes) {
  const std::string most(limits::text_bytes_max, 'a');
  for (const std::string field : {"note", "occasion"}) {
    EXPECT_TRUE(succeeded(make(with(term_set(), {{field, most}}))));
    EXPECT_TRUE(refused(make(with(term_set(), {{field, most + "a"}})),
                        {"'" + field + "'", "65537 bytes", "at most 65536"}));
  }
  for (const std::string part : {"title", "publisher", "url", "quote"}) {
    EXPECT_TRUE(succeeded(make(with(term_set(), {{"source", {{part, most}}}}))));
    EXPECT_TRUE(refused(make(with(term_set(), {{"source", {{part, most + "a"}}}})),
                        {"'source." + part + "'", "65537 bytes"}));
  }
}

TEST(LongText, OfAReasonHasALimitToo) {
  const auto retracted = [](std::size_t bytes) {
    return make(Json{{"type", "retracted"}, {"target", "e"}, {"reason", std::string(bytes, 'a')}});
  };
  EXPECT_TRUE(succeeded(retracted(limits::text_bytes_max)));
  EXPECT_TRUE(refused(retracted(limits::text_bytes_max + 1), {"'reason'", "65537 bytes"}));
}

/// The event whose value is written as `number` in JSON.
Result<Event> valued(const std::string& number) {
  return make_line(
      R"({"type":"term_set","relationship":"r","term":"t","effective":"2020","value":)" + number +
      "}");
}

TEST(NumberValue, ReachesTwoToThe53) {
  for (const auto* const number :
       {"9007199254740992", "-9007199254740992", "9007199254740991", "9007199254740991.0",
        "-9.007199254740991e15", "1e-300", "5e-324"}) {
    EXPECT_TRUE(succeeded(valued(number))) << number;
  }
}

// A double rounds 2^53 + 1 to 2^53, so that what is not written as an integer may have been more.
TEST(NumberValue, IsNotRoundedIntoTheRange) {
  for (const auto* const number :
       {"9007199254740993.0", "9.007199254740993e15", "-9007199254740993.0"}) {
    EXPECT_TRUE(refused(valued(number), {"'value'", "beyond 2^53"})) << number;
  }
}

TEST(NumberValue, GoesNoFurther) {
  for (const auto* const number :
       {"9007199254740993", "-9007199254740993", "9007199254740994", "9223372036854775807",
        "-9223372036854775808", "9223372036854775808", "18446744073709551615", "1e16", "-1e16",
        "9007199254740994.0", "1e300"}) {
    EXPECT_TRUE(refused(valued(number), {"'value'", "beyond 2^53"})) << number;
  }
}

TEST(NumberValue, IsRefusedWhereNoMachineNumberHoldsIt) {
  for (const auto* const number :
       {"18446744073709551616", "-9223372036854775809", "1e400", "-1e400"}) {
    EXPECT_TRUE(refused(valued(number), {"2^53"})) << number;
  }
}

TEST(NumberValue, IsFinite) {
  using Limits = std::numeric_limits<double>;
  for (const double number : {Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN()}) {
    EXPECT_TRUE(refused(read_value("value", Datum{number}), {"'value'"}));
  }
}

TEST(NumberValue, HasOneZero) {
  const auto zero = read_value("value", Datum{-0.0});
  ASSERT_TRUE(succeeded(zero));
  EXPECT_FALSE(std::signbit(std::get<double>(*zero)));
}

constexpr std::string_view latin_1 = "caf\xE9";

TEST(InvalidUtf8, IsRefusedWhereverTextIsRead) {
  const Datum datum{latin_1};
  EXPECT_TRUE(refused(read_text("note", datum, 100), {"'note': is not UTF-8"}));
  EXPECT_TRUE(refused(read_id("id", datum), {"'id': is not UTF-8"}));
  EXPECT_TRUE(refused(read_key("key", datum), {"'key': is not UTF-8"}));
  EXPECT_TRUE(refused(read_term("term", datum), {"'term': is not UTF-8"}));
  EXPECT_TRUE(refused(read_value("value", datum), {"'value': is not UTF-8"}));
  Source source;
  EXPECT_TRUE(refused(read_source(Datum{Datum::Object{{.name = "url", .datum = datum}}}, source),
                      {"'source.url': is not UTF-8"}));
}

}  // namespace
}  // namespace annals
