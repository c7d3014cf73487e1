#include "annals/event/make_event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "annals/codec/json_line.h"
#include "annals/event/limits.h"
#include "support/must.h"
#include "unit/events.h"
#include "unit/expect.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using unit::make;
using unit::make_line;
using unit::succeeded;
using unit::term_set;
using unit::with;

/// The effects of an event, each as `exclusivity:cloud = exclusive`.
std::vector<std::string> effects_of(const Json& json) {
  std::vector<std::string> effects;
  for (const Assertion& effect : must(make(json)).effects) {
    effects.push_back(to_text(effect.cell) + " = " + to_text(effect.value));
  }
  return effects;
}

/// An event of a type of the vocabulary about `r`, effective 2020.
Json about(const std::string& type, const Json& fields) {
  Json json{{"type", type}, {"relationship", "r"}, {"effective", "2020"}};
  json.update(fields);
  return json;
}

TEST(MakeEvent, KeepsEveryFieldAsSent) {
  const Event event = must(make(with(term_set(), {{"id", "e1"},
                                                  {"key", "k"},
                                                  {"until", "2030~"},
                                                  {"known", "2020-05"},
                                                  {"replaces", "e0"},
                                                  {"source", {{"title", "T"}, {"url", "U"}}},
                                                  {"occasion", "O"},
                                                  {"note", "two\nlines"}})));
  EXPECT_EQ(event.id, "e1");
  EXPECT_EQ(event.type, "term_set");
  EXPECT_EQ(event.relationship, "r");
  EXPECT_EQ(unit::inside(event.effective).text, "2020");
  EXPECT_EQ(unit::inside(event.until).text, "2030~");
  EXPECT_EQ(unit::inside(event.known).text, "2020-05");
  EXPECT_EQ(event.replaces, "e0");
  EXPECT_EQ(event.source,
            (Source{.title = "T", .publisher = {}, .url = "U", .published = {}, .quote = {}}));
  EXPECT_EQ(event.occasion, "O");
  EXPECT_EQ(event.note, "two\nlines");
  EXPECT_THAT(event.effects,
              ElementsAre(Assertion{.cell = {.term = "t", .key = "k"}, .value = "x"}));
}

// Each leaves something that the next must not have.
TEST(MakeEvent, LeavesNothingOfWhatTheEventHeldBefore) {
  const Json source{{"publisher", "the registry of the town"}, {"quote", "long ago"}};
  const std::vector<Json> lines{
      with(term_set(), {{"id", "an id that takes some memory"}, {"source", source}}),
      with(term_set(), {{"known", "2020-05-05T12:00:00Z"}, {"until", "2024"}, {"note", "n"}}),
      with(term_set(), {{"source", {{"url", "https://example.org/1"}}}, {"replaces", "x"}}),
      {{"type", "noted"}, {"relationship", "r"}, {"occasion", "o"}, {"source", Json::object()}},
      {{"type", "retracted"}, {"target", "t"}, {"reason", "wrong"}},
      with(term_set(), {{"known", "2021"}})};
  JsonLineReader reader;
  Event used;
  for (int round = 0; round < 2; ++round) {
    for (const Json& line : lines) {
      const std::string text = line.dump();
      must(make_event(must(reader.read(text)), unit::partnership(), used));
      EXPECT_TRUE(unit::same_event(used, must(make(line)))) << text;
    }
  }
}

TEST(MakeEvent, PutsFieldsInTheOrderOfTheVocabulary) {
  const Event event = must(make_line(R"({"value":1,"key":"k","term":"t","effective":"2020",)"
                                     R"("relationship":"r","type":"term_set"})"));
  std::vector<std::string> names;
  for (const Field& field : event.fields) names.push_back(field.name);
  EXPECT_THAT(names, ElementsAre("term", "key", "value"));
}

TEST(MakeEvent, KeepsAnIntervalAsTwoDates) {
  const Event event = must(make(with(term_set(), {{"effective", "2019~/2030"}})));
  EXPECT_EQ(unit::inside(event.effective).text, "2019~");
  EXPECT_EQ(unit::inside(event.until).text, "2030");
}

