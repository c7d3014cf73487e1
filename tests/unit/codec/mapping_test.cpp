// Each kind of mistake in a mapping, and where the message says it is.

#include "annals/codec/mapping.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "support/must.h"
#include "unit/codec/small_mapping.h"
#include "unit/expect.h"

namespace annals {
namespace {

using support::must;
using unit::refused;
using unit::small_mapping;

TEST(Mapping, IsReadWithAllItsParts) {
  const Mapping mapping = must(parse_mapping(to_line(small_mapping())));
  EXPECT_EQ(mapping.name, "states");
  EXPECT_EQ(mapping.input.dialect.delimiter, ';');
  EXPECT_EQ(mapping.input.empty, (std::vector<std::string>{"", "NA"}));
  EXPECT_EQ(mapping.key.size(), 2U);
  EXPECT_EQ(mapping.vanished, Vanished::end);
  EXPECT_EQ(mapping.ends.size(), 1U);
  EXPECT_EQ(mapping.events.size(), 2U);
  EXPECT_EQ(mapping.events[1].name, "left");
  EXPECT_FALSE(mapping.uses_snapshot_dates);  // only its ends do
  std::vector<std::string> names;
  for (const MappedColumn& column : mapping.columns) names.push_back(column.name);
  EXPECT_EQ(names, (std::vector<std::string>{"State", "Treaty", "Role", "Begin", "End", "Note"}));
}

TEST(Mapping, NamesEventsByTheirNumber) {
  Json json = small_mapping();
  for (Json& event : json["events"]) event.erase("name");
  const Mapping mapping = must(parse_mapping(to_line(json)));
  EXPECT_EQ(mapping.events[0].name, "1");
  EXPECT_EQ(mapping.events[1].name, "2");
}

TEST(Mapping, RefusesMalformedJsonAndEveryMistakeAtOnce) {
  EXPECT_TRUE(refused(parse_mapping("{"), {"malformed JSON"}));
  EXPECT_TRUE(refused(parse_mapping("[]"), {"the mapping: expected an object"}));
  const auto mapping = parse_mapping(R"({"name": 7})");
  ASSERT_FALSE(mapping);
  EXPECT_EQ(mapping.error().message,
            "annals-mapping: expected 1, the version that this build reads\n"
            "name: expected text\n"
            "events: names no event to make");
}

struct Mistake {
  std::string_view pointer;  // what is put into the small mapping, and where
  Json value;
  std::string_view message;  // the beginning of a line of the refusal
};

void PrintTo(const Mistake& mistake, std::ostream* out) {  // NOLINT(readability-identifier-naming)
  *out << mistake.pointer << " = " << mistake.value;
}

class MappingMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(MappingMistakes, AreNamedWithTheirPlace) {
  Json json = small_mapping();
  json[Json::json_pointer{std::string{GetParam().pointer}}] = GetParam().value;
  const auto mapping = parse_mapping(to_line(json));
  ASSERT_FALSE(mapping);
  EXPECT_EQ(mapping.error().code, ErrorCode::invalid_input);
  const std::string lines = "\n" + mapping.error().message;
  EXPECT_NE(lines.find("\n" + std::string{GetParam().message}), std::string::npos) << lines;
}

const std::vector<Mistake> mistakes{
    {"/events/0/event/role",
     {{"colum", "A"}},
     "events[0].event.role.colum: is unknown here; did you mean 'column'?"},
    {"/annals-mapping", 2, "annals-mapping: expected 1"},
    {"/colour", 1, "colour: is unknown here"},
    {"/input/format", "xlsx", "input.format: \"xlsx\" is not one of csv, jsonl, json"},
    {"/input/delimiter", "||", "input.delimiter: expected one character"},
    {"/input/delimiter", "\"", "input.delimiter: is the quote as well"},
    {"/input/rows", "a[]", "input.rows: has a meaning for JSON only"},
    {"/input/format", "json", "input.delimiter: has a meaning for csv only"},
    {"/input/ragged", "yes", "input.ragged: expected true or false"},
    {"/input/empty", "NA", "input.empty: expected a list"},
    {"/dates/day/formats", Json::array(), "dates.day.formats: names no format"},
    {"/dates/day/formats/0", "DD.MM", "dates.day.formats[0]: \"DD.MM\" is no pattern"},
    {"/dates/day/means/late", "2001-13", "dates.day.means[\"late\"]: \"2001-13\" is not a date"},
    {"/values/role/1", Json::array(), "values.role.1: expected text, a number, a boolean or null"},
    {"/skip/0/is", "x", "skip[0]: expected 'column' and one of"},
    {"/skip/0/column", "", "skip[0].column: expected text"},
    {"/key/0", 7, "key[0]: expected the name of a column"},
    {"/vanished", "forget", "vanished: \"forget\" is not one of retract, end, keep"},
    {"/vanished", Json::object(), "vanished.end: is missing"},
    {"/gone", "2000", "gone: has a meaning beside 'known' only"},
    {"/duplicates", "all", "duplicates: \"all\" is not one of refuse, first, last"},
    {"/events", Json::array(), "events: names no event to make"},
    {"/events/0/event", 7, "events[0].event: expected an object"},
    {"/events/0/event", Json::object(), "events[0].event.type: is missing"},
    {"/events/0/item_key", Json::array({7}),
     "events[0].item_key[0]: expected the name of a column"},
    {"/events/0/each", "a[]", "events[0].each: a row of a table has no lists"},
    {"/events/1/name", "joined", "events[1].name: there is an event 'joined' already"},
    {"/events/1/name", "a/b", "events[1].name: must have no '/'"},
    {"/events/0/event/note", nullptr, "events[0].event.note: null says nothing"},
    {"/events/0/event/entity/colum", "x", "events[0].event.entity.colum: is unknown here"},
    {"/events/0/event/entity/constant", 1, "events[0].event.entity: expected one of 'column'"},
    {"/events/0/event/entity/column", Json::array(), "events[0].event.entity.column: names no"},
    {"/events/0/event/entity/column", "@.x", "events[0].event.entity: '@.x' is of an item"},
    {"/events/0/event/entity/as", "date", "events[0].event.entity.as: \"date\" is not one of"},
    {"/events/0/event/effective/date", "month",
     "events[0].event.effective.date: there is no \"month\" in 'dates'; there is day"},
    {"/events/0/event/role/values", "rank", "events[0].event.role.values: there is no \"rank\""},
    {"/events/0/event/relationship/template", "a {b", "events[0].event.relationship.template: a"},
    {"/events/0/event/relationship/template", "a {}",
     "events[0].event.relationship.template: '{}'"},
    {"/events/0/event/relationship/template", "{a|month}",
     "events[0].event.relationship.template: there is no \"month\" in 'dates'"},
};

INSTANTIATE_TEST_SUITE_P(Mapping, MappingMistakes, testing::ValuesIn(mistakes));

}  // namespace
}  // namespace annals
