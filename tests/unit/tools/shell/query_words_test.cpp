#include "shell/query_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace annals::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

std::vector<std::string> words(std::string_view query) {
  return end_of_query(query).words;
}

TEST(EndOfQuery, IsATableAfterFromAndJoin) {
  EXPECT_THAT(words("SELECT * FROM "), ElementsAre("changes", "events", "parties", "relationships",
                                                   "sources", "state", "timeline"));
  EXPECT_THAT(words("select * from st"), ElementsAre("state"));
  EXPECT_THAT(words("SELECT 1 FROM state s LEFT JOIN RE"), ElementsAre("relationships"));
}

TEST(EndOfQuery, IsAColumnOfTheTablesThatAreNamed) {
  EXPECT_THAT(words("SELECT * FROM state WHERE held"), ElementsAre("held_since"));
  EXPECT_THAT(words("SELECT * FROM parties WHERE held"), IsEmpty());
  EXPECT_THAT(words("SELECT held"), ElementsAre("held_since")) << "none is named yet";
  EXPECT_THAT(words("SELECT * FROM timeline('2025') t, parties WHERE fr"),
              ElementsAre("from", "from_date"));
}

TEST(EndOfQuery, IsAColumnOfTheTableBeforeADot) {
  const std::string query = "SELECT * FROM parties p JOIN state('2025-03-01') AS s ON ";
  EXPECT_THAT(words(query + "s.cer"), ElementsAre("certain"));
  EXPECT_THAT(words(query + "P."), Contains("party"));
  EXPECT_THAT(words(query + "p."), Not(Contains("certain")));
  EXPECT_THAT(words(query + "x."), IsEmpty());
}

TEST(EndOfQuery, IsAKeywordInTheLettersThatWereTyped) {
  EXPECT_THAT(words("SELECT * FROM state WH"), ElementsAre("WHEN", "WHERE"));
  EXPECT_THAT(words("select * from state wher"), ElementsAre("where"));
  EXPECT_THAT(words("SELECT "), IsSupersetOf({"DISTINCT", "count", "relationship", "CASE"}));
}

TEST(EndOfQuery, BeginsWhereTheWordDoes) {
  EXPECT_EQ(end_of_query("SELECT ter").begin, 7U);
  EXPECT_EQ(end_of_query("SELECT ").begin, 7U);
  EXPECT_EQ(end_of_query("SELECT s.").begin, 9U);
}

TEST(EndOfQuery, InATextNamesTheColumnThatItIsComparedWith) {
  const QueryEnd end = end_of_query("SELECT * FROM state s WHERE s.Relationship = 'micro");
  EXPECT_EQ(end.column, "relationship");
  EXPECT_EQ(end.begin, 45U);
  EXPECT_THAT(end.words, IsEmpty());
  EXPECT_EQ(end_of_query("SELECT 1 FROM state WHERE term IN ('a', 'b").column, "term");
  EXPECT_EQ(end_of_query("SELECT 'a").column, "");
  EXPECT_EQ(end_of_query("'").column, "");
  EXPECT_EQ(end_of_query("SELECT * FROM changes('2025").column, "");
}

TEST(EndOfQuery, IsNothingInACommentOrAQuotedName) {
  for (const char* const query : {"SELECT -- st", "SELECT /* st", "SELECT \"st", "SELECT [st"}) {
    EXPECT_THAT(words(query), IsEmpty()) << query;
  }
  EXPECT_THAT(words("SELECT 1 -- x\nFROM st"), ElementsAre("state"));
}

}  // namespace
}  // namespace annals::cli
