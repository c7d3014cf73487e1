// The tables events, sources, relationships and parties.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "annals/codec/json.h"
#include "annals/log/log_reader.h"
#include "annals/time/day.h"
#include "support/must.h"
#include "unit/sql/sql_sample.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using unit::SqlSample;

/// Recorded a day after the other, from 2026-01-01T12:00 on: 1 and 2 of `a`, 3 of `b` with a
/// source, 4 retracts 2 for `a`, 5 retracts 3 and names no relationship, 6 is of `b` again.
class LogTables : public testing::Test {
 protected:
  LogTables() {
    unit::Sample& sample = sql_.sample();
    sample.set({.id = "a1", .relationship = "a", .cell = "party:p", .effective = "2019-07"});
    sample.set({.id = "a2", .relationship = "a", .cell = "party:q", .effective = "[..2020]"});
    sample.add({{"type", "term_set"},
                {"id", "b3"},
                {"relationship", "b"},
                {"term", "party"},
                {"key", "p"},
                {"value", "lender"},
                {"effective", "2019/2021-05"},
                {"known", "2025-12-31"},
                {"occasion", "signing"},
                {"note", "as told"},
                {"source", {{"title", "T"}, {"url", "U"}, {"published", "2019"}, {"quote", "Q"}}}});
    sample.add({{"type", "retracted"},
                {"id", "x4"},
                {"relationship", "a"},
                {"target", "a2"},
                {"reason", "typing error"},
                {"source", {{"publisher", "P"}}}});
    sample.retract("x5", "b3");
    sample.set({.id = "b6", .relationship = "b", .cell = "t", .effective = "2022"});
    sql_.look();
  }

  [[nodiscard]] SqlSample& sql() { return sql_; }

 private:
  SqlSample sql_;
};

using EventsTable = LogTables;

TEST_F(EventsTable, SaysWhatEachEventSays) {
  EXPECT_THAT(sql().rows("SELECT sequence, id, relationship, type, effective, effective_first, "
                         "effective_last, until, until_first, until_last FROM events"),
              ElementsAre("1|a1|a|term_set|2019-07|2019-07-01T00:00:00.000000Z|"
                          "2019-07-31T23:59:59.999999Z|-|-|-",
                          "2|a2|a|term_set|[..2020]|-|2020-12-31T23:59:59.999999Z|-|-|-",
                          "3|b3|b|term_set|2019|2019-01-01T00:00:00.000000Z|"
                          "2019-12-31T23:59:59.999999Z|2021-05|2021-05-01T00:00:00.000000Z|"
                          "2021-05-31T23:59:59.999999Z",
                          "4|x4|a|retracted|-|-|-|-|-|-", "5|x5|-|retracted|-|-|-|-|-|-",
                          "6|b6|b|term_set|2022|2022-01-01T00:00:00.000000Z|"
                          "2022-12-31T23:59:59.999999Z|-|-|-"));
  EXPECT_THAT(sql().rows("SELECT known, recorded, target, reason, replaces, occasion, note, "
                         "source_title, source_publisher, source_url, source_published, "
                         "source_quote FROM events WHERE id IN ('b3', 'x4') ORDER BY id"),
              ElementsAre("2025-12-31T23:59:59.999999Z|2026-01-03T12:00:00.000000Z|-|-|-|signing|"
                          "as told|T|-|U|2019|Q",
                          "2026-01-04T12:00:00.000000Z|2026-01-04T12:00:00.000000Z|a2|typing "
                          "error|-|-|-|-|P|-|-|-"));
}

TEST_F(EventsTable, HasEachEventAsIngestAcceptsIt) {
  for (std::uint64_t sequence = 1; sequence <= 6; ++sequence) {
    const Snapshot snapshot = sql().sample().snapshot();
    const auto event = must(LogReader{snapshot}.read({.value = sequence}));
    sql().look();
    EXPECT_THAT(sql().rows("SELECT json FROM events WHERE sequence = " + std::to_string(sequence)),
                ElementsAre(to_line(to_json(event))));
  }
  EXPECT_THAT(sql().rows("SELECT json ->> 'value' FROM events WHERE json ->> 'key' = 'p'"),
              ElementsAre("x", "lender"));
}

