#include "render/table.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace annals::cli {
namespace {

constexpr Terminal wide{.colors = false, .columns = 0};

Terminal of_columns(std::size_t columns) {
  return {.colors = false, .columns = columns};
}

/// A table of one column without a heading.
std::string column(const std::string& text, std::size_t columns) {
  Table table{{""}};
  table.add({{.text = text}});
  return table.to_text(of_columns(columns));
}

TEST(Table, AlignsItsColumns) {
  Table table{{"term", "value"}};
  table.add({{.text = "t"}, {.text = "x"}});
  table.add({{.text = "exclusivity"}, {.text = "y"}});
  EXPECT_EQ(table.to_text(wide),
            "term         value\n"
            "t            x\n"
            "exclusivity  y\n");
}

TEST(Table, HasNoSpaceAtTheEndOfALine) {
  Table table{{"a", "b"}};
  table.add({{.text = "1"}, {.text = ""}});
  table.add({{.text = ""}, {.text = "long"}});
  EXPECT_EQ(table.to_text(wide), "a  b\n1\n   long\n");
}

TEST(Table, AlignsWideCharactersByTheirColumns) {
  Table table{{"a", "b"}};
  table.add({{.text = "東京"}, {.text = "1"}});
  table.add({{.text = "é"}, {.text = "2"}});
  table.add({{.text = "abcd"}, {.text = "3"}});
  EXPECT_EQ(table.to_text(wide),
            "a     b\n"
            "東京  1\n"
            "é     2\n"
            "abcd  3\n");
}

TEST(Table, PutsStylesAroundTheTextAndNotAroundTheSpace) {
  Table table{{"a", "b"}};
  table.add({{.text = "x", .style = Style::good}, {.text = "y"}});
  EXPECT_EQ(table.to_text({.colors = true, .columns = 0}),
            "\x1b[1ma\x1b[0m  \x1b[1mb\x1b[0m\n"
            "\x1b[32mx\x1b[0m  y\n");
}

TEST(Table, IsEmptyWithoutRowsButForItsHeadings) {
  EXPECT_EQ((Table{{"a", "b"}}.to_text(wide)), "a  b\n");
  EXPECT_EQ((Table{{"", ""}}.to_text(wide)), "");
}

TEST(Table, WrapsAtSpaces) {
  EXPECT_EQ(column("one two three four", 10), "one two\nthree four\n");
  EXPECT_EQ(column("one two three four", 14), "one two three\nfour\n");
}

TEST(Table, BreaksAWordThatIsTooLong) {
  EXPECT_EQ(column("abcdefghijklmno", 10), "abcdefghij\nklmno\n");
}

TEST(Table, BreaksALongNameAfterAMark) {
  EXPECT_EQ(column("microsoft-openai", 12), "microsoft-\nopenai\n");
}

TEST(Table, NeverCutsWhatDoesNotFit) {
  const std::string text = "東京都 first-second/third 大阪府大阪市中央区 é";
  for (std::size_t columns = 1; columns < 40; ++columns) {
    std::string whole;
    for (const char character : column(text, columns)) {
      if (character != '\n' && character != ' ') whole += character;
    }
    EXPECT_EQ(whole, "東京都first-second/third大阪府大阪市中央区é") << columns;
  }
}

TEST(Table, WrapsWideCharactersByTheirColumns) {
  EXPECT_EQ(column("東京都大阪府", 10), "東京都大阪\n府\n");
  EXPECT_EQ(column("東京都大阪府", 11), "東京都大阪\n府\n");
}

TEST(Table, FitsIntoTheTerminalWhereItCan) {
  Table table{{"term", "value", "note"}};
  table.add({{.text = "exclusivity:cloud"},
             {.text = "right-of-first-refusal"},
             {.text = "a note of some length that says what was agreed and by whom"}});
  for (std::size_t columns = 34; columns < 120; ++columns) {
    std::istringstream lines{table.to_text(of_columns(columns))};
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(display_columns(line), columns) << line;
    }
  }
}

TEST(Table, NarrowsNoColumnBelowTen) {
  Table table{{"a", "b"}};
  table.add({{.text = "abcdefghijkl"}, {.text = "abcdefghijkl"}});
  EXPECT_EQ(table.to_text(of_columns(5)),
            "a           b\n"
            "abcdefghij  abcdefghij\n"
            "kl          kl\n");
}

TEST(Table, KeepsAllLinesOfARowTogether) {
  Table table{{"a", "b"}};
  table.add({{.text = "one two three"}, {.text = "x"}});
  table.add({{.text = "next"}, {.text = "y"}});
  EXPECT_EQ(table.to_text(of_columns(13)),
            "a           b\n"
            "one two     x\n"
            "three\n"
            "next        y\n");
}

TEST(Table, ShowsNoControlCharacter) {
  EXPECT_EQ(column("a\nb\x1b[31m", 0),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD[31m\n");
  Table table{{"a\nb"}};
  table.add({{.text = "c"}});
  EXPECT_EQ(table.to_text({.colors = false, .columns = 0}),
            "a\xEF\xBF\xBD"
            "b\nc\n");
}

TEST(TableDeathTest, HasACellForEachHeading) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Table table{{"a", "b"}};
  EXPECT_DEATH(table.add({{.text = "1"}}), "a row has a cell for each heading");
}

TEST(Printable, ReplacesControlCharacters) {
  constexpr std::string_view replaced = "\xEF\xBF\xBD";
  EXPECT_EQ(printable(""), "");
  EXPECT_EQ(printable("Zürich 東京 ~"), "Zürich 東京 ~");
  const std::vector<std::string> controls{
      std::string{"\0", 1}, "\n",       "\t",       "\x1b",    "\x1f", "\x7f",
      "\xC2\x80",           "\xC2\x85", "\xC2\x9B", "\xC2\x9F"};
  for (const std::string& control : controls) {
    EXPECT_EQ(printable("a" + control + "b"), "a" + std::string{replaced} + "b");
  }
  EXPECT_EQ(printable("\xC2\xA0"), "\xC2\xA0");
}

}  // namespace
}  // namespace annals::cli