TEST(MakeEvent, AllowsAnEndThatMayLieAfterTheStart) {
  EXPECT_TRUE(succeeded(make(with(term_set(), {{"until", "2020"}}))));
  EXPECT_TRUE(succeeded(make(with(term_set(), {{"until", "2020-01-01"}}))));
  EXPECT_TRUE(succeeded(make(with(term_set(), {{"until", "[..2020-01]"}}))));
  EXPECT_TRUE(succeeded(make(
      with(term_set(), {{"effective", "2020-05-05"}, {"until", "2020-05-05T00:00:00.000000Z"}}))));
}

TEST(MakeEvent, AcceptsAndIgnoresWhatTheDatabaseGives) {
  EXPECT_TRUE(
      succeeded(make(with(term_set(), {{"recorded", "2026-01-01T00:00Z"}, {"sequence", 76}}))));
  EXPECT_TRUE(succeeded(make(with(term_set(), {{"recorded", nullptr}, {"sequence", "x"}}))));
}

TEST(MakeEvent, TakesAnEmptyKeyForNoKey) {
  const Event event = must(make(with(term_set(), {{"key", ""}})));
  EXPECT_EQ(event.field("key"), nullptr);
  EXPECT_TRUE(unit::same_event(event, must(make(term_set()))));
}

TEST(MakeEvent, TakesVersionsLastForNone) {
  const Json json{{"type", "retracted"}, {"target", "e1"}, {"reason", "wrong"}};
  const Event event = must(make(with(json, {{"versions", "last"}})));
  EXPECT_EQ(event.field("versions"), nullptr);
  EXPECT_TRUE(unit::same_event(event, must(make(json))));
}

TEST(MakeEvent, AcceptsEveryKindOfValue) {
  const auto value_of = [](const Json& value) {
    return must(make(with(term_set(), {{"value", value}}))).effects.front().value;
  };
  EXPECT_EQ(value_of(""), Value{std::string{}});
  EXPECT_EQ(value_of("a\nb"), Value{std::string{"a\nb"}});
  EXPECT_EQ(value_of(27), Value{27.0});
  EXPECT_EQ(value_of(-0.5), Value{-0.5});
  EXPECT_EQ(value_of(9007199254740992), Value{9007199254740992.0});
  EXPECT_EQ(value_of(-9007199254740992), Value{-9007199254740992.0});
  EXPECT_EQ(value_of(false), Value{false});
}

TEST(MakeEvent, TakesMinusZeroForZero) {
  const Event event = must(make(with(term_set(), {{"value", -0.0}})));
  EXPECT_EQ(to_text(event.effects.front().value), "0");
}

TEST(MakeEvent, EndsATermWithNoValue) {
  const Event event = must(make(Json{{"type", "term_ended"},
                                     {"relationship", "r"},
                                     {"term", "t"},
                                     {"key", "k"},
                                     {"effective", "2020"}}));
  EXPECT_THAT(event.effects,
              ElementsAre(Assertion{.cell = {.term = "t", .key = "k"}, .value = None{}}));
}

TEST(MakeEvent, NeedsNeitherRelationshipNorDateToRetract) {
  const Event event =
      must(make(Json{{"type", "retracted"}, {"target", "e1"}, {"reason", "a slip"}}));
  EXPECT_TRUE(event.relationship.empty());
  EXPECT_FALSE(event.effective.has_value());
  EXPECT_TRUE(event.effects.empty());
}

TEST(MakeEvent, NeedsNoDateToNote) {
  const Event event = must(make(Json{{"type", "noted"}, {"relationship", "r"}}));
  EXPECT_FALSE(event.effective.has_value());
  EXPECT_TRUE(event.effects.empty());
  EXPECT_TRUE(
      succeeded(make(Json{{"type", "noted"}, {"relationship", "r"}, {"effective", "2020"}})));
}

