#include "annals/codec/json_line.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "annals/event/limits.h"
#include "support/must.h"
#include "unit/expect.h"

namespace annals {
namespace {

using support::must;
using unit::refused;
using unit::succeeded;

/// The value of the only member of `{"v": ...}`, which lives as long as the reader.
Datum value_of(JsonLineReader& reader, const std::string& json) {
  return must(reader.read(R"({"v":)" + json + "}")).at(0).datum;
}

TEST(JsonLineReader, ReadsEveryShape) {
  JsonLineReader reader;
  EXPECT_EQ(kind_of(value_of(reader, "null")), "null");
  EXPECT_EQ(std::get<bool>(value_of(reader, "true").shape), true);
  EXPECT_EQ(std::get<double>(value_of(reader, "27").shape), 27.0);
  EXPECT_EQ(std::get<double>(value_of(reader, "-0.5").shape), -0.5);
  EXPECT_EQ(std::get<std::string_view>(value_of(reader, R"("a\u00e9\n")").shape), "aé\n");
  EXPECT_EQ(std::get<Datum::List>(value_of(reader, "[1,[],{}]").shape).size(), 3U);
  EXPECT_EQ(std::get<Datum::Object>(value_of(reader, R"({"a":1})").shape).at(0).name, "a");
}

TEST(JsonLineReader, KeepsTheOrderAndTheRepetitionsOfMembers) {
  JsonLineReader reader;
  const Draft draft = must(reader.read(R"({"b":1,"a":2,"b":3})"));
  ASSERT_EQ(draft.size(), 3U);
  EXPECT_EQ(draft[0].name, "b");
  EXPECT_EQ(draft[1].name, "a");
  EXPECT_EQ(draft[2].name, "b");
}

TEST(JsonLineReader, ReadsOneLineAfterAnother) {
  JsonLineReader reader;
  EXPECT_EQ(must(reader.read(R"({"a":1})")).size(), 1U);
  EXPECT_TRUE(refused(reader.read("{"), {"malformed JSON"}));
  EXPECT_EQ(must(reader.read(R"({"a":1,"b":2})")).size(), 2U);
  EXPECT_TRUE(must(reader.read("{}")).empty());
}

TEST(JsonLineReader, TakesSpaceAround) {
  JsonLineReader reader;
  EXPECT_TRUE(succeeded(reader.read(" \t{\"a\" : 1} \r")));
}

TEST(JsonLineReader, RefusesAnythingButAnObject) {
  JsonLineReader reader;
  EXPECT_TRUE(refused(reader.read("[]"), {"expected a JSON object, not a list"}));
  EXPECT_TRUE(refused(reader.read("7"), {"expected a JSON object, not a number"}));
  EXPECT_TRUE(refused(reader.read(R"("x")"), {"expected a JSON object, not text"}));
  EXPECT_TRUE(refused(reader.read("null"), {"expected a JSON object, not null"}));
}

TEST(JsonLineReader, RefusesALineOfNothing) {
  JsonLineReader reader;
  EXPECT_TRUE(refused(reader.read(""), {"the line is empty"}));
  EXPECT_TRUE(refused(reader.read("   "), {"the line is empty"}));
}

TEST(JsonLineReader, RefusesMalformedJsonWithItsPlace) {
  JsonLineReader reader;
  for (const auto* const line :
       {"{", "}", "{]", R"({"a")", R"({"a":})", R"({"a":1,})", R"({a:1})", R"({'a':1})",
        R"({"a":tru})", R"({"a":"x)", R"({"a":1}x)", R"({"a":1}{"b":2})", R"({"a":"\x"})",
        R"({"a":"\ud800"})", "{\"a\":\"\n\"}", "nonsense"}) {
    EXPECT_TRUE(refused(reader.read(line), {"malformed JSON", "column"})) << line;
  }
}

TEST(JsonLineReader, RefusesNumbersThatJsonDoesNotKnow) {
  JsonLineReader reader;
  for (const auto* const number : {"01", "+1", ".5", "5.", "1e", "0x1F", "NaN", "Infinity", "-"}) {
    EXPECT_TRUE(refused(reader.read(std::string{R"({"v":)"} + number + "}"), {"malformed JSON"}))
        << number;
  }
}

TEST(JsonLineReader, MarksIntegersThatADoubleCannotHold) {
  JsonLineReader reader;
  const auto is_exact = [&](const std::string& number) {
    return std::holds_alternative<double>(value_of(reader, number).shape);
  };
  EXPECT_TRUE(is_exact("9007199254740992"));
  EXPECT_TRUE(is_exact("-9007199254740992"));
  EXPECT_FALSE(is_exact("9007199254740993"));
  EXPECT_FALSE(is_exact("-9007199254740993"));
  EXPECT_FALSE(is_exact("-9223372036854775808"));
  EXPECT_FALSE(is_exact("18446744073709551615"));
}

TEST(JsonLineReader, RefusesInvalidUtf8) {
  JsonLineReader reader;
  EXPECT_TRUE(refused(reader.read("{\"a\":\"caf\xE9\"}"), {"not valid UTF-8"}));
  EXPECT_TRUE(refused(reader.read("{\"a\":\"\xED\xA0\x80\"}"), {"not valid UTF-8"}));
}

std::string nested(std::size_t levels) {
  std::string line = R"({"a":)";
  line += std::string(levels - 1, '[') + std::string(levels - 1, ']');
  return line + "}";
}

TEST(JsonLineReader, AllowsEightLevels) {
  JsonLineReader reader;
  EXPECT_TRUE(succeeded(reader.read(nested(8))));
  EXPECT_TRUE(refused(reader.read(nested(9)), {"nests deeper than 8 levels"}));
  EXPECT_TRUE(refused(reader.read(nested(100'000)), {"nests deeper than 8 levels"}));
}

TEST(JsonLineReader, AllowsAMebibyte) {
  const std::string frame = R"({"a":""})";
  const auto line_of = [&](std::size_t bytes) {
    return R"({"a":")" + std::string(bytes - frame.size(), 'x') + R"("})";
  };
  JsonLineReader reader;
  ASSERT_EQ(line_of(limits::line_bytes_max).size(), 1U << 20U);
  EXPECT_TRUE(succeeded(reader.read(line_of(limits::line_bytes_max))));
  EXPECT_TRUE(
      refused(reader.read(line_of(limits::line_bytes_max + 1)), {"1048577 bytes", "1 MiB"}));
  EXPECT_TRUE(succeeded(reader.read(frame)));
}

TEST(JsonLineReader, ReadsShortAndLongLinesInAnyOrder) {
  JsonLineReader reader;
  for (const std::size_t bytes :
       std::initializer_list<std::size_t>{1, 5000, 2, 4080, 4097, 70'000, 3, 1'000'000, 100}) {
    const std::string text(bytes, 'x');
    EXPECT_EQ(std::get<std::string_view>(value_of(reader, '"' + text + '"').shape), text);
    EXPECT_TRUE(refused(reader.read("[" + text), {"malformed JSON"}));
  }
}

TEST(JsonLineReader, CountsLevelsAfterALongLineToo) {
  JsonLineReader reader;
  EXPECT_TRUE(succeeded(reader.read(R"({"v":")" + std::string(9000, 'x') + R"("})")));
  EXPECT_TRUE(succeeded(reader.read(nested(8))));
  EXPECT_TRUE(refused(reader.read(nested(9)), {"nests deeper than 8 levels"}));
}

}  // namespace
}  // namespace annals
