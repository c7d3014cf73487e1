#include "annals/codec/mapped_row.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "annals/event/make_event.h"
#include "support/must.h"
#include "unit/codec/small_mapping.h"
#include "unit/expect.h"

namespace annals {
namespace {

using support::must;
using unit::Columns;
using unit::mapping_of_event;
using unit::refused;
using unit::row_of;
using unit::small_mapping;
using unit::succeeded;

std::vector<std::string> events_of(const Mapping& mapping, const Columns& columns) {
  std::vector<std::string> lines;
  for (const MappedEvent& made : must(map_row(mapping, row_of(mapping, columns), {}))) {
    lines.push_back(to_line(made.event));
  }
  return lines;
}

/// What a field of the one event of a mapping comes to, in JSON; nothing if it is left out.
std::string field_of(const Json& field, const Columns& columns) {
  const Mapping mapping = mapping_of_event({{"type", "noted"}, {"x", field}});
  const auto made = must(map_row(mapping, row_of(mapping, columns), {.known = "2020"}));
  const Json& event = made.at(0).event;
  return event.contains("x") ? to_line(event["x"]) : "";
}

TEST(MapRow, MakesSeveralEventsOfARow) {
  const Mapping mapping = must(parse_mapping(to_line(small_mapping())));
  EXPECT_EQ(events_of(mapping, {{"Treaty", "Whales"},
                                {"State", "ISL"},
                                {"Role", "1"},
                                {"Begin", "10.03.1947"},
                                {"End", "1992"}}),
            (std::vector<std::string>{
                R"({"type":"party_joined","relationship":"treaty Whales","entity":"ISL",)"
                R"("role":"founder","effective":"1947-03-10"})",
                R"({"type":"party_left","relationship":"treaty Whales","entity":"ISL",)"
                R"("effective":"1992"})"}));
}

TEST(MapRow, SkipsRowsAndLeavesOutEventsWhoseConditionsFail) {
  const Mapping mapping = must(parse_mapping(to_line(small_mapping())));
  EXPECT_TRUE(events_of(mapping, {{"Treaty", "Whales"}, {"State", "NA"}}).empty());
  EXPECT_EQ(events_of(mapping, {{"State", "ISL"}, {"End", "NA"}}).size(), 1U);
}

TEST(MapRow, TakesColumnsConstantsAndTemplates) {
  EXPECT_EQ(field_of("as it is", {}), R"("as it is")");
  EXPECT_EQ(field_of({{"constant", 7}}, {}), "7");
  EXPECT_EQ(field_of({{"column", "A"}}, {{"A", "a"}}), R"("a")");
  EXPECT_EQ(field_of({{"column", {"A", "B"}}}, {{"B", "b"}}), R"("b")");
  EXPECT_EQ(field_of({{"template", "{{{A}-{B}}}"}}, {{"A", "a"}, {"B", "b"}}), R"("{a-b}")");
  EXPECT_EQ(field_of({{"template", "[..{A|day}]"}}, {{"A", "01.02.2003"}}), R"("[..2003-02-01]")");
  EXPECT_EQ(field_of({{"template", "as of {$known}"}}, {}), R"("as of 2020")");
}

TEST(MapRow, LeavesOutWhatIsEmptyOrTakesWhatStandsInForIt) {
  EXPECT_EQ(field_of({{"column", "A"}}, {}), "");
  EXPECT_EQ(field_of({{"column", "A"}}, {{"A", "NA"}}), "");
  EXPECT_EQ(field_of({{"template", "{A}, {B}"}}, {{"A", "a"}}), "");
  EXPECT_EQ(field_of({{"column", "A"}, {"otherwise", {{"column", "B"}}}}, {{"B", "b"}}), R"("b")");
  EXPECT_EQ(
      field_of({{"column", "A"}, {"date", "day"}, {"otherwise", "1900"}}, {{"A", "31.12.9999"}}),
      R"("1900")");
  EXPECT_EQ(field_of({{"title", {{"column", "A"}}}}, {}), "");
  EXPECT_EQ(field_of(Json::array({{{"entity", {{"column", "A"}}}}, {{"entity", "b"}}}), {}),
            R"([{"entity":"b"}])");
}

TEST(MapRow, ConvertsDatesValuesNumbersAndBooleans) {
  EXPECT_EQ(field_of({{"column", "A"}, {"date", "day"}}, {{"A", "late"}}), R"("[2001..]")");
  EXPECT_EQ(field_of({{"column", "A"}, {"values", "role"}}, {{"A", "1"}}), R"("founder")");
  EXPECT_EQ(field_of({{"column", "A"}, {"values", "role"}}, {{"A", "2"}}), R"("2")");
  EXPECT_EQ(field_of({{"column", "A"}, {"values", "role"}}, {{"A", "x"}}), "");
  EXPECT_EQ(field_of({{"column", "A"}, {"values", {{"NA", "none"}}}}, {{"A", "NA"}}), R"("none")");
  EXPECT_EQ(field_of({{"column", "A"}, {"as", "number"}}, {{"A", "27.5"}}), "27.5");
  EXPECT_EQ(field_of({{"column", "A"}, {"as", "boolean"}}, {{"A", "FALSE"}}), "false");
}

TEST(MapRow, RefusesNumbersThatNoDoubleHolds) {
  const auto number = [](const std::string& text) {
    const Mapping mapping =
        mapping_of_event({{"type", "noted"}, {"x", {{"column", "A"}, {"as", "number"}}}});
    return map_row(mapping, row_of(mapping, {{"A", text}}), {});
  };
  EXPECT_TRUE(number("9007199254740992"));
  EXPECT_TRUE(number("-9007199254740992"));
  for (const std::string text :
       {"9007199254740993", "-9007199254740993", "9007199254740992.0", "18446744073709551615"}) {
    EXPECT_TRUE(refused(number(text), {"column 'A'", "beyond 2^53"})) << text;
  }
}

TEST(MapRow, NamesTheColumnOfWhatItCannotConvert) {
  const auto refusal = [](const Json& field, const std::string& text) {
    const Mapping mapping = mapping_of_event({{"type", "noted"}, {"x", field}});
    return map_row(mapping, row_of(mapping, {{"A", text}}), {});
  };
  EXPECT_TRUE(refused(refusal({{"column", "A"}, {"date", "day"}}, "soon"),
                      {"column 'A': \"soon\" is no date; expected DD.MM.YYYY or YYYY"}));
  EXPECT_TRUE(refused(refusal({{"template", "x{A|day}"}}, "32.01.2000"), {"column 'A': "}));
  for (const std::string text : {"1,5", "0x1", "many", "1e400", "9007199254740994"}) {
    EXPECT_TRUE(
        refused(refusal({{"column", "A"}, {"as", "number"}}, text), {"column 'A': ", text}));
  }
  EXPECT_TRUE(refused(refusal({{"column", "A"}, {"as", "boolean"}}, "2"),
                      {"column 'A': \"2\" is neither true nor false"}));
}

TEST(WithColumn, LeadsAnErrorByTheColumnOfItsField) {
  const Mapping mapping = mapping_of_event({{"type", "term_set"},
                                            {"relationship", {{"template", "r {Id}"}}},
                                            {"effective", {{"column", "Begin"}}},
                                            {"source", {{"title", {{"column", "Title"}}}}},
                                            {"term", "t"}});
  const auto led = [&](const std::string& message) {
    return with_column(mapping, mapping.events[0],
                       {.code = ErrorCode::invalid_input, .message = message})
        .message;
  };
  EXPECT_EQ(led("'effective': x"), "column 'Begin': 'effective': x");
  EXPECT_EQ(led("'relationship': x"), "column 'Id': 'relationship': x");
  EXPECT_EQ(led("'source.title': x"), "column 'Title': 'source.title': x");
  EXPECT_EQ(led("'term': x"), "'term': x");
  EXPECT_EQ(led("'value': is missing"), "'value': is missing");
  EXPECT_EQ(led("the disk is full"), "the disk is full");
}

TEST(FindColumns, FindsThemWhereverTheyStand) {
  const Mapping mapping = must(parse_mapping(to_line(small_mapping())));
  const auto found = must(find_columns(mapping, {"End", "x", "Begin", "Role", "State", "Treaty"}));
  ASSERT_EQ(found.size(), mapping.columns.size());
  EXPECT_EQ(found[0], 4U);            // State
  EXPECT_EQ(found[5], std::nullopt);  // Note, which is optional
}

TEST(FindColumns, RefusesWhatIsNotThereOrThereTwice) {
  const Mapping mapping = must(parse_mapping(to_line(small_mapping())));
  EXPECT_TRUE(refused(find_columns(mapping, {"Stat", "Treaty", "Role", "Begin", "End"}),
                      {"there is no column 'State', which the mapping names in skip[0]; did you "
                       "mean 'Stat'? the columns are: Stat, Treaty"}));
  EXPECT_TRUE(refused(find_columns(mapping, {"State", "Treaty", "Role", "Begin", "x"}),
                      {"there is no column 'End'", "the columns are: "}));
  EXPECT_TRUE(refused(find_columns(mapping, {"State", "State", "Treaty", "Role", "Begin", "End"}),
                      {"there are two columns 'State'"}));
}

TEST(ToDraft, IsWhatMakeEventReads) {
  const Json json{{"type", "term_set"}, {"relationship", "r"}, {"effective", "2020"},
                  {"term", "t"},        {"value", 7},          {"source", {{"title", "a"}}}};
  const Draft draft = to_draft(json);
  ASSERT_EQ(draft.size(), 6U);
  EXPECT_EQ(std::get<std::string_view>(draft[0].datum.shape), "term_set");
  EXPECT_EQ(std::get<double>(draft[4].datum.shape), 7);
  EXPECT_EQ(std::get<Datum::Object>(draft[5].datum.shape).at(0).name, "title");
}

}  // namespace
}  // namespace annals
