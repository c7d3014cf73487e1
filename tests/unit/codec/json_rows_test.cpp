#include "annals/codec/json_rows.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/must.h"
#include "unit/expect.h"

namespace annals {
namespace {

using support::must;
using unit::refused;
using unit::succeeded;

Mapping mapping(const std::string& rows, const Json& events) {
  return must(parse_mapping(to_line({{"annals-mapping", 1},
                                     {"input", {{"format", "json"}, {"rows", rows}}},
                                     {"events", events}})));
}

/// One event whose note is made of these columns.
Json noting(const std::string& text) {
  return Json::array({{{"event", {{"type", "noted"}, {"note", {{"template", text}}}}}}});
}

/// `PLACE NOTE` of each event.
std::vector<std::string> notes_of(const Mapping& mapping, const Json& document) {
  JsonRows rows = must(JsonRows::make(mapping));
  std::vector<std::string> notes;
  EXPECT_TRUE(succeeded(rows.for_each(document, [&](const TableRow& row) -> Status {
    for (const MappedEvent& made : must(map_row(mapping, row, {}))) {
      notes.push_back(row.place + " " + made.event["note"].get<std::string>());
    }
    return Done{};
  })));
  return notes;
}

TEST(JsonRows, BindNamesAndStepThroughLists) {
  const Json document = Json::parse(
      R"({"v":1,"region":{"AC":[{"SHP":{"_from":"1976"}},{"GBP":{"_from":"1900"}}],"AD":[]}})");
  EXPECT_EQ(
      notes_of(mapping("region.{code}[].{currency}", noting("{code} {currency} {_from} {$.v}")),
               document),
      (std::vector<std::string>{"region.AC[0].SHP AC SHP 1976 1",
                                "region.AC[1].GBP AC GBP 1900 1"}));
}

TEST(JsonRows, AreTheWholeDocumentWithoutAPath) {
  EXPECT_EQ(
      notes_of(mapping("", noting("{a.b} {c}")), Json::parse(R"({"a":{"b":true},"c":["x",2]})")),
      (std::vector<std::string>{" true x, 2"}));
}

TEST(JsonRows, MakeAnEventForEachItem) {
  const Json events =
      Json::array({{{"each", "links[]"},
                    {"item_key", {"@.to"}},
                    {"when", Json::array({{{"column", "@.kinds"}, {"has", "b"}}})},
                    {"event", {{"type", "noted"}, {"note", {{"template", "{id}-{@.to}"}}}}}}});
  const Json document = Json::parse(
      R"([{"id":"x","links":[{"to":"y","kinds":["a","b"]},{"to":"z","kinds":["c"]}]},{"id":"w"}])");
  EXPECT_EQ(notes_of(mapping("[]", events), document), (std::vector<std::string>{"[0] x-y"}));
}

TEST(JsonRows, SayWhichColumnsWereSeen) {
  const Mapping wanted = mapping("[]", noting("{id} {name}"));
  JsonRows rows = must(JsonRows::make(wanted));
  const auto nothing = [](const TableRow&) -> Status { return Done{}; };
  ASSERT_TRUE(succeeded(rows.for_each(Json::parse(R"([{"id":1},{"id":2,"name":{}}])"), nothing)));
  EXPECT_TRUE(refused(expect_seen(wanted, rows.seen()),
                      {"there is no column 'name'", "events[0].event.note", "input.optional"}));
  ASSERT_TRUE(succeeded(rows.for_each(Json::parse(R"([{"name":null}])"), nothing)));
  EXPECT_TRUE(succeeded(expect_seen(wanted, rows.seen())));
}

TEST(JsonRows, RefuseAPathThatIsNone) {
  const Mapping wrong = mapping("a..b", noting("{id}"));
  EXPECT_TRUE(refused(JsonRows::make(wrong), {"input.rows: \"a..b\" is no path"}));
}

}  // namespace
}  // namespace annals
