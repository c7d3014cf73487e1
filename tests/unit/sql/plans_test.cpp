// What SQLite leaves to the tables: EXPLAIN QUERY PLAN, and what is read in the end.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "unit/sql/sql_sample.h"

namespace annals {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using unit::SqlSample;

/// 20 relationships `r00` to `r19`, each with the terms `t:k`, `t:l` and `u`.
class Plans : public testing::Test {
 protected:
  Plans() {
    for (int i = 0; i < relationships; ++i) {
      const std::string name = (i < 10 ? "r0" : "r") + std::to_string(i);
      for (const std::string cell : {"t:k", "t:l", "u"}) {
        sql_.sample().set(
            {.id = name + cell, .relationship = name, .cell = cell, .effective = "2019"});
      }
    }
    sql_.sample().set(
        {.id = "n", .relationship = "r12", .cell = "u", .effective = "2020", .value = "rare"});
    sql_.look();
  }

  static constexpr int relationships = 20;
  static constexpr int cells = 3 * relationships;
  static constexpr int events = cells + 1;

  [[nodiscard]] SqlSample& sql() { return sql_; }

 private:
  SqlSample sql_;
};

struct PlanCase {
  std::string query;
  std::vector<std::string> plan;
};

TEST_F(Plans, SayWhichConditionsATableTakes) {
  const std::vector<PlanCase> cases{
      {"SELECT * FROM state", {"INDEX 0:"}},
      {"SELECT * FROM state WHERE relationship='a' AND term='exclusivity' AND on_date='2025'",
       {"INDEX 3:relationship=,term=,on_date="}},
      {"SELECT * FROM state('2025','2024',3) WHERE key='k' AND term='t' AND relationship='a'",
       {"INDEX 6:relationship=,term=,key=,on_date=,known=,basis="}},
      {"SELECT * FROM state WHERE term='t'", {"INDEX 1:term="}},
      {"SELECT * FROM state WHERE key='k' AND certain=1", {"INDEX 0:"}},
      {"SELECT * FROM state WHERE term='t' AND value='x'", {"INDEX 2:term=,value="}},
      {"SELECT * FROM state('2025') WHERE term='t' AND key='k' AND value=5",
       {"INDEX 4:term=,key=,value=,on_date="}},
      {"SELECT * FROM state WHERE value='x'", {"INDEX 0:"}},
      {"SELECT * FROM state WHERE term='t' AND value>5", {"INDEX 1:term="}},
      {"SELECT * FROM state WHERE relationship='a' AND term='t' AND value='x'",
       {"INDEX 2:relationship=,term="}},
      {"SELECT * FROM timeline WHERE term='t' AND value='x'", {"INDEX 2:term=,value="}},
      {"SELECT * FROM state WHERE relationship LIKE 'a%'", {"INDEX 0:"}},
      {"SELECT * FROM state WHERE relationship='a' COLLATE NOCASE", {"INDEX 0:"}},
      {"SELECT * FROM timeline WHERE relationship='a' AND on_date='2025'",
       {"INDEX 2:relationship=,on_date="}},
      {"SELECT * FROM events WHERE sequence>5 AND sequence<=9", {"INDEX 2:sequence>,sequence<="}},
      {"SELECT * FROM events WHERE sequence BETWEEN 5 AND 9", {"INDEX 2:sequence>=,sequence<="}},
      {"SELECT * FROM events WHERE id='x' AND relationship='a'", {"INDEX 1:id="}},
      {"SELECT * FROM events WHERE relationship='a' AND recorded>='2025'",
       {"INDEX 2:relationship=,recorded>="}},
      {"SELECT * FROM events WHERE type='noted'", {"INDEX 0:"}},
      {"SELECT * FROM sources WHERE relationship='a' AND sequence>5",
       {"INDEX 2:sequence>,relationship="}},
      {"SELECT * FROM sources WHERE event='x'", {"INDEX 1:event="}},
      {"SELECT * FROM relationships WHERE relationship='a'", {"INDEX 1:relationship="}},
      {"SELECT * FROM parties WHERE party='p'", {"INDEX 1:party="}},
      {"SELECT * FROM parties WHERE relationship='a' AND party='p'",
       {"INDEX 2:party=,relationship="}},
  };
  for (const PlanCase& each : cases) {
    EXPECT_THAT(sql().plan(each.query), ElementsAreArray(each.plan)) << each.query;
  }
}

TEST_F(Plans, SortOnlyWhatDoesNotComeSorted) {
  const std::string sorting = "USE TEMP B-TREE FOR ORDER BY";
  const std::vector<PlanCase> cases{
      {"SELECT * FROM state ORDER BY relationship, term, key", {"INDEX 0:"}},
      {"SELECT * FROM state ORDER BY relationship", {"INDEX 0:"}},
      {"SELECT * FROM state ORDER BY term", {"INDEX 0:", sorting}},
      {"SELECT * FROM state ORDER BY relationship DESC", {"INDEX 0:", sorting}},
      {"SELECT * FROM state ORDER BY relationship COLLATE NOCASE", {"INDEX 0:", sorting}},
      {"SELECT * FROM timeline ORDER BY relationship, term, key, from_date", {"INDEX 0:"}},
      {"SELECT * FROM events ORDER BY sequence", {"INDEX 0:"}},
      {"SELECT * FROM events WHERE sequence>5 ORDER BY sequence DESC",
       {"INDEX 1:sequence>,descending"}},
      {"SELECT * FROM events ORDER BY recorded", {"INDEX 0:", sorting}},
      {"SELECT * FROM relationships ORDER BY relationship", {"INDEX 0:"}},
      {"SELECT * FROM parties ORDER BY party, relationship", {"INDEX 0:"}},
  };
  for (const PlanCase& each : cases) {
    EXPECT_THAT(sql().plan(each.query), ElementsAreArray(each.plan)) << each.query;
  }
}

TEST_F(Plans, ReadTheTableFirstThatSaysWhatTheOtherIsAsked) {
  for (const std::string query :
       {"SELECT * FROM relationships r JOIN state s ON s.relationship=r.relationship AND "
        "s.on_date=r.first",
        "SELECT * FROM state s JOIN relationships r ON s.relationship=r.relationship AND "
        "s.on_date=r.first"}) {
    EXPECT_THAT(sql().plan(query), ElementsAre("INDEX 0:", "INDEX 2:relationship=,on_date="))
        << query;
  }
}

TEST_F(Plans, KeepTheOrderWhereTablesAreJoined) {
  // Each relationship has `t:k` before `u`; the order over all of them is another.
  const auto rows = sql().rows(
      "SELECT s.term FROM relationships r JOIN state s ON s.relationship=r.relationship "
      "WHERE r.relationship < 'r02' ORDER BY s.term, s.key");
  EXPECT_THAT(rows, ElementsAre("t", "t", "t", "t", "u", "u"));
}

struct ReadsCase {
  std::string query;
  sql::Reads reads;
};

TEST_F(Plans, ReadOnlyWhatIsAnswered) {
  const std::vector<ReadsCase> cases{
      {"SELECT * FROM state", {.relationships = 20, .events = 0, .rows = cells}},
      {"SELECT * FROM state WHERE term='u' AND value='rare'",
       {.relationships = 1, .events = 0, .rows = 1}},
      {"SELECT * FROM state('2019') WHERE term='u' AND value='rare'",
       {.relationships = 0, .events = 0, .rows = 0}},
      {"SELECT * FROM state WHERE term='t' AND key='k' AND value IN ('rare', 5, 'x')",
       {.relationships = 20, .events = 0, .rows = 20}},
      {"SELECT * FROM timeline WHERE term='u' AND value='rare'",
       {.relationships = 1, .events = 0, .rows = 4}},
      {"SELECT * FROM state WHERE relationship='r05'",
       {.relationships = 1, .events = 0, .rows = 3}},
      {"SELECT * FROM state WHERE relationship='r05' AND term='t'",
       {.relationships = 1, .events = 0, .rows = 2}},
      {"SELECT * FROM state WHERE relationship='r05' AND term='t' AND key='l'",
       {.relationships = 1, .events = 0, .rows = 1}},
      {"SELECT * FROM state WHERE term='u'", {.relationships = 20, .events = 0, .rows = 20}},
      {"SELECT * FROM state LIMIT 2", {.relationships = 1, .events = 0, .rows = 2}},
      {"SELECT * FROM state WHERE relationship IN ('r01', 'r07')",
       {.relationships = 2, .events = 0, .rows = 6}},
      {"SELECT * FROM timeline WHERE relationship='r05' AND term='u'",
       {.relationships = 1, .events = 0, .rows = 2}},
      {"SELECT * FROM timeline('2025') WHERE relationship='r05' AND term='u'",
       {.relationships = 1, .events = 0, .rows = 1}},
      {"SELECT * FROM events", {.relationships = 0, .events = events, .rows = events}},
      {"SELECT * FROM events WHERE sequence BETWEEN 11 AND 13",
       {.relationships = 0, .events = 3, .rows = 3}},
      {"SELECT * FROM events WHERE id='r05u'", {.relationships = 0, .events = 1, .rows = 1}},
      {"SELECT * FROM events WHERE relationship='r05' AND sequence<18",
       {.relationships = 0, .events = 2, .rows = 2}},
      {"SELECT * FROM events ORDER BY sequence DESC LIMIT 4",
       {.relationships = 0, .events = 4, .rows = 4}},
      {"SELECT max(sequence) FROM events", {.relationships = 0, .events = 1, .rows = 1}},
      {"SELECT * FROM sources WHERE relationship='r05'",
       {.relationships = 0, .events = 3, .rows = 0}},
      {"SELECT * FROM relationships WHERE relationship='r05'",
       {.relationships = 1, .events = 0, .rows = 1}},
      {"SELECT * FROM relationships LIMIT 3", {.relationships = 3, .events = 0, .rows = 3}},
  };
  for (const ReadsCase& each : cases) {
    const sql::Reads reads = sql().reads_of(each.query);
    EXPECT_EQ(reads.relationships, each.reads.relationships) << each.query;
    EXPECT_EQ(reads.events, each.reads.events) << each.query;
    EXPECT_EQ(reads.rows, each.reads.rows) << each.query;
  }
}

}  // namespace
}  // namespace annals
