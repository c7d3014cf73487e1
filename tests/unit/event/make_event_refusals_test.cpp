// Every refusal of semantics.md §3: the message begins with the field and says what was expected.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <limits>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "annals/event/make_event.h"
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
using unit::without;

struct Case {
  std::string_view name;
  Json event;
  std::string_view field;
  std::string_view why;
};

std::ostream& operator<<(std::ostream& out, const Case& row) {
  return out << to_line(row.event).substr(0, 300);
}

std::string name_of(const testing::TestParamInfo<Case>& row) {
  return std::string{row.param.name};
}

class RefuseEvent : public testing::TestWithParam<Case> {};

TEST_P(RefuseEvent, NamesTheField) {
  const auto event = make(GetParam().event);
  ASSERT_TRUE(refused(event, {GetParam().why}));
  EXPECT_TRUE(event.error().message.starts_with("'" + std::string{GetParam().field} + "': "))
      << event.error().message;
}

Json term_ended() {
  return with(without(term_set(), "value"), {{"type", "term_ended"}});
}

Json retracted() {
  return {{"type", "retracted"}, {"target", "e1"}, {"reason", "wrong"}};
}

Json noted() {
  return {{"type", "noted"}, {"relationship", "r"}};
}

Json commitment() {
  return {
      {"type", "commitment_made"}, {"relationship", "r"}, {"effective", "2020"}, {"subject", "s"}};
}

Json set(const std::string& member, const Json& value) {
  return with(term_set(), {{member, value}});
}

const std::vector<Case> missing{
    {.name = "type", .event = without(term_set(), "type"), .field = "type", .why = "is missing"},
    {.name = "relationship",
     .event = without(term_set(), "relationship"),
     .field = "relationship",
     .why = "is missing"},
    {.name = "relationship_of_noted",
     .event = without(noted(), "relationship"),
     .field = "relationship",
     .why = "is missing"},
    {.name = "effective",
     .event = without(term_set(), "effective"),
     .field = "effective",
     .why = "is missing"},
    {.name = "effective_of_term_ended",
     .event = without(term_ended(), "effective"),
     .field = "effective",
     .why = "is missing"},
    {.name = "term", .event = without(term_set(), "term"), .field = "term", .why = "is missing"},
    {.name = "value", .event = without(term_set(), "value"), .field = "value", .why = "is missing"},
    {.name = "term_of_term_ended",
     .event = without(term_ended(), "term"),
     .field = "term",
     .why = "'term_ended' needs it"},
    {.name = "target",
     .event = without(retracted(), "target"),
     .field = "target",
     .why = "'retracted' needs it"},
    {.name = "reason",
     .event = without(retracted(), "reason"),
     .field = "reason",
     .why = "'retracted' needs it"},
    {.name = "neither_of_two",
     .event = commitment(),
     .field = "amount",
     .why = "exactly one of 'amount' or 'terms', not 0"},
    {.name = "both_of_two",
     .event = with(commitment(), {{"amount", "1 USD"}, {"terms", "x"}}),
     .field = "amount",
     .why = "exactly one of 'amount' or 'terms', not 2"},
    {.name = "empty_object", .event = Json::object(), .field = "type", .why = "is missing"},
};

INSTANTIATE_TEST_SUITE_P(Missing, RefuseEvent, testing::ValuesIn(missing), name_of);

const std::vector<Case> unknown{
    {.name = "type",
     .event = set("type", "merged"),
     .field = "type",
     .why = R"("merged" is not an event type of the vocabulary 'partnership')"},
    {.name = "type_with_a_slip",
     .event = set("type", "term_sett"),
     .field = "type",
     .why = "did you mean 'term_set'?"},
    {.name = "type_in_capitals", .event = set("type", "NOTED"), .field = "type", .why = "is not"},
    {.name = "empty_type", .event = set("type", ""), .field = "type", .why = R"("" is not)"},
    {.name = "field", .event = set("colour", "red"), .field = "colour", .why = "is not a field of"},
    {.name = "common_field_with_a_slip",
     .event = set("efective", "2021"),
     .field = "efective",
     .why = "did you mean 'effective'?"},
    {.name = "own_field_with_a_slip",
     .event = with(retracted(), {{"raeson", "x"}}),
     .field = "raeson",
     .why = "did you mean 'reason'?"},
    {.name = "field_of_another_type",
     .event = set("target", "e1"),
     .field = "target",
     .why = "is not a field of 'term_set'"},
    {.name = "value_of_term_ended",
     .event = with(term_ended(), {{"value", "x"}}),
     .field = "value",
     .why = "is not a field of 'term_ended'"},
    {.name = "term_of_noted",
     .event = with(noted(), {{"term", "t"}}),
     .field = "term",
     .why = "is not a field of 'noted'"},
    {.name = "part_of_source",
     .event = set("source", {{"page", 7}}),
     .field = "source.page",
     .why = "expected title, publisher, url, published or quote"},
};

