#include "render/bars.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace annals::cli {
namespace {

using std::chrono::year;

constexpr Terminal narrow{.colors = false, .columns = 60};

Run certain(std::optional<Day> from, std::optional<Day> to, const Value& value) {
  return {.from = from, .to = to, .value = value, .certain = true, .possible = {value}};
}

const Day start{year{2019} / 7 / 22};
const Day change{year{2022} / 1 / 1};
const Day end{year{2025} / 1 / 21};

std::vector<CellTimeline> history() {
  return {{.cell = {.term = "exclusivity", .key = "cloud"},
           .runs = {certain(start, change, "exclusive"),
                    {.from = change,
                     .to = end,
                     .value = "shared",
                     .certain = false,
                     .possible = {"exclusive", "shared"}},
                    certain(end, std::nullopt, None{})}},
          {.cell = {.term = "status", .key = ""},
           .runs = {certain(std::nullopt, start, "talks"), certain(start, std::nullopt, true)}}};
}

TEST(Bars, ShowValuesOnAnAxisOfDays) {
  EXPECT_EQ(bars(narrow, history(), BarGlyphs::unicode),
            "                        ╷2020        ╷2022        ╷2024\n"
            "exclusivity:cloud    ┣━ exclusive ━━━┣╌ exclusive | sh… ╌\n"
            "status             ◀━┣━ true ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━▶\n");
}

TEST(Bars, ArePlainInAscii) {
  const std::string text = bars(narrow, history(), BarGlyphs::ascii);
  for (const char character : text) {
    ASSERT_TRUE(character == '\n' || (character >= ' ' && character <= '~')) << text;
  }
}

TEST(Bars, NeverTakeMoreThanTheWidth) {
  for (std::size_t columns = 40; columns < 200; ++columns) {
    const std::string text =
        bars({.colors = false, .columns = columns}, history(), BarGlyphs::unicode);
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t line_end = text.find('\n', begin);
      ASSERT_LE(display_columns(text.substr(begin, line_end - begin)), columns) << text;
      begin = line_end + 1;
    }
  }
}

TEST(Bars, OfOneDayAndOfAllDaysAreDrawn) {
  const std::vector<CellTimeline> one_day{
      {.cell = {.term = "a", .key = ""},
       .runs = {certain(start, start + std::chrono::days{1}, "b")}}};
  EXPECT_EQ(bars(narrow, one_day, BarGlyphs::ascii),
            "   |2019-07-22\n"
            "a  |= b ====================================================\n");
  const std::vector<CellTimeline> all_days{
      {.cell = {.term = "a", .key = ""}, .runs = {certain(first_day, last_day, "b")}}};
  EXPECT_NE(bars(narrow, all_days, BarGlyphs::ascii).find("|= b ="), std::string::npos);
  const std::vector<CellTimeline> always{
      {.cell = {.term = "a", .key = ""}, .runs = {certain(std::nullopt, std::nullopt, "b")}}};
  EXPECT_NE(bars(narrow, always, BarGlyphs::ascii).find("<= b ="), std::string::npos);
}

TEST(Bars, ShowNothingThatMovesTheCursor) {
  std::vector<CellTimeline> hostile = history();
  hostile[0].cell.key = "\x1b[2J";
  hostile[0].runs[0].value = "\x1b[31m\n";
  const std::string text = bars(narrow, hostile, BarGlyphs::unicode);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace annals::cli
