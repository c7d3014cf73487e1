// Each kind of mistake in a vocabulary, and where the message says it is.

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "annals/codec/json.h"
#include "annals/codec/vocabulary_json.h"
#include "unit/codec/small_vocabulary.h"
#include "unit/expect.h"

namespace annals {
namespace {

using unit::small_vocabulary;

/// The small vocabulary with what stands at a JSON pointer replaced.
std::string with_at(const std::string& pointer, const Json& value) {
  Json json = small_vocabulary();
  json[Json::json_pointer{pointer}] = value;
  return to_line(json);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines{""};
  for (const char character : text) {
    if (character == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += character;
    }
  }
  return lines;
}

/// Whether the vocabulary is refused and a line of the message begins with `place` and says `why`.
testing::AssertionResult is_mistake(const std::string& json, std::string_view place,
                                    std::string_view why) {
  const auto vocabulary = parse_vocabulary(json);
  if (vocabulary) return testing::AssertionFailure() << "accepted";
  if (vocabulary.error().code != ErrorCode::invalid_input) return testing::AssertionFailure();
  for (const std::string& line : lines_of(vocabulary.error().message)) {
    if (line.starts_with(std::string{place} + ": ") && line.find(why) != std::string::npos) {
      return testing::AssertionSuccess();
    }
  }
  return testing::AssertionFailure() << vocabulary.error().message;
}

struct Mistake {
  std::string_view name;
  std::string_view pointer;
  Json value;
  std::string_view place;
  std::string_view why;
};

std::ostream& operator<<(std::ostream& out, const Mistake& row) {
  return out << row.pointer << " = " << to_line(row.value);
}

class VocabularyMistake : public testing::TestWithParam<Mistake> {};

TEST_P(VocabularyMistake, IsNamedWithItsPlace) {
  const Mistake& row = GetParam();
  EXPECT_TRUE(is_mistake(with_at(std::string{row.pointer}, row.value), row.place, row.why));
}

const std::vector<Mistake> at_the_top{
    {.name = "version",
     .pointer = "/annals-vocabulary",
     .value = 2,
     .place = "annals-vocabulary",
     .why = "expected 1"},
    {.name = "version_as_text",
     .pointer = "/annals-vocabulary",
     .value = "1",
     .place = "annals-vocabulary",
     .why = "expected 1"},
    {.name = "name", .pointer = "/name", .value = 7, .place = "name", .why = "expected text"},
    {.name = "empty_name",
     .pointer = "/name",
     .value = "",
     .place = "name",
     .why = "expected text"},
    {.name = "about",
     .pointer = "/about",
     .value = nullptr,
     .place = "about",
     .why = "expected text"},
    {.name = "unknown_member",
     .pointer = "/colour",
     .value = "red",
     .place = "colour",
     .why = "expected one of annals-vocabulary, name, about, terms, types"},
    {.name = "terms",
     .pointer = "/terms",
     .value = "t",
     .place = "terms",
     .why = "expected a list"},
    {.name = "types",
     .pointer = "/types",
     .value = Json::object(),
     .place = "types",
     .why = "expected a list"},
    {.name = "term",
     .pointer = "/terms/0",
     .value = "t",
     .place = "terms[0]",
     .why = "expected an object"},
    {.name = "term_without_name",
     .pointer = "/terms/0",
     .value = Json::object(),
     .place = "terms[0].term",
     .why = "is missing"},
    {.name = "term_with_a_colon",
     .pointer = "/terms/0/term",
     .value = "a:b",
     .place = "terms[0]",
     .why = "a term has neither"},
    {.name = "same_term_twice",
     .pointer = "/terms/1",
     .value = {{"term", "t"}},
     .place = "terms[1].term",
     .why = "there is a term 't' already"},
    {.name = "values_of_a_term",
     .pointer = "/terms/0/values",
     .value = "a",
     .place = "terms[0].values",
     .why = "expected a list"},
    {.name = "value_of_a_term",
     .pointer = "/terms/0/values/1",
     .value = 7,
     .place = "terms[0].values[1]",
     .why = "expected text"},
    {.name = "unknown_member_of_a_term",
     .pointer = "/terms/0/unit",
     .value = "USD",
     .place = "terms[0].unit",
     .why = "is unknown here"},
};

const auto name_of = [](const auto& row) { return std::string{row.param.name}; };

INSTANTIATE_TEST_SUITE_P(AtTheTop, VocabularyMistake, testing::ValuesIn(at_the_top), name_of);

const std::vector<Mistake> in_types{
    {.name = "type",
     .pointer = "/types/0",
     .value = 7,
     .place = "types[0]",
     .why = "expected an object"},
    {.name = "type_without_name",
     .pointer = "/types/0",
     .value = Json::object(),
     .place = "types[0].type",
     .why = "is missing"},
    {.name = "empty_type_name",
     .pointer = "/types/0/type",
     .value = "",
     .place = "types[0].type",
     .why = "expected text"},
    {.name = "long_type_name",
     .pointer = "/types/0/type",
     .value = std::string(257, 'x'),
     .place = "types[0].type",
     .why = "1 to 256 bytes"},
    {.name = "type_name_with_control",
     .pointer = "/types/0/type",
     .value = "a\nb",
     .place = "types[0].type",
     .why = "control characters"},
    {.name = "general_type",
     .pointer = "/types/0/type",
     .value = "retracted",
     .place = "types[0].type",
     .why = "there is a type 'retracted' already"},
    {.name = "same_type_twice",
     .pointer = "/types/1",
     .value = {{"type", "happened"}},
     .place = "types[1].type",
     .why = "there is a type 'happened' already"},
    {.name = "unknown_member",
     .pointer = "/types/0/effect",
     .value = Json::array(),
     .place = "types[0].effect",
     .why = "is unknown here"},
    {.name = "fields",
     .pointer = "/types/0/fields",
     .value = 7,
     .place = "types[0].fields",
     .why = "expected a list"},
    {.name = "field",
     .pointer = "/types/0/fields/1",
     .value = "what",
     .place = "types[0].fields[1]",
     .why = "expected an object"},
    {.name = "field_without_name",
     .pointer = "/types/0/fields/4",
     .value = {{"type", "text"}},
     .place = "types[0].fields[4].name",
     .why = "is missing"},
    {.name = "field_without_type",
     .pointer = "/types/0/fields/4",
     .value = {{"name", "new"}},
     .place = "types[0].fields[4].type",
     .why = "is missing"},
    {.name = "unknown_field_type",
     .pointer = "/types/0/fields/1/type",
     .value = "integer",
     .place = "types[0].fields[1].type",
     .why = R"("integer" is no field type; expected text, )"},
    {.name = "field_type_of_the_general_types",
     .pointer = "/types/0/fields/1/type",
     .value = "value",
     .place = "types[0].fields[1].type",
     .why = "is no field type"},
    {.name = "common_field",
     .pointer = "/types/0/fields/1/name",
     .value = "until",
     .place = "types[0].fields[1].name",
     .why = "every event has a field 'until' already"},
    {.name = "same_field_twice",
     .pointer = "/types/0/fields/1/name",
     .value = "who",
     .place = "types[0].fields[1].name",
     .why = "there is a field 'who' already"},
    {.name = "required",
     .pointer = "/types/0/fields/1/required",
     .value = "yes",
     .place = "types[0].fields[1].required",
     .why = "expected true or false"},
    {.name = "group",
     .pointer = "/types/0/exactly_one/0",
     .value = "what",
     .place = "types[0].exactly_one[0]",
     .why = "a list of at least two"},
    {.name = "group_of_one",
     .pointer = "/types/0/exactly_one/0",
     .value = Json::array({"what"}),
     .place = "types[0].exactly_one[0]",
     .why = "a list of at least two"},
    {.name = "group_of_unknown_fields",
     .pointer = "/types/0/exactly_one/0/1",
     .value = "whom",
     .place = "types[0].exactly_one[0]",
     .why = R"("whom" is not an optional field)"},
    {.name = "group_of_required_fields",
     .pointer = "/types/0/exactly_one/0/1",
     .value = "who",
     .place = "types[0].exactly_one[0]",
     .why = R"("who" is not an optional field)"},
    {.name = "group_of_numbers",
     .pointer = "/types/0/exactly_one/0/1",
     .value = 7,
     .place = "types[0].exactly_one[0]",
     .why = "7 is not an optional field"},
};

INSTANTIATE_TEST_SUITE_P(InTypes, VocabularyMistake, testing::ValuesIn(in_types), name_of);

const std::vector<Mistake> in_effects{
    {.name = "effect",
     .pointer = "/types/0/effects/0",
     .value = "t",
     .place = "types[0].effects[0]",
     .why = "expected an object"},
    {.name = "neither_set_nor_end",
     .pointer = "/types/0/effects/0",
     .value = {{"value", 1}},
     .place = "types[0].effects[0]",
     .why = "expected either 'set' or 'end'"},
    {.name = "both_set_and_end",
     .pointer = "/types/0/effects/0/end",
     .value = "t",
     .place = "types[0].effects[0]",
     .why = "expected either 'set' or 'end'"},
    {.name = "unknown_member",
     .pointer = "/types/0/effects/0/when",
     .value = "now",
     .place = "types[0].effects[0].when",
     .why = "is unknown here"},
    {.name = "term_with_an_equals_sign",
     .pointer = "/types/0/effects/0/set",
     .value = "a=b",
     .place = "types[0].effects[0]",
     .why = "a term has neither"},
    {.name = "term_as_number",
     .pointer = "/types/0/effects/0/set",
     .value = 7,
     .place = "types[0].effects[0].set",
     .why = "expected text"},
    {.name = "value_missing",
     .pointer = "/types/0/effects/0",
     .value = {{"set", "t"}},
     .place = "types[0].effects[0].value",
     .why = "is missing"},
    {.name = "null_value",
     .pointer = "/types/0/effects/0/value",
     .value = nullptr,
     .place = "types[0].effects[0].value",
     .why = "expected text of at most 4096 bytes"},
    {.name = "long_value",
     .pointer = "/types/0/effects/0/value",
     .value = std::string(4097, 'x'),
     .place = "types[0].effects[0].value",
     .why = "at most 4096 bytes"},
    {.name = "large_value",
     .pointer = "/types/0/effects/0/value",
     .value = 9007199254740994,
     .place = "types[0].effects[0].value",
     .why = "a number within 2^53"},
    {.name = "value_without_field",
     .pointer = "/types/0/effects/0/value",
     .value = {{"otherwise", 1}},
     .place = "types[0].effects[0].value.field",
     .why = "is missing"},
    {.name = "value_of_no_field",
     .pointer = "/types/0/effects/0/value/field",
     .value = Json::array(),
     .place = "types[0].effects[0].value.field",
     .why = "names no field"},
    {.name = "value_of_an_unknown_field",
     .pointer = "/types/0/effects/0/value/field",
     .value = "whom",
     .place = "types[0].effects[0].value.field",
     .why = "'whom' is not a field"},
    {.name = "value_of_a_list",
     .pointer = "/types/0/effects/0/value/field",
     .value = "all",
     .place = "types[0].effects[0].value.field",
     .why = "'all' is not a field that holds one"},
    {.name = "role_without_each",
     .pointer = "/types/0/effects/0/value/field",
     .value = "role",
     .place = "types[0].effects[0].value.field",
     .why = "'role' is not a field"},
    {.name = "otherwise",
     .pointer = "/types/0/effects/0/value/otherwise",
     .value = Json::array(),
     .place = "types[0].effects[0].value.otherwise",
     .why = "expected text"},
    {.name = "ends_at",
     .pointer = "/types/0/effects/0/ends_at",
     .value = nullptr,
     .place = "types[0].effects[0].ends_at",
     .why = "expected text"},
    {.name = "key_of_a_number",
     .pointer = "/types/0/effects/0/key/field",
     .value = "much",
     .place = "types[0].effects[0].key",
     .why = "'much' is a number; a key must be text"},
    {.name = "number_as_key",
     .pointer = "/types/0/effects/1/key",
     .value = 7,
     .place = "types[0].effects[1].key",
     .why = "a key must be text"},
    {.name = "key_with_control",
     .pointer = "/types/0/effects/1/key",
     .value = "a\tb",
     .place = "types[0].effects[1].key",
     .why = "control character"},
    {.name = "end_with_a_value",
     .pointer = "/types/0/effects/1/value",
     .value = 1,
     .place = "types[0].effects[1]",
     .why = "what ends has no 'value'"},
    {.name = "each_of_no_list",
     .pointer = "/types/0/effects/2/each",
     .value = "what",
     .place = "types[0].effects[2].each",
     .why = "'what' is not a field of type parties"},
    {.name = "each_of_nothing",
     .pointer = "/types/0/effects/2/each",
     .value = "nobody",
     .place = "types[0].effects[2].each",
     .why = "'nobody' is not a field of type parties"},
};

INSTANTIATE_TEST_SUITE_P(InEffects, VocabularyMistake, testing::ValuesIn(in_effects), name_of);

TEST(VocabularyMistakes, AreAllNamedAtOnce) {
  Json json = small_vocabulary();
  json["name"] = 7;
  json["types"][0]["fields"][1]["type"] = "integer";
  json["types"][0]["effects"][1]["key"] = 7;
  const std::string text = to_line(json);
  EXPECT_TRUE(is_mistake(text, "name", "expected text"));
  EXPECT_TRUE(is_mistake(text, "types[0].fields[1].type", "is no field type"));
  EXPECT_TRUE(is_mistake(text, "types[0].effects[1].key", "a key must be text"));
}

TEST(VocabularyMistakes, OfMissingMembersAreNamed) {
  EXPECT_TRUE(is_mistake("{}", "annals-vocabulary", "expected 1"));
  EXPECT_TRUE(is_mistake("{}", "name", "is missing"));
  EXPECT_TRUE(is_mistake("{}", "types", "is missing"));
}

TEST(VocabularyMistakes, OfTheWholeAreNamed) {
  EXPECT_TRUE(is_mistake("[]", "the vocabulary", "expected an object"));
  EXPECT_TRUE(unit::refused(parse_vocabulary("{\"name\": x}"), {"malformed JSON at line 1"}));
  EXPECT_TRUE(
      unit::refused(parse_vocabulary(R"({"name":"a","name":"b"})"), {"'name' is given twice"}));
}

TEST(VocabularyMistakes, EscapeWhatTheFileSays) {
  const std::vector<std::string> pointers{"/a\nb", "/types/0/a\nb", "/types/0/fields/0/a\nb"};
  for (const std::string& pointer : pointers) {
    EXPECT_TRUE(unit::refused(parse_vocabulary(with_at(pointer, 1)), {R"(a\x0ab: is unknown)"}));
  }
  EXPECT_TRUE(is_mistake(with_at("/types/0/effects/2/each", "a\nb"), "types[0].effects[2].each",
                         R"('a\x0ab')"));
}

}  // namespace
}  // namespace annals