INSTANTIATE_TEST_SUITE_P(Unknown, RefuseEvent, testing::ValuesIn(unknown), name_of);

const std::vector<Case> kinds{
    {.name = "type",
     .event = set("type", 1),
     .field = "type",
     .why = "expected text, not a number"},
    {.name = "relationship",
     .event = set("relationship", 7),
     .field = "relationship",
     .why = "expected text, not a number"},
    {.name = "effective",
     .event = set("effective", 2020),
     .field = "effective",
     .why = "expected a date as text, not a number"},
    {.name = "until",
     .event = set("until", Json::array({"2030"})),
     .field = "until",
     .why = "expected a date as text, not a list"},
    {.name = "known",
     .event = set("known", true),
     .field = "known",
     .why = "expected a date as text, not a boolean"},
    {.name = "id", .event = set("id", nullptr), .field = "id", .why = "expected text, not null"},
    {.name = "replaces",
     .event = set("replaces", Json::array({"e1"})),
     .field = "replaces",
     .why = "expected text, not a list"},
    {.name = "source",
     .event = set("source", "a newspaper"),
     .field = "source",
     .why = "expected an object"},
    {.name = "source_title",
     .event = set("source", {{"title", 7}}),
     .field = "source.title",
     .why = "expected text, not a number"},
    {.name = "source_published",
     .event = set("source", {{"published", 2020}}),
     .field = "source.published",
     .why = "expected a date as text"},
    {.name = "null_in_source",
     .event = set("source", {{"url", nullptr}}),
     .field = "source.url",
     .why = "expected text, not null"},
    {.name = "occasion",
     .event = set("occasion", Json::object()),
     .field = "occasion",
     .why = "expected text, not an object"},
    {.name = "note", .event = set("note", 1), .field = "note", .why = "expected text"},
    {.name = "term", .event = set("term", 1), .field = "term", .why = "expected text"},
    {.name = "key", .event = set("key", 1), .field = "key", .why = "expected text"},
    {.name = "null_key", .event = set("key", nullptr), .field = "key", .why = "not null"},
    {.name = "null_value",
     .event = set("value", nullptr),
     .field = "value",
     .why = "expected text, a number or a boolean, not null"},
    {.name = "list_value", .event = set("value", Json::array()), .field = "value", .why = "a list"},
    {.name = "object_value",
     .event = set("value", Json::object()),
     .field = "value",
     .why = "not an object"},
    {.name = "target",
     .event = with(retracted(), {{"target", 1}}),
     .field = "target",
     .why = "text"},
    {.name = "versions",
     .event = with(retracted(), {{"versions", "first"}}),
     .field = "versions",
     .why = R"(expected "last" or "all")"},
    {.name = "versions_as_boolean",
     .event = with(retracted(), {{"versions", true}}),
     .field = "versions",
     .why = R"(expected "last" or "all")"},
};

INSTANTIATE_TEST_SUITE_P(Kinds, RefuseEvent, testing::ValuesIn(kinds), name_of);

