// The tables state and timeline: what they answer, and from where.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/sql/sql_sample.h"
#include "unit/statements.h"

namespace annals {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using unit::on;
using unit::SqlSample;

/// `a` has n = 27 from 2019 and 32.5 from 2021, over: none from 2020, t:k = "27" from 2019 until
/// 2030 and flag = true; `b` has t = x from 2022. The 32.5 is retracted by the last event.
class CellTables : public testing::Test {
 protected:
  CellTables() {
    sql().sample().set(
        {.id = "n1", .relationship = "a", .cell = "n", .effective = "2019", .value = 27});
    sql().sample().set(
        {.id = "n2", .relationship = "a", .cell = "n", .effective = "2021", .value = 32.5});
    sql().sample().set({.id = "o1", .relationship = "a", .cell = "over", .effective = "2019"});
    sql().sample().add({{"type", "term_ended"},
                        {"id", "o2"},
                        {"relationship", "a"},
                        {"term", "over"},
                        {"effective", "2020"}});
    sql().sample().add({{"type", "term_set"},
                        {"id", "t1"},
                        {"relationship", "a"},
                        {"term", "t"},
                        {"key", "k"},
                        {"value", "27"},
                        {"effective", "2019"},
                        {"until", "2030"},
                        {"source", {{"title", "A deal"}, {"publisher", "Acme"}}}});
    sql().sample().set(
        {.id = "f1", .relationship = "a", .cell = "flag", .effective = "2019", .value = true});
    sql().sample().set({.id = "b1", .relationship = "b", .cell = "t", .effective = "2022"});
    sql().sample().retract("late", "n2");
    sql().look();
  }

  [[nodiscard]] SqlSample& sql() { return sql_; }