struct Case {
  std::string condition;
  std::vector<std::string> ids;
};

TEST_F(EventsTable, FindsTheSameWithAndWithoutAnIndex) {
  const std::vector<Case> cases{
      {"sequence = 3", {"b3"}},
      {"sequence = '3'", {"b3"}},
      {"sequence = 3.0", {"b3"}},
      {"sequence = 3.5", {}},
      {"sequence = 0", {}},
      {"sequence = -1", {}},
      {"sequence = 7", {}},
      {"sequence = 'x'", {}},
      {"sequence < 2.5", {"a1", "a2"}},
      {"sequence <= 2.5", {"a1", "a2"}},
      {"sequence > 4.5", {"x5", "b6"}},
      {"sequence >= 4.5", {"x5", "b6"}},
      {"sequence > 4 AND sequence < 6", {"x5"}},
      {"sequence > -1 AND sequence <= 1", {"a1"}},
      {"sequence < -1", {}},
      {"sequence < 1", {}},
      {"sequence > 9223372036854775807", {}},
      {"sequence < 1e300 AND sequence > -1e300 AND sequence > 5", {"b6"}},
      {"sequence > 1e300", {}},
      {"sequence < 'x' AND sequence < 3", {"a1", "a2"}},
      {"sequence > 'x'", {}},
      {"sequence < NULL", {}},
      {"id = 'b3'", {"b3"}},
      {"id = 'b'", {}},
      {"id = 'b3' AND sequence > 3", {}},
      {"relationship = 'a'", {"a1", "a2", "x4"}},
      {"relationship = 'a' AND sequence > 1", {"a2", "x4"}},
      // The history of `b` also has x5, which corrects an event of it but is not of it.
      {"relationship = 'b'", {"b3", "b6"}},
      {"relationship IS NULL", {"x5"}},
      {"recorded >= '2026-01-05'", {"x5", "b6"}},
      {"recorded > '2026-01-05T12:00:00.000000Z'", {"b6"}},
      {"recorded >= '2026-01-05T12:00:00.000000Z'", {"x5", "b6"}},
      {"recorded < '2026-01-02T12:00:00.000000Z'", {"a1"}},
      {"recorded <= '2026-01-02T12:00:00.000000Z'", {"a1", "a2"}},
      {"recorded = '2026-01-02T12:00:00.000000Z'", {"a2"}},
      {"recorded = '2026-01-02'", {}},
      {"recorded < '2025'", {}},
      {"recorded > '2027'", {}},
      {"recorded < '2027' AND recorded > '2026-01-06'", {"b6"}},
      {"recorded > '2026-01-02' AND relationship = 'a'", {"a2", "x4"}},
  };
  for (const Case& each : cases) {
    const std::string query = "SELECT id FROM events WHERE ";
    EXPECT_EQ(sql().rows(query + each.condition), each.ids) << each.condition;
    // A plus before a column keeps SQLite from handing the condition to the table.
    std::string alone;
    for (std::size_t at = 0; at < each.condition.size(); ++at) {
      const std::string_view rest = std::string_view{each.condition}.substr(at);
      const bool is_column = rest.starts_with("sequence") || rest.starts_with("id ") ||
                             rest.starts_with("relationship") || rest.starts_with("recorded");
      alone += (is_column ? "+" : "") + each.condition.substr(at, 1);
    }
    if (each.condition.find("'3'") != std::string::npos) continue;  // a plus changes what it means
    if (each.condition.find("'x'") != std::string::npos) continue;
    EXPECT_EQ(sql().rows(query + alone), each.ids) << alone;
  }
}

TEST_F(EventsTable, RunsBackwardsToo) {
  EXPECT_THAT(sql().rows("SELECT id FROM events WHERE sequence > 1 ORDER BY sequence DESC LIMIT 2"),
              ElementsAre("b6", "x5"));
  EXPECT_THAT(sql().rows("SELECT id FROM events WHERE relationship = 'a' ORDER BY sequence DESC"),
              ElementsAre("x4", "a2", "a1"));
}