TEST(Effects, AreOnePerPartyAndTheRest) {
  EXPECT_THAT(effects_of(about(
                  "partnership_formed",
                  {{"parties", {{{"entity", "a"}, {"role", "investor"}}, {{"entity", "b"}}}}})),
              ElementsAre("party:a = investor", "party:b = unspecified", "status = in-force"));
}

TEST(Effects, AreOnePerEntityThatHasSeveralRoles) {
  EXPECT_THAT(
      effects_of(
          about("partnership_formed", {{"parties",
                                        {{{"entity", "a"}, {"role", "lead"}},
                                         {{"entity", "b"}, {"role", {"customer", "investor"}}},
                                         {{"entity", "a"}, {"role", "provider"}},
                                         {{"entity", "b"}}}}})),
      ElementsAre("party:a = lead, provider", "party:b = customer, investor", "status = in-force"));
}

TEST(Effects, TakeTheirKeyFromAField) {
  EXPECT_THAT(effects_of(about("exclusivity_granted", {{"scope", "cloud"}, {"holder", "a"}})),
              ElementsAre("exclusivity:cloud = exclusive", "exclusivity-holder:cloud = a"));
}

TEST(Effects, AreLeftOutWhereTheirValueIs) {
  EXPECT_THAT(effects_of(about("exclusivity_changed", {{"scope", "cloud"}, {"to", "none"}})),
              ElementsAre("exclusivity:cloud = none"));
  EXPECT_THAT(effects_of(about("project_announced", {{"parties", {{{"entity", "a"}}}}})),
              ElementsAre("party:a = unspecified", "status = announced"));
}

TEST(Effects, TakeTheFirstFieldThatIsGiven) {
  EXPECT_THAT(effects_of(about("commitment_made", {{"subject", "s"}, {"terms", "in words"}})),
              ElementsAre("commitment:s = in words"));
  EXPECT_THAT(effects_of(about("commitment_made", {{"subject", "s"}, {"amount", "5 USD"}})),
              ElementsAre("commitment:s = 5 USD"));
}

TEST(Effects, FallBackOnAConstant) {
  EXPECT_THAT(effects_of(about("investment_made", {{"investor", "a"}, {"tranche", "2019"}})),
              ElementsAre("investment:2019 = undisclosed", "party:a = investor"));
}

TEST(Effects, EndACellAtTheValueThatEndsIt) {
  EXPECT_THAT(effects_of(about("stake_changed", {{"holder", "a"}, {"percent", 27}})),
              ElementsAre("stake:a = 27"));
  EXPECT_THAT(effects_of(about("stake_changed", {{"holder", "a"}, {"percent", 0}})),
              ElementsAre("stake:a = none"));
  EXPECT_THAT(effects_of(about("stake_changed", {{"holder", "a"}, {"percent", -0.0}})),
              ElementsAre("stake:a = none"));
}

TEST(Effects, AreNoneForAPlaceInTheHistory) {
  EXPECT_TRUE(must(make(about("agreement_amended", {{"note", "n"}}))).effects.empty());
}

TEST(Effects, MayHaveAnEmptyKeyFromAField) {
  EXPECT_THAT(effects_of(about("commitment_made", {{"subject", ""}, {"terms", "x"}})),
              ElementsAre("commitment = x"));
}

TEST(Effects, AreAtMostAThousand) {
  Json parties = Json::array();
  for (std::size_t i = 0; i + 1 < limits::effects_max; ++i) {
    parties.push_back({{"entity", std::to_string(i)}});
  }
  const auto formed = [&] { return make(about("partnership_formed", {{"parties", parties}})); };
  EXPECT_EQ(must(formed()).effects.size(), limits::effects_max);
  parties.push_back({{"entity", "one more"}});
  EXPECT_TRUE(unit::refused(formed(), {"at most 1000 cells"}));
  parties.push_back({{"entity", "two more"}});
  EXPECT_TRUE(unit::refused(formed(), {"'parties'", "has 1001 items"}));
}

}  // namespace
}  // namespace annals