 private:
  SqlSample sql_;
};

using StateTable = CellTables;

TEST_F(StateTable, HasTheCellsOfADate) {
  EXPECT_THAT(sql().rows("SELECT relationship, term, key, value, value_type, certain, possible, "
                         "since, held_since, until, event FROM state WHERE on_date = '2022-06-01'"),
              ElementsAre("a|flag||1|boolean|1|[true]|2019|2019-01-01|-|f1",
                          "a|n||27|number|1|[27]|2019|2019-01-01|-|n1",
                          "a|over||-|none|1|[null]|2020|-|-|o2",
                          "a|t|k|27|text|1|[\"27\"]|2019|2019-01-01|2030|t1",
                          "b|t||x|text|0|[\"x\",null]|2022|2022-01-01|-|b1"));
}

TEST_F(StateTable, HasTheSourceOfTheLeadingEvent) {
  EXPECT_THAT(sql().rows("SELECT source_title, source_publisher, source_url, source_published, "
                         "source_quote FROM state('2025') WHERE term = 't' AND relationship = 'a'"),
              ElementsAre("A deal|Acme|-|-|-"));
}

TEST_F(StateTable, TakesDateKnownAndBasisAsArgumentsInThisOrder) {
  // Before the retraction was recorded, and before the 32.5 was.
  EXPECT_THAT(sql().rows("SELECT value, on_date, known, basis FROM state('2025', '9999', 7) "
                         "WHERE term = 'n'"),
              ElementsAre("real 32.5|2025|9999|7"));
  EXPECT_THAT(sql().rows("SELECT value FROM state('2025', '9999', 1) WHERE term = 'n'"),
              ElementsAre("27"));
  EXPECT_THAT(sql().rows("SELECT value FROM state WHERE term = 'n' AND known = '2026-01-03' AND "
                         "on_date = '2025'"),
              ElementsAre("real 32.5"));
}

TEST_F(StateTable, IsAskedAboutNowWhereNoDateIsNamed) {
  EXPECT_THAT(sql().rows("SELECT value FROM state WHERE term = 'n'"), ElementsAre("27"));
  EXPECT_THAT(sql().rows("SELECT count(*) FROM state WHERE term = 't' AND key = 'k' AND "
                         "on_date > strftime('%Y-%m-%d', 'now', '-1 day')"),
              ElementsAre("1"));
}

TEST_F(StateTable, IsAskedFromWhereTheViewStands) {
  sql().look_from(Horizon{.basis = {.value = 7}}, on("2021-12-31"));
  EXPECT_THAT(sql().rows("SELECT value, on_date, known, basis FROM state WHERE term = 'n'"),
              ElementsAre("real 32.5|2021-12-31T23:59:59.999999Z|-|7"));
  EXPECT_THAT(sql().rows("SELECT value, on_date, basis FROM state('2020', '9999', 8) WHERE term = "
                         "'n'"),
              ElementsAre("27|2020|8"));
}

TEST_F(StateTable, HearsOnlyThoseWhoseWordCounts) {
  sql().look_from(Scope{{.basis = {.value = 8}}, {.only = {"Acme"}}});
  EXPECT_THAT(sql().rows("SELECT event FROM state('2025')"), ElementsAre("t1"));
  sql().look_from(Scope{{.basis = {.value = 8}}, {.without = {"Acme"}}});
  EXPECT_THAT(sql().rows("SELECT event FROM state('2025', '9999', 8) WHERE term = 't'"),
              ElementsAre("b1"));
  EXPECT_THAT(sql().rows("SELECT value FROM timeline WHERE relationship = 'a' AND term = 't'"),
              IsEmpty());
}

TEST_F(StateTable, KeepsTextAndNumbersApart) {
  EXPECT_THAT(sql().rows("SELECT term FROM state('2025') WHERE value = '27'"), ElementsAre("t"));
  EXPECT_THAT(sql().rows("SELECT term FROM state('2025') WHERE value = 27"), ElementsAre("n"));
  EXPECT_THAT(sql().rows("SELECT term FROM state('2025') WHERE value = 1"), ElementsAre("flag"));
}

TEST_F(StateTable, FindsAValueThroughWhoEverHadIt) {
  EXPECT_THAT(sql().rows("SELECT relationship, key FROM state('2025') WHERE term = 't' AND value = "
                         "'27'"),
              ElementsAre("a|k"));
  EXPECT_THAT(sql().rows("SELECT value FROM state('2025') WHERE term = 'n' AND value = 27.0"),
              ElementsAre("27"));
  EXPECT_THAT(sql().rows("SELECT event FROM state('2025') WHERE term = 'flag' AND value = 1"),
              ElementsAre("f1"));
  // What was withdrawn is no longer there, but it was.
  const std::string rare = " WHERE term = 'n' AND value = 32.5";
  EXPECT_THAT(sql().rows("SELECT 1 FROM state('2025')" + rare), IsEmpty());
  EXPECT_THAT(sql().rows("SELECT event FROM state('2025', '9999', 7)" + rare), ElementsAre("n2"));
  EXPECT_THAT(sql().rows("SELECT 1 FROM state('2019', '9999', 7)" + rare), IsEmpty());
  EXPECT_THAT(sql().rows("SELECT from_date FROM timeline WHERE basis = 7 AND term = 'n' AND value "
                         "= 32.5"),
              ElementsAre("2021-12-31"));
  EXPECT_THAT(sql().rows("SELECT 1 FROM state('2025') WHERE term = 'n' AND value = '27'"),
              IsEmpty());
  EXPECT_THAT(sql().rows("SELECT 1 FROM state('2025') WHERE term = 'over' AND value IS NULL"),
              ElementsAre("1"));
}

TEST_F(StateTable, IsAskedOnceForEachDateOfAList) {
  EXPECT_THAT(sql().rows("SELECT on_date, value FROM state WHERE relationship = 'a' AND term = "
                         "'n' AND known = '2026-01-03' AND on_date IN ('2022', '2020') "
                         "ORDER BY on_date"),
              ElementsAre("2020|27", "2022|real 32.5"));
}

TEST_F(StateTable, TakesItsDateFromAnotherTable) {
  EXPECT_THAT(sql().rows("SELECT e.id, s.value FROM events e, state(e.effective, '2026-01-03') s "
                         "WHERE e.id IN ('n1', 'n2') AND s.relationship = e.relationship AND "
                         "s.term = 'n' ORDER BY e.id"),
              ElementsAre("n1|27", "n2|real 32.5"));
  // In whatever order they are written.
  EXPECT_THAT(
      sql().rows("SELECT s.relationship, s.value FROM state s JOIN relationships r ON "
                 "s.relationship = r.relationship AND s.on_date = '202' || (r.first - r.first) "
                 "WHERE s.term = 'n'"),
      ElementsAre("a|27"));
}

TEST_F(StateTable, TellsRowsOfDifferentReadingsApart) {
  // SQLite reads the table once for each side of the OR, and leaves out rows that it has had.
  EXPECT_THAT(sql().rows("SELECT relationship, term, key FROM state WHERE relationship = 'b' OR "
                         "term = 't' ORDER BY 1, 2"),
              ElementsAre("a|t|k", "b|t|"));
  EXPECT_THAT(sql().rows("SELECT on_date FROM state WHERE (relationship = 'b' AND on_date = "
                         "'2023') OR (term = 't' AND key = '' AND on_date = '2024') ORDER BY 1"),
              ElementsAre("2023", "2024"));
}

TEST_F(StateTable, HasNoRowsForWhatIsNotThere) {
  for (const std::string condition :
       {"relationship = 'c'", "relationship = ''", "relationship = NULL", "relationship = 5",
        "relationship = char(97, 0, 110)", "relationship = x'61'", "term = 'T'", "on_date = NULL",
        "known = NULL", "basis = NULL", "on_date = '2018'", "known = '2020'", "basis = 0"}) {
    EXPECT_THAT(sql().rows("SELECT * FROM state WHERE " + condition), IsEmpty()) << condition;
  }
}

TEST_F(StateTable, ComparesWithAnotherCollationThanBytes) {
  EXPECT_THAT(sql().rows("SELECT DISTINCT relationship FROM state('2025') WHERE relationship = 'A' "
                         "COLLATE NOCASE"),
              ElementsAre("a"));
}

TEST_F(StateTable, RefusesWhatCannotBeAsked) {
  struct Case {
    std::string condition;
    std::string says;
  };
  for (const Case& each : std::vector<Case>{
           {.condition = "on_date = '22/07/2019'", .says = "on_date: \"22/07/2019\""},
           {.condition = "on_date = '[2019..]'",
           .says = "on_date: \"[2019..]\" has no last moment"},
           {.condition = "known = 'then'", .says = "known: \"then\""},
           {.condition = "basis = 9", .says = "basis 9 lies beyond the last sequence, 8"},
           {.condition = "basis = -1", .says = "basis: expected a whole number from 0 on"},
           {.condition = "basis = 'x'", .says = "basis: \"x\" is not a sequence"}}) {
    const Error error = sql().refusal("SELECT * FROM state WHERE " + each.condition);
    EXPECT_EQ(error.code, ErrorCode::invalid_input);
    EXPECT_THAT(error.message, testing::HasSubstr(each.says));
  }
}

TEST_F(StateTable, TakesAnUnboundedKnownForAllThatIsKnown) {
  EXPECT_THAT(sql().rows("SELECT value FROM state('2025', '[2026..]') WHERE term = 'n'"),
              ElementsAre("27"));
}

TEST_F(StateTable, SaysWhereTheDatabaseIsDamaged) {
  sql().sample().put(Column::timeline, std::string("a\0n\0\0x", 6), "x");
  sql().look();
  EXPECT_EQ(sql().refusal("SELECT * FROM state WHERE relationship = 'a'").code, ErrorCode::corrupt);
  EXPECT_THAT(sql().rows("SELECT value FROM state WHERE relationship = 'b'"), ElementsAre("x"));
}

using TimelineTable = CellTables;

TEST_F(TimelineTable, HasTheRunsOfACell) {
  EXPECT_THAT(sql().rows("SELECT relationship, term, key, from_date, to_date, value, value_type, "
                         "certain, possible FROM timeline WHERE term = 'n' AND basis = 7"),
              ElementsAre("a|n||2019-01-01|2019-12-31|27|number|0|[27,null]",
                          "a|n||2019-12-31|2021-01-01|27|number|1|[27]",
                          "a|n||2021-01-01|2021-12-31|27|number|0|[27,32.5]",
                          "a|n||2021-12-31|-|real 32.5|number|1|[32.5]"));
}

TEST_F(TimelineTable, HasOnlyTheRunsOfADateThatIsNamed) {
  EXPECT_THAT(sql().rows("SELECT term, from_date, on_date FROM timeline('2021-01-01', '9999', 7) "
                         "WHERE relationship = 'a' AND term IN ('n', 'over')"),
              ElementsAre("n|2021-01-01|2021-01-01", "over|2020-12-31|2021-01-01"));
  EXPECT_THAT(sql().rows("SELECT from_date FROM timeline('2020-12-31', '9999', 7) "
                         "WHERE relationship = 'a' AND term = 'n'"),
              ElementsAre("2019-12-31"));
  EXPECT_THAT(sql().rows("SELECT DISTINCT on_date FROM timeline"), ElementsAre("-"));
}

}  // namespace
}  // namespace annals
