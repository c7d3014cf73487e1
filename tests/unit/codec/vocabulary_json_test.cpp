#include "annals/codec/vocabulary_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "annals/codec/json.h"
#include "support/must.h"
#include "unit/codec/small_vocabulary.h"
#include "unit/events.h"
#include "unit/expect.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using unit::succeeded;

TEST(ParseVocabulary, KeepsWhatItSays) {
  const Vocabulary vocabulary = must(parse_vocabulary(to_line(unit::small_vocabulary())));
  EXPECT_EQ(vocabulary.name, "small");
  EXPECT_EQ(vocabulary.about, "A test.");
  ASSERT_EQ(vocabulary.terms.size(), 1U);
  EXPECT_EQ(vocabulary.terms[0].key, "k");
  EXPECT_THAT(vocabulary.terms[0].values, ElementsAre("a", "b"));
  const EventType* const type = vocabulary.type("happened");
  ASSERT_NE(type, nullptr);
  EXPECT_EQ(type->about, "Something did.");
  EXPECT_TRUE(type->field("who")->required);
  EXPECT_FALSE(type->field("what")->required);
  EXPECT_EQ(type->field("much")->type, FieldType::number);
  EXPECT_THAT(type->exactly_one, ElementsAre(ElementsAre("what", "much")));
}

TEST(ParseVocabulary, KeepsTheEffects) {
  const Vocabulary vocabulary = must(parse_vocabulary(to_line(unit::small_vocabulary())));
  const auto& effects = vocabulary.type("happened")->effects;
  ASSERT_EQ(effects.size(), 3U);
  EXPECT_EQ(effects[0].kind, EffectKind::set);
  EXPECT_EQ(effects[0].term.otherwise, Value{"t"});
  EXPECT_THAT(effects[0].key.fields, ElementsAre("who"));
  EXPECT_THAT(effects[0].value.fields, ElementsAre("what", "much"));
  EXPECT_EQ(effects[0].value.otherwise, Value{7.0});
  EXPECT_EQ(effects[0].ends_at, Value{0.0});
  EXPECT_EQ(effects[1].kind, EffectKind::end);
  EXPECT_EQ(effects[1].key.otherwise, Value{"constant"});
  EXPECT_EQ(effects[2].each, "all");
  EXPECT_EQ(effects[2].key.otherwise, std::nullopt);
}

TEST(ParseVocabulary, PutsTheFourGeneralTypesFirst) {
  const Vocabulary vocabulary = must(parse_vocabulary(to_line(unit::small_vocabulary())));
  std::vector<std::string> names;
  for (const EventType& type : vocabulary.types) names.push_back(type.name);
  EXPECT_THAT(names, ElementsAre("term_set", "term_ended", "retracted", "noted", "happened"));
}

TEST(ParseVocabulary, NeedsNeitherTermsNorTypes) {
  EXPECT_TRUE(succeeded(parse_vocabulary(R"({"annals-vocabulary":1,"name":"v","types":[]})")));
}

TEST(BuiltInVocabulary, HasEveryType) {
  std::vector<std::string> names;
  for (const EventType& type : unit::partnership().types) names.push_back(type.name);
  EXPECT_THAT(
      names,
      testing::UnorderedElementsAre(
          "term_set", "term_ended", "retracted", "noted", "partnership_formed", "partnership_ended",
          "party_joined", "party_left", "exclusivity_granted", "exclusivity_changed",
          "exclusivity_ended", "provider_added", "provider_removed", "investment_made",
          "stake_changed", "licence_granted", "licence_changed", "licence_ended",
          "revenue_share_agreed", "revenue_share_ended", "commitment_made", "commitment_ended",
          "board_role_given", "board_role_ended", "competitor_named", "competitor_dropped",
          "project_announced", "facility_announced", "facility_construction_started",
          "facility_opened", "facility_cancelled", "agreement_amended"));
}

TEST(BuiltInVocabulary, HasEveryTerm) {
  std::vector<std::string> names;
  for (const TermInfo& term : unit::partnership().terms) names.push_back(term.name);
  EXPECT_THAT(names, testing::UnorderedElementsAre(
                         "party", "status", "exclusivity", "exclusivity-holder", "provider",
                         "investment", "stake", "licence", "revenue-share", "commitment", "board",
                         "competitor", "facility", "chair"));
}

TEST(BuiltInVocabulary, ExplainsEverything) {
  for (const EventType& type : unit::partnership().types) EXPECT_FALSE(type.about.empty());
  for (const TermInfo& term : unit::partnership().terms) EXPECT_FALSE(term.about.empty());
}

}  // namespace
}  // namespace annals
