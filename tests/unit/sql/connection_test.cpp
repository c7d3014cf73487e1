// What may be run on a connection, and what it says.

#include "annals/sql/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "support/must.h"
#include "unit/sql/sql_sample.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using unit::SqlSample;

struct Refused {
  std::string statement;
  std::string says;
};

TEST(SqlConnection, RefusesWhatIsMoreThanReading) {
  SqlSample sql;
  sql.sample().set({.id = "e", .relationship = "r", .cell = "t", .effective = "2019"});
  sql.look();
  const std::vector<Refused> cases{
      {"INSERT INTO state(term) VALUES ('x')", "table state may not be modified"},
      {"UPDATE events SET note = 'x'", "table events may not be modified"},
      {"DELETE FROM events", "table events may not be modified"},
      {"DROP TABLE state", "may not be dropped"},
      {"CREATE TABLE x(y)", "this statement writes"},
      {"CREATE TEMP TABLE x(y)", "this statement writes"},
      {"CREATE VIEW x AS SELECT * FROM state", "this statement writes"},
      {"CREATE VIRTUAL TABLE x USING state", "this statement writes"},
      {"ATTACH 'other.db' AS other", "not authorized: ATTACH is more than reading"},
      {"DETACH main", "not authorized: DETACH is more than reading"},
      {"BEGIN", "not authorized: a transaction is more than reading"},
      {"SAVEPOINT s", "not authorized: a savepoint is more than reading"},
      {"PRAGMA journal_mode = OFF", "not authorized: this PRAGMA is more than reading"},
      {"PRAGMA writable_schema = 1", "not authorized: this PRAGMA is more than reading"},
      {"VACUUM INTO 'copy.db'", "this statement writes"},
      {"REINDEX", "this statement asks nothing"},
      {"SELECT load_extension('x')", "not authorized"},
  };
  for (const Refused& each : cases) {
    const Error error = sql.refusal(each.statement);
    EXPECT_EQ(error.code, ErrorCode::invalid_input) << each.statement;
    EXPECT_THAT(error.message, HasSubstr(each.says)) << each.statement;
  }
  EXPECT_THAT(sql.rows("SELECT id FROM events"), ElementsAre("e"));
  EXPECT_THAT(sql.rows("SELECT name FROM sqlite_master"), IsEmpty());
}

TEST(SqlConnection, ReportsMistakesInSqlitesWordsAndSaysWhatWasMeant) {
  SqlSample sql;
  sql.look();
  EXPECT_EQ(sql.refusal("SELEC 1").message, "near \"SELEC\": syntax error");
  EXPECT_EQ(sql.refusal("SELECT x FROM state").message, "no such column: x");
  EXPECT_EQ(sql.refusal("SELECT s.valeu FROM state s").message,
            "no such column: s.valeu; did you mean 'value'?");
  EXPECT_EQ(sql.refusal("SELECT 1 FROM states").message,
            "no such table: states; did you mean 'state'? "
            "(there are changes, events, parties, relationships, sources, state, timeline)");
}

TEST(SqlConnection, RunsOneStatement) {
  SqlSample sql;
  EXPECT_THAT(sql.rows("SELECT 1; -- that was all\n /* indeed */ ;"), ElementsAre("1"));
  EXPECT_EQ(sql.refusal("SELECT 1; SELECT 2").message, "there is more than one statement");
  EXPECT_EQ(sql.refusal("SELECT 1; nonsense").message, "there is more than one statement");
  EXPECT_EQ(sql.refusal(" ; ").message, "there is no statement");
  EXPECT_EQ(sql.refusal("").message, "there is no statement");
  EXPECT_EQ(sql.refusal("SELECT '" + std::string(1'000'000, 'x') + "'").message,
            "the statement is longer than a million bytes");
}

TEST(SqlConnection, SaysThatNoDatabaseIsOpen) {
  SqlSample sql;
  for (const std::string table :
       {"changes", "events", "sources", "relationships", "parties", "state", "timeline"}) {
    EXPECT_EQ(sql.refusal("SELECT * FROM " + table).message,
              "no database is open: SELECT annals_open('annals.db')");
  }
}

TEST(SqlConnection, TellsWhatThereIs) {
  SqlSample sql;
  EXPECT_THAT(sql.rows("SELECT name FROM pragma_module_list WHERE name IN ('state', 'timeline') "
                       "ORDER BY 1"),
              ElementsAre("state", "timeline"));
  EXPECT_THAT(sql.rows("SELECT name, hidden FROM pragma_table_xinfo('parties')"),
              ElementsAre("party|0", "relationship|0", "first|0"));
  EXPECT_FALSE(sql.rows("PRAGMA TABLE_INFO(state)").empty());
}

TEST(SqlConnection, GivesEveryTypeOfSql) {
  SqlSample sql;
  EXPECT_THAT(sql.rows("SELECT 1, 1.5, 'x', NULL, x'00ff', x'', ''"),
              ElementsAre("1|real 1.5|x|-|X'00FF'|X''|"));
}

TEST(SqlConnection, NumbersColumnsThatShareAName) {
  const auto session = std::make_shared<sql::Session>();
  auto connection = must(sql::Connection::open(session));
  EXPECT_THAT(must(connection.run("SELECT 1 AS a, 2 AS b, 3 AS a, 4 AS a", {})).columns,
              ElementsAre("a", "b", "a:1", "a:2"));
}

TEST(SqlConnection, StopsWhenItIsTold) {
  const auto session = std::make_shared<sql::Session>();
  auto connection = must(sql::Connection::open(session));
  int asked = 0;
  const auto stopped = connection.run(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
      [&] { return ++asked == 3; });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().message, "interrupted");
  EXPECT_EQ(must(connection.run("SELECT 1", {})).rows.size(), 1U);
}

}  // namespace
}  // namespace annals
