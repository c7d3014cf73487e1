#include "shell/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace annals::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SplitWords, PartsAtSpaces) {
  EXPECT_THAT(split_words("  state  a-b\t--on 2024 \n").words,
              ElementsAre("state", "a-b", "--on", "2024"));
  EXPECT_THAT(split_words(" \t").words, IsEmpty());
}

TEST(SplitWords, KeepsWhatIsQuoted) {
  EXPECT_THAT(split_words(R"('a b' "c d" e' 'f "" "\"\\" "\n")").words,
              ElementsAre("a b", "c d", "e f", "", R"("\)", R"(\n)"));
  EXPECT_THAT(split_words(R"('\' a\ b \'c\\)").words, ElementsAre("\\", "a b", "'c\\"));
}

TEST(SplitWords, MeansNothingElse) {
  EXPECT_THAT(split_words("stake>=25 $HOME * a|b #c").words,
              ElementsAre("stake>=25", "$HOME", "*", "a|b", "#c"));
}

TEST(SplitWords, SaysWhereALineGoesOn) {
  EXPECT_TRUE(split_words("a 'b").is_open);
  EXPECT_TRUE(split_words("a \"b").is_open);
  EXPECT_TRUE(split_words("a \\").is_open);
  EXPECT_FALSE(split_words("a 'b'").is_open);
  EXPECT_THAT(split_words("a \\\n b").words, ElementsAre("a", "b"));
}

TEST(SplitWords, SaysWhereTheLastWordBegins) {
  const Words words = split_words("state 'mic");
  EXPECT_TRUE(words.ends_in_word);
  EXPECT_EQ(words.last_begin, 6U);
  EXPECT_EQ(words.words.back(), "mic");
  EXPECT_FALSE(split_words("state ").ends_in_word);
}

TEST(QuotedWord, IsReadBack) {
  for (const char* const word : {"a", "", "a b", "it's", "\"", "\\", "a\tb", "größe"}) {
    EXPECT_THAT(split_words(quoted_word(word)).words, ElementsAre(word));
  }
}

TEST(Query, BeginsWithAWordOfSql) {
  for (const char* const line : {"SELECT 1", "select 1", " With a AS", "explain", "VALUES(1)"}) {
    EXPECT_TRUE(begins_query(line)) << line;
  }
  for (const char* const line : {"", "state a", "selected", "\\on", "without"}) {
    EXPECT_FALSE(begins_query(line)) << line;
  }
}

TEST(Query, EndsWithASemicolonThatStandsFree) {
  for (const char* const query :
       {"SELECT 1;", "SELECT ';';  ", "SELECT 1; -- done", "SELECT 'it''s' /* ; */;",
        "SELECT \"a;\";\n", "SELECT 1; -- ;\n -- more\n"}) {
    EXPECT_TRUE(ends_query(query)) << query;
  }
  for (const char* const query : {"SELECT 1", "SELECT ';", "SELECT ';'", "SELECT 1 -- ;",
                                  "SELECT /* ;", "SELECT `;", "SELECT [;]", "SELECT 1; SELECT 2"}) {
    EXPECT_FALSE(ends_query(query)) << query;
  }
}

}  // namespace
}  // namespace annals::cli
