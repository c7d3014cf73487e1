#include "annals/event/vocabulary.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "annals/event/event.h"

namespace annals {
namespace {

TEST(GeneralTypes, AreTheFourOfEveryVocabulary) {
  std::vector<std::string> names;
  for (const EventType& type : general_types()) names.push_back(type.name);
  EXPECT_EQ(names, (std::vector<std::string>{"term_set", "term_ended", "retracted", "noted"}));
}

TEST(GeneralTypes, RequireWhatSemanticsSay) {
  const auto required = [](std::string_view type_name, std::string_view field_name) {
    for (const EventType& type : general_types()) {
      if (type.name == type_name) return type.field(field_name)->required;
    }
    return false;
  };
  EXPECT_TRUE(required(term_set_type, "term"));
  EXPECT_FALSE(required(term_set_type, "key"));
  EXPECT_TRUE(required(term_set_type, "value"));
  EXPECT_TRUE(required(term_ended_type, "term"));
  EXPECT_FALSE(required(term_ended_type, "key"));
  EXPECT_TRUE(required(retracted_type, "target"));
  EXPECT_TRUE(required(retracted_type, "reason"));
  EXPECT_FALSE(required(retracted_type, "versions"));
}

TEST(GeneralTypes, ChangeACellOnlyBySettingOrEnding) {
  for (const EventType& type : general_types()) {
    const bool changes = type.name == term_set_type || type.name == term_ended_type;
    EXPECT_EQ(type.effects.size(), changes ? 1U : 0U) << type.name;
  }
}

TEST(CommonField, IsWhatEveryEventMayCarry) {
  for (const std::string_view name :
       {"type", "relationship", "effective", "until", "id", "known", "replaces", "source",
        "occasion", "note", "recorded", "sequence"}) {
    EXPECT_TRUE(is_common_field(name)) << name;
  }
  EXPECT_FALSE(is_common_field("term"));
  EXPECT_FALSE(is_common_field("Type"));
  EXPECT_FALSE(is_common_field(""));
}

TEST(Vocabulary, FindsATypeAndAFieldByName) {
  const Vocabulary vocabulary{.name = "v", .about = "", .terms = {}, .types = general_types()};
  ASSERT_NE(vocabulary.type("noted"), nullptr);
  EXPECT_EQ(vocabulary.type("noted")->name, "noted");
  EXPECT_EQ(vocabulary.type("note"), nullptr);
  ASSERT_NE(vocabulary.type("term_set")->field("value"), nullptr);
  EXPECT_EQ(vocabulary.type("term_set")->field("valu"), nullptr);
}

TEST(FieldTypeText, IsWhatAVocabularyFileWrites) {
  EXPECT_EQ(to_text(FieldType::text), "text");
  EXPECT_EQ(to_text(FieldType::entity), "entity");
  EXPECT_EQ(to_text(FieldType::number), "number");
  EXPECT_EQ(to_text(FieldType::boolean), "boolean");
  EXPECT_EQ(to_text(FieldType::date), "date");
  EXPECT_EQ(to_text(FieldType::money), "money");
  EXPECT_EQ(to_text(FieldType::parties), "parties");
}

}  // namespace
}  // namespace annals
