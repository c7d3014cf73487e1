// The table changes.

#include "annals/query/changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "annals/time/when.h"
#include "support/must.h"
#include "unit/sql/sql_sample.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using unit::SqlSample;

/// `a` of p, effective in 2019 and retracted; `b` from 2020 until 2021. All of it is recorded in
/// the first days of 2026.
class ChangesTable : public testing::Test {
 protected:
  ChangesTable() {
    sql_.sample().set({.id = "a1", .relationship = "a", .cell = "party:p", .effective = "2019"});
    sql_.sample().add({{"type", "term_set"},
                       {"id", "b2"},
                       {"relationship", "b"},
                       {"term", "t"},
                       {"value", "x"},
                       {"effective", "2020-01-01"},
                       {"until", "2021"}});
    sql_.sample().retract("x3", "a1");
    sql_.look();
  }

  [[nodiscard]] SqlSample& sql() { return sql_; }

 private:
  SqlSample sql_;
};

TEST_F(ChangesTable, HasWhatTheQuestionAnswers) {
  for (const std::string party : {"", "p", "q"}) {
    const Window window{.from = must(parse_span("2019")).first,
                        .to = must(parse_span("2026")).last};
    const Snapshot snapshot = sql().sample().snapshot();
    const auto answer =
        must(changes(snapshot, window, party.empty() ? std::nullopt : std::optional{party},
                     Horizon{.basis = {.value = 3}}));
    std::vector<std::string> lines;
    for (const WindowChange& each : answer.changes) {
      lines.push_back(to_text(each.at) + "|" + std::string{to_text(each.kind)} + "|" +
                      (each.certain ? "1" : "0") + "|" + std::to_string(each.event.sequence.value) +
                      "|" + each.event.event.id + "|" + (each.by ? each.by->event.id : "-"));
    }
    EXPECT_EQ(lines.empty(), party == "q");
    sql().look();
    EXPECT_EQ(
        sql().rows("SELECT at, kind, certain, sequence, event, by FROM changes('2019', '2026'" +
                   (party.empty() ? "" : ", '" + party + "'") + ")"),
        lines);
  }
}

TEST_F(ChangesTable, SaysWhatEachIs) {
  EXPECT_THAT(sql().rows("SELECT kind, event, relationship, type, effective, until, by, reason "
                         "FROM changes WHERE from_date = '2026' AND to_date = '2026' AND kind = "
                         "'corrected'"),
              ElementsAre("corrected|a1|a|term_set|2019|-|x3|wrong"));
  EXPECT_THAT(sql().rows("SELECT kind, event, from_date, to_date, party, known, basis FROM "
                         "changes('2020', '2021-06') WHERE relationship = 'b' ORDER BY at"),
              ElementsAre("effect|b2|2020|2021-06|-|-|3", "end|b2|2020|2021-06|-|-|3"));
}

TEST_F(ChangesTable, IsOfAllTimeWhereNoDateIsNamed) {
  EXPECT_EQ(sql().rows("SELECT * FROM changes"),
            sql().rows("SELECT * FROM changes('0001', '9999')"));
  EXPECT_THAT(sql().rows("SELECT kind, event FROM changes WHERE to_date = '2020'"),
              ElementsAre("effect|b2"));
  EXPECT_THAT(sql().rows("SELECT kind, event FROM changes WHERE from_date = '2027'"), IsEmpty());
}

TEST_F(ChangesTable, RefusesWhatIsNoDate) {
  EXPECT_THAT(sql().refusal("SELECT * FROM changes('soon', '2026')").message,
              testing::HasSubstr("from_date: \"soon\" is not a date"));
  EXPECT_THAT(sql().refusal("SELECT * FROM changes('2026', 'soon')").message,
              testing::HasSubstr("to_date: \"soon\" is not a date"));
}

TEST_F(ChangesTable, PushesDownAllThatIsAsked) {
  EXPECT_THAT(
      sql().plan("SELECT * FROM changes('2025', '2026', 'p') WHERE known='2026' ORDER BY at"),
      ElementsAre("INDEX 4:from_date=,to_date=,party=,known="));
}

}  // namespace
}  // namespace annals
