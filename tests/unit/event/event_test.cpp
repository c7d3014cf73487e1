// What makes two events the same content: first_difference and derived ids.

#include "annals/event/event.h"

#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "support/must.h"
#include "unit/events.h"
#include "unit/expect.h"

namespace annals {
namespace {

using support::must;
using unit::make;
using unit::make_line;
using unit::term_set;
using unit::with;

/// An event with every field that a `term_set` can have.
Json everything() {
  return with(term_set(), {{"key", "k"},
                           {"until", "2030"},
                           {"known", "2020-05"},
                           {"replaces", "e0"},
                           {"source",
                            {{"title", "T"},
                             {"publisher", "P"},
                             {"url", "U"},
                             {"published", "2020-05-01"},
                             {"quote", "Q"}}},
                           {"occasion", "O"},
                           {"note", "N"}});
}

struct Change {
  std::string field;  // as a difference names it
  Json other;
};

std::ostream& operator<<(std::ostream& out, const Change& row) {
  return out << row.field;
}

class OneChange : public testing::TestWithParam<Change> {};

TEST_P(OneChange, MakesADifferenceOfThatName) {
  const Event event = must(make(everything()));
  const Event other = must(make(GetParam().other));
  EXPECT_EQ(first_difference(event, other), GetParam().field);
  EXPECT_EQ(first_difference(other, event), GetParam().field);
}

TEST_P(OneChange, MakesAnotherDerivedId) {
  EXPECT_NE(must(make(everything())).id, must(make(GetParam().other)).id);
}

Json with_source(const std::string& part, const Json& value) {
  Json json = everything();
  json["source"][part] = value;
  return json;
}

const std::vector<Change> changes{
    {.field = "relationship", .other = with(everything(), {{"relationship", "s"}})},
    {.field = "effective", .other = with(everything(), {{"effective", "2020~"}})},
    {.field = "until", .other = with(everything(), {{"until", "2031"}})},
    {.field = "until", .other = unit::without(everything(), "until")},
    {.field = "term", .other = with(everything(), {{"term", "u"}})},
    {.field = "key", .other = with(everything(), {{"key", "l"}})},
    {.field = "key", .other = unit::without(everything(), "key")},
    {.field = "value", .other = with(everything(), {{"value", "y"}})},
    {.field = "value", .other = with(everything(), {{"value", 1}})},
    {.field = "value", .other = with(everything(), {{"value", true}})},
    {.field = "replaces", .other = with(everything(), {{"replaces", "e1"}})},
    {.field = "replaces", .other = unit::without(everything(), "replaces")},
    {.field = "source.title", .other = with_source("title", "T2")},
    {.field = "source.publisher", .other = with_source("publisher", "P2")},
    {.field = "source.url", .other = with_source("url", "U2")},
    {.field = "source.published", .other = with_source("published", "2020-05-02")},
    {.field = "source.quote", .other = with_source("quote", "Q2")},
    {.field = "source.title", .other = unit::without(everything(), "source")},
    {.field = "occasion", .other = with(everything(), {{"occasion", "O2"}})},
    {.field = "occasion", .other = unit::without(everything(), "occasion")},
    {.field = "note", .other = with(everything(), {{"note", "N2"}})},
    {.field = "note", .other = unit::without(everything(), "note")},
};

INSTANTIATE_TEST_SUITE_P(EachField, OneChange, testing::ValuesIn(changes));

TEST(FirstDifference, IsNothingForTheSameContent) {
  const Event event = must(make(everything()));
  EXPECT_EQ(first_difference(event, event), std::nullopt);
}

TEST(FirstDifference, LeavesTheIdAndKnownOut) {
  const Event event = must(make(everything()));
  const Event other = must(make(with(everything(), {{"id", "another"}, {"known", "2020-06"}})));
  EXPECT_EQ(first_difference(event, other), std::nullopt);
}

TEST(FirstDifference, NamesTheFirstOfSeveral) {
  const Event event = must(make(everything()));
  EXPECT_EQ(first_difference(event, must(make(with(everything(), {{"note", "N2"}, {"value", 7}})))),
            "value");
  EXPECT_EQ(
      first_difference(event, must(make(with(everything(), {{"note", "N2"}, {"term", "u"}})))),
      "term");
}

TEST(FirstDifference, NamesTheTypeBeforeAllElse) {
  const Event set = must(make(term_set()));
  const Event ended =
      must(make(with(unit::without(term_set(), "value"), {{"type", "term_ended"}})));
  EXPECT_EQ(first_difference(set, ended), "type");
}

TEST(FirstDifference, SeesThePartiesAndTheirOrder) {
  const auto formed = [](const Json& parties) {
    return must(make(Json{{"type", "partnership_formed"},
                          {"relationship", "r"},
                          {"effective", "2020"},
                          {"parties", parties}}));
  };
  const Event one = formed({{{"entity", "a"}, {"role", "x"}}, {{"entity", "b"}}});
  const Event other_role = formed({{{"entity", "a"}, {"role", "y"}}, {{"entity", "b"}}});
  const Event no_role = formed({{{"entity", "a"}}, {{"entity", "b"}}});
  const Event empty_role = formed({{{"entity", "a"}, {"role", ""}}, {{"entity", "b"}}});
  EXPECT_EQ(first_difference(one, other_role), "parties");
  EXPECT_EQ(first_difference(one, no_role), "parties");
  EXPECT_EQ(first_difference(no_role, empty_role), "parties");
  EXPECT_EQ(first_difference(one, one), std::nullopt);
}

TEST(DerivedId, IsTheSameInWhateverOrderTheFieldsCome) {
  const Json json = everything();
  Json reversed;
  for (auto member = json.rbegin(); member != json.rend(); ++member) {
    reversed[member.key()] = member.value();
  }
  Json source;
  for (const auto* const part : {"quote", "published", "url", "publisher", "title"}) {
    source[part] = json["source"][part];
  }
  reversed["source"] = source;
  ASSERT_NE(to_line(json), to_line(reversed));
  EXPECT_EQ(must(make(json)).id, must(make(reversed)).id);
}

TEST(DerivedId, IsTheSameForAnIntervalAndItsTwoDates) {
  const Json json = term_set();
  const auto id = [&](const Json& other) { return must(make(other)).id; };
  EXPECT_EQ(id(with(json, {{"effective", "2019/2030"}})),
            id(with(json, {{"effective", "2019"}, {"until", "2030"}})));
  EXPECT_EQ(id(with(json, {{"effective", "2019/.."}})), id(with(json, {{"effective", "2019"}})));
  EXPECT_EQ(id(with(json, {{"effective", "2019~/"}})),
            id(with(json, {{"effective", "2019~"}, {"until", "[2019..]"}})));
}

TEST(DerivedId, IsTheSameForWhatMeansNoMoreThanNothing) {
  const auto id = [&](const Json& json) { return must(make(json)).id; };
  EXPECT_EQ(id(with(term_set(), {{"key", ""}})), id(term_set()));
  EXPECT_EQ(id(with(term_set(), {{"source", Json::object()}})), id(term_set()));
  EXPECT_EQ(id(with(term_set(), {{"recorded", "2020"}, {"sequence", 7}})), id(term_set()));
  const Json retracted{{"type", "retracted"}, {"target", "e1"}, {"reason", "wrong"}};
  EXPECT_EQ(id(with(retracted, {{"versions", "last"}})), id(retracted));
  EXPECT_NE(id(with(retracted, {{"versions", "all"}})), id(retracted));
}

TEST(DerivedId, IsTheSameForANumberHoweverItIsWritten) {
  const auto id = [](const std::string& number) {
    return must(make_line(R"({"type":"term_set","relationship":"r","term":"t","effective":"2020",)"
                          R"("value":)" +
                          number + "}"))
        .id;
  };
  EXPECT_EQ(id("1"), id("1.0"));
  EXPECT_EQ(id("1"), id("10e-1"));
  EXPECT_EQ(id("0"), id("-0"));
  EXPECT_EQ(id("0"), id("-0.0"));
  EXPECT_NE(id("1"), id(R"("1")"));
  EXPECT_NE(id("1"), id("true"));
  EXPECT_NE(id("1"), id("1.0000001"));
}

TEST(DerivedId, DiffersWhereKnownDoes) {
  EXPECT_NE(must(make(everything())).id, must(make(with(everything(), {{"known", "2020-06"}}))).id);
  EXPECT_NE(must(make(everything())).id, must(make(unit::without(everything(), "known"))).id);
}

TEST(DerivedId, DoesNotRunFieldsTogether) {
  const auto id = [](const Json& json) { return must(make(json)).id; };
  EXPECT_NE(id(with(term_set(), {{"occasion", "ab"}, {"note", "c"}})),
            id(with(term_set(), {{"occasion", "a"}, {"note", "bc"}})));
  EXPECT_NE(id(with(term_set(), {{"occasion", "x"}})), id(with(term_set(), {{"note", "x"}})));
}

TEST(DerivedId, TellsAFieldFromAPartOfTheSource) {
  Vocabulary vocabulary = unit::partnership();
  for (EventType& type : vocabulary.types) {
    if (type.name != "agreement_amended") continue;
    type.fields.push_back({.name = "source.title", .type = FieldType::text, .required = false});
  }
  const Json amended{{"type", "agreement_amended"}, {"relationship", "r"}, {"effective", "2020"}};
  const Event field = must(unit::make_by(vocabulary, with(amended, {{"source.title", "T"}})));
  const Event part = must(unit::make_by(vocabulary, with(amended, {{"source", {{"title", "T"}}}})));
  EXPECT_NE(field.id, part.id);
  EXPECT_NE(first_difference(field, part), std::nullopt);
}

TEST(DerivedId, LooksLikeOne) {
  const std::string id = must(make(term_set())).id;
  EXPECT_TRUE(id.starts_with("ev-"));
  EXPECT_EQ(id.size(), 35U);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef", 3), std::string::npos);
}

TEST(DerivedId, IsNotTakenWhereTheCallerGivesOne) {
  EXPECT_EQ(must(make(with(term_set(), {{"id", "mine"}}))).id, "mine");
}

TEST(DerivedId, IgnoresTheIdThatTheEventHas) {
  const Event mine = must(make(with(term_set(), {{"id", "mine"}})));
  EXPECT_EQ(derived_id(mine), must(make(term_set())).id);
}

// Other tools may have written these ids down.
TEST(DerivedId, NeverChanges) {
  EXPECT_EQ(must(make(term_set())).id, "ev-8f409e1cd3bad1bf9f6db8312f0b00ed");
  EXPECT_EQ(must(make(everything())).id, "ev-f1e4f31175fa27658ad96151dc8f7163");
  EXPECT_EQ(must(make(with(term_set(), {{"value", true}}))).id,
            "ev-b363007667c1354d8eba4b0a2be3a047");
  EXPECT_EQ(must(make_line(R"({"type":"partnership_formed","relationship":"r","effective":"2020",)"
                           R"("parties":[{"entity":"a","role":"lead"},{"entity":"b"},)"
                           R"({"entity":"c","role":""}]})"))
                .id,
            "ev-e17ce5c8335608a15d70e27c0b5836e9");
}

TEST(RetractionOf, SaysWhatIsWithdrawnAndWhy) {
  const Event event = must(make(
      Json{{"type", "retracted"}, {"target", "e1"}, {"reason", "a slip"}, {"versions", "all"}}));
  const Retraction retraction = unit::inside(retraction_of(event));
  EXPECT_EQ(retraction.target, "e1");
  EXPECT_EQ(retraction.reason, "a slip");
  EXPECT_TRUE(retraction.all_versions);
}

TEST(RetractionOf, MeansTheLastVersionUnlessItSaysAll) {
  const Json json{{"type", "retracted"}, {"target", "e1"}, {"reason", "a slip"}};
  EXPECT_FALSE(unit::inside(retraction_of(must(make(json)))).all_versions);
  EXPECT_FALSE(
      unit::inside(retraction_of(must(make(with(json, {{"versions", "last"}}))))).all_versions);
}

TEST(RetractionOf, IsNothingForOtherEvents) {
  EXPECT_FALSE(retraction_of(must(make(term_set()))).has_value());
}

TEST(EventField, IsFoundByNameOrNull) {
  const Event event = must(make(term_set()));
  ASSERT_NE(event.field("value"), nullptr);
  EXPECT_EQ(*event.field("value"), FieldValue{std::string{"x"}});
  EXPECT_EQ(event.field("key"), nullptr);
}

}  // namespace
}  // namespace annals