const std::vector<Case> dates{
    {.name = "effective",
     .event = set("effective", "2020-02-30"),
     .field = "effective",
     .why = "2020-02 has the days 01 to 29"},
    {.name = "until", .event = set("until", "soon"), .field = "until", .why = "expected YYYY"},
    {.name = "known", .event = set("known", "2020-13"), .field = "known", .why = "months go from"},
    {.name = "published",
     .event = set("source", {{"published", "yesterday"}}),
     .field = "source.published",
     .why = "expected YYYY"},
    {.name = "interval_as_until",
     .event = set("until", "2020/2021"),
     .field = "until",
     .why = "allowed in 'effective' only"},
    {.name = "interval_as_known",
     .event = set("known", "2020/.."),
     .field = "known",
     .why = "allowed in 'effective' only"},
    {.name = "until_beside_an_interval",
     .event = with(term_set(), {{"effective", "2020/2030"}, {"until", "2030"}}),
     .field = "until",
     .why = "beside an interval"},
    {.name = "until_beside_an_open_interval",
     .event = with(term_set(), {{"effective", "2020/.."}, {"until", "2030"}}),
     .field = "until",
     .why = "beside an interval"},
    {.name = "until_before_effective",
     .event = set("until", "2019"),
     .field = "until",
     .why = "2019 lies wholly before 'effective' 2020"},
    {.name = "until_just_before_effective",
     .event = set("until", "2019-12-31T23:59:59.999999Z"),
     .field = "until",
     .why = "lies wholly before"},
    {.name = "until_as_bracket_before_effective",
     .event = set("until", "[..2019]"),
     .field = "until",
     .why = "lies wholly before"},
    {.name = "interval_that_ends_before_it_begins",
     .event = set("effective", "2020/2019"),
     .field = "until",
     .why = "lies wholly before"},
    {.name = "until_of_term_ended",
     .event = with(term_ended(), {{"until", "2030"}}),
     .field = "until",
     .why = "has no meaning for 'term_ended'"},
    {.name = "until_of_retracted",
     .event = with(retracted(), {{"until", "2030"}}),
     .field = "until",
     .why = "has no meaning for 'retracted'"},
    {.name = "until_of_noted",
     .event = with(noted(), {{"until", "2030"}}),
     .field = "until",
     .why = "has no meaning for 'noted'"},
    {.name = "interval_of_term_ended",
     .event = with(term_ended(), {{"effective", "2020/2030"}}),
     .field = "until",
     .why = "has no meaning for 'term_ended'"},
};

INSTANTIATE_TEST_SUITE_P(Dates, RefuseEvent, testing::ValuesIn(dates), name_of);

class RefuseTwice : public testing::TestWithParam<std::string> {};

TEST_P(RefuseTwice, NamesTheField) {
  const std::string line = R"({"type":"term_set","relationship":"r","term":"t","key":"k",)"
                           R"("value":"x","effective":"2020","id":"e",)"
                           R"("note":"n",")" +
                           GetParam() + R"(":"r"})";
  EXPECT_TRUE(refused(make_line(line), {"'" + GetParam() + "': is given twice"}));
}

INSTANTIATE_TEST_SUITE_P(Fields, RefuseTwice,
                         testing::Values("relationship", "term", "key", "value", "effective", "id",
                                         "note"));

TEST(RefuseTwiceInside, NamesThePart) {
  EXPECT_TRUE(refused(make_line(R"({"type":"noted","relationship":"r",)"
                                R"("source":{"title":"a","url":"b","title":"a"}})"),
                      {"'source.title': is given twice"}));
}

TEST(RefuseTwiceType, NamesIt) {
  EXPECT_TRUE(refused(make_line(R"({"type":"noted","relationship":"r","type":"noted"})"),
                      {"'type': is given twice"}));
}

TEST(RefuseEffects, ThatSayTwoThingsOfOneCell) {
  const Json json{{"type", "project_announced"},
                  {"relationship", "r"},
                  {"effective", "2020"},
                  {"parties", Json::array({{{"entity", "a"}}})},
                  {"amount", "5 USD"}};
  EXPECT_TRUE(succeeded(make(json)));
  Vocabulary twice = unit::partnership();
  for (EventType& type : twice.types) {
    if (type.name == "project_announced") type.effects.push_back(type.effects.back());
  }
  EXPECT_TRUE(succeeded(unit::make_by(twice, json)));
  EXPECT_TRUE(refused(unit::make_by(twice, with(json, {{"chair", "c"}})),
                      {"'type'", "two things of chair"}));
}

TEST(RefuseMessage, IsOneLineWhateverAFieldIsCalled) {
  EXPECT_TRUE(refused(make(set("a\nb", 1)), {"is not a field of"}));
  EXPECT_TRUE(refused(make(set("source", {{"a\nb", 1}})), {"is unknown"}));
}

TEST(GivenTwice, IsNoticedAmongManyFields) {
  for (const int count : {5, 31, 32, 33, 500}) {
    std::string line = R"({"type":"noted","relationship":"r","b":1)";
    for (int i = 0; i < count; ++i) line += fmt::format(R"(,"f{}":{})", i, i);
    EXPECT_TRUE(refused(make_line(line + "}"), {"is not a field of 'noted'"}));
    EXPECT_TRUE(refused(make_line(line + R"(,"f3":0,"b":0})"), {"'b': is given twice"}));
  }
}

}  // namespace
}  // namespace annals