TEST_F(EventsTable, ShowsWhatIsSeen) {
  sql().look_from(Horizon{.basis = {.value = 2}});
  EXPECT_THAT(sql().rows("SELECT id FROM events"), ElementsAre("a1", "a2"));
  EXPECT_THAT(sql().rows("SELECT id FROM events WHERE id = 'b3'"), IsEmpty());
  sql().look_from(Horizon{.known = {.at = last_moment_of(Day{std::chrono::year{2025} / 12 / 31})},
                          .basis = {.value = 6}});
  EXPECT_THAT(sql().rows("SELECT id FROM events"), ElementsAre("b3"));
}

TEST_F(EventsTable, ShowsOnlyThoseWhoseWordCounts) {
  sql().look_from(Scope{{.basis = {.value = 6}}, {.only = {"P"}}});
  EXPECT_THAT(sql().rows("SELECT id FROM events"), ElementsAre("x4"));
  sql().look_from(Scope{{.basis = {.value = 6}}, {.without = {"P"}}});
  EXPECT_THAT(sql().rows("SELECT id FROM events WHERE relationship = 'a'"),
              ElementsAre("a1", "a2"));
}

using SourcesTable = LogTables;

TEST_F(SourcesTable, HasARowForEachEventThatNamesOne) {
  EXPECT_THAT(sql().rows("SELECT * FROM sources"),
              ElementsAre("3|b3|b|2026-01-03T12:00:00.000000Z|T|-|U|2019|Q",
                          "4|x4|a|2026-01-04T12:00:00.000000Z|-|P|-|-|-"));
  EXPECT_THAT(sql().rows("SELECT event FROM sources WHERE relationship = 'a'"), ElementsAre("x4"));
  EXPECT_THAT(sql().rows("SELECT event FROM sources WHERE sequence < 4"), ElementsAre("b3"));
  EXPECT_THAT(sql().rows("SELECT sequence FROM sources WHERE event = 'a1'"), IsEmpty());
}

using RelationshipsTable = LogTables;

TEST_F(RelationshipsTable, HasEachWithItsPartiesAndItsRange) {
  EXPECT_THAT(sql().rows("SELECT * FROM relationships"),
              ElementsAre("a|[\"p\",\"q\"]|1|4", "b|[\"p\"]|3|6"));
  EXPECT_THAT(sql().rows("SELECT * FROM relationships WHERE relationship = 'b'"),
              ElementsAre("b|[\"p\"]|3|6"));
  EXPECT_THAT(sql().rows("SELECT * FROM relationships WHERE relationship = 'c'"), IsEmpty());
}

TEST_F(RelationshipsTable, KnowsOnlyTheLogUpToTheBasis) {
  sql().look_from(Horizon{.basis = {.value = 1}});
  EXPECT_THAT(sql().rows("SELECT * FROM relationships"), ElementsAre("a|[\"p\"]|1|1"));
  EXPECT_THAT(sql().rows("SELECT * FROM relationships WHERE relationship = 'b'"), IsEmpty());
}

using PartiesTable = LogTables;

TEST_F(PartiesTable, HasEachLink) {
  EXPECT_THAT(sql().rows("SELECT * FROM parties"), ElementsAre("p|a|1", "p|b|3", "q|a|2"));
  EXPECT_THAT(sql().rows("SELECT * FROM parties WHERE party = 'p'"), ElementsAre("p|a|1", "p|b|3"));
  EXPECT_THAT(sql().rows("SELECT * FROM parties WHERE relationship = 'a'"),
              ElementsAre("p|a|1", "q|a|2"));
  EXPECT_THAT(sql().rows("SELECT * FROM parties WHERE relationship = 'a' AND party = 'q'"),
              ElementsAre("q|a|2"));
  EXPECT_THAT(sql().rows("SELECT * FROM parties WHERE party = 'r'"), IsEmpty());
}

TEST_F(PartiesTable, KnowsOnlyTheLogUpToTheBasis) {
  sql().look_from(Horizon{.basis = {.value = 2}});
  EXPECT_THAT(sql().rows("SELECT * FROM parties"), ElementsAre("p|a|1", "q|a|2"));
  EXPECT_THAT(sql().rows("SELECT * FROM parties WHERE relationship = 'b'"), IsEmpty());
}

}  // namespace
}  // namespace annals
