// JSON as answers and exports print it.

#include "annals/codec/json.h"

#include <gtest/gtest.h>

#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/event/limits.h"
#include "support/must.h"
#include "unit/events.h"
#include "unit/expect.h"

namespace annals {
namespace {

using support::must;
using unit::make;
using unit::refused;
using unit::term_set;
using unit::with;

TEST(ParseJson, KeepsTheOrderOfMembers) {
  EXPECT_EQ(to_line(must(parse_json(R"( {"b": 1, "a": [true, null]} )"))),
            R"({"b":1,"a":[true,null]})");
}

TEST(ParseJson, SaysWhereItIsMalformed) {
  EXPECT_TRUE(refused(parse_json("{\"a\":1,\n  x}"), {"malformed JSON at line 2, column 3"}));
  EXPECT_TRUE(refused(parse_json(""), {"malformed JSON at line 1, column 1"}));
}

TEST(ParseJson, RefusesAMemberGivenTwice) {
  EXPECT_TRUE(refused(parse_json(R"({"a":1,"a":2})"), {"'a' is given twice"}));
  EXPECT_TRUE(refused(parse_json(R"([{"x":{"a":1,"b":2,"a":1}}])"), {"'a' is given twice"}));
}

/// Lists within lists, so many levels.
std::string nested(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

TEST(ParseJson, GoesDown64LevelsAndNoFurther) {
  EXPECT_TRUE(unit::succeeded(parse_json(nested(limits::document_depth_max))));
  EXPECT_TRUE(refused(parse_json(nested(limits::document_depth_max + 1)),
                      {"nests deeper than 64 levels at line 1, column 65"}));
  EXPECT_TRUE(refused(parse_json("{\n\"a\":" + nested(64) + "}"), {"line 2, column 68"}));
  // Copying or writing so many levels would need more stack than there is.
  EXPECT_TRUE(refused(parse_json(nested(10'000'000)), {"nests deeper than 64 levels"}));
}

TEST(ParseJson, CountsNoBracketsInTexts) {
  const std::string brackets(1000, '[');
  EXPECT_TRUE(unit::succeeded(parse_json(R"(["\\\"[[", "\\", ")" + brackets + R"("])")));
  EXPECT_TRUE(unit::succeeded(parse_json("[" + std::string(999, ' ') + "[],[],[[]]]")));
}

TEST(ParseJson, AllowsOneNameInSeveralObjects) {
  for (const auto* const text :
       {R"([{"a":1},{"a":2}])", R"({"a":{"a":{"a":1}}})", R"({"x":{"a":1},"y":{"a":1},"a":1})",
        R"({"a":[{"b":1},{"b":2}],"b":3})"}) {
    EXPECT_TRUE(unit::succeeded(parse_json(text))) << text;
  }
}

TEST(ToLine, EscapesAndReplacesWhatNoLineCanHold) {
  EXPECT_EQ(to_line(Json("a\n\"\\\x01")), R"("a\n\"\\\u0001")");
  EXPECT_EQ(to_line(Json("é東")), "\"é東\"");
  EXPECT_EQ(to_line(Json("caf\xE9")), "\"caf\xEF\xBF\xBD\"");
}

TEST(ValueJson, WritesNumbersWithoutNeedlessDigits) {
  const auto text = [](const Value& value) { return to_line(to_json(value)); };
  EXPECT_EQ(text(27.0), "27");
  EXPECT_EQ(text(0.0), "0");
  EXPECT_EQ(text(-3.0), "-3");
  EXPECT_EQ(text(0.1), "0.1");
  EXPECT_EQ(text(9007199254740992.0), "9007199254740992");
  EXPECT_EQ(text(-9007199254740992.0), "-9007199254740992");
}

TEST(ValueJson, KeepsTheKind) {
  const auto text = [](const Value& value) { return to_line(to_json(value)); };
  EXPECT_EQ(text("1"), R"("1")");
  EXPECT_EQ(text(true), "true");
  EXPECT_EQ(text(None{}), "null");
}

TEST(SourceJson, ShowsAllPartsAndNullForTheMissing) {
  EXPECT_EQ(to_line(to_json(Source{
                .title = {}, .publisher = "P", .url = {}, .published = "2020", .quote = {}})),
            R"({"title":null,"publisher":"P","url":null,"published":"2020","quote":null})");
}

/// The event as the log would hold it: sequence 7, recorded at noon.
LoggedEvent logged(const Json& json) {
  Event event = must(make(json));
  const auto noon = must(parse_when<KnownAxis>("2026-01-01T12:00:00.000000Z")).last;
  const KnownTime known = event.known ? std::min(event.known->last, noon) : noon;
  return {.sequence = {.value = 7},
          .recorded = {.at = noon.at},
          .known = known,
          .retracts = {},
          .replaces = {},
          .reach = {},
          .event = std::move(event)};
}

TEST(ExportLine, ShowsTheEventAndWhenItWasRecorded) {
  EXPECT_EQ(to_line(to_json(logged(with(term_set(), {{"id", "e"}, {"key", "k"}})))),
            R"({"id":"e","type":"term_set","relationship":"r","effective":"2020",)"
            R"("term":"t","key":"k","value":"x","known":"2026-01-01T12:00:00.000000Z",)"
            R"("recorded":"2026-01-01T12:00:00.000000Z","sequence":7})");
}

TEST(ExportLine, KeepsKnownAsWrittenWhereItMeansNoMore) {
  EXPECT_EQ(to_json(logged(with(term_set(), {{"known", "2025~"}})))["known"], "2025~");
  // The last moment of 2026 is not over yet: it means the moment of recording.
  EXPECT_EQ(to_json(logged(with(term_set(), {{"known", "2026"}})))["known"],
            "2026-01-01T12:00:00.000000Z");
}

TEST(ExportLine, SaysOnlyWhatTheSourceDoes) {
  const Json json = to_json(logged(with(term_set(), {{"source", {{"url", "U"}, {"quote", ""}}}})));
  EXPECT_EQ(to_line(json["source"]), R"({"url":"U","quote":""})");
}

/// Whether the exported line is the same event when it is read again, and prints the same.
void expect_rereads(const Json& json) {
  const LoggedEvent first = logged(json);
  const std::string line = to_line(to_json(first));
  const LoggedEvent second = logged(must(parse_json(line)));
  EXPECT_EQ(second.event.id, first.event.id);
  EXPECT_EQ(first_difference(first.event, second.event), std::nullopt) << line;
  EXPECT_EQ(second.event.effects, first.event.effects) << line;
  EXPECT_EQ(second.known, first.known) << line;
  EXPECT_EQ(to_line(to_json(second)), line);
}

TEST(ExportLine, IsTheSameEventWhenItIsReadAgain) {
  const Json retracted{{"type", "retracted"}, {"target", "e1"}, {"reason", "a \"slip\""}};
  const std::vector<Json> events{
      term_set(),
      with(term_set(), {{"value", 0.1}}),
      with(term_set(), {{"value", 9007199254740992}}),
      with(term_set(), {{"value", false}}),
      with(term_set(), {{"value", "a\n\"b\" \\ é 東 \u2028"}}),
      with(term_set(), {{"effective", "2019~/2030?"}}),
      with(term_set(), {{"effective", "[2019..2020]/"}}),
      with(term_set(), {{"effective", "2019/.."}}),
      with(term_set(), {{"known", "2025-05"}}),
      with(term_set(), {{"known", "2026"}}),
      with(term_set(), {{"replaces", "e0"}, {"occasion", "o"}, {"note", "n"}}),
      with(term_set(), {{"source", {{"title", "T"}, {"published", "2020"}}}}),
      retracted,
      with(retracted, {{"versions", "all"}, {"relationship", "r"}}),
      Json{{"type", "noted"}, {"relationship", "r"}, {"note", "n"}},
  };
  for (const Json& event : events) expect_rereads(event);
}

TEST(ExportLine, IsTheSameEventForTheExampleToo) {
  std::ifstream file{ANNALS_SOURCE_DIR "/examples/microsoft-openai.jsonl"};
  int lines = 0;
  for (std::string line; std::getline(file, line); ++lines) expect_rereads(must(parse_json(line)));
  EXPECT_GT(lines, 50);
}

}  // namespace
}  // namespace annals
