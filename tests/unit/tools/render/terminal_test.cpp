#include "render/terminal.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace annals::cli {
namespace {

struct Width {
  std::string_view name;
  std::string_view text;
  std::size_t columns;
};

std::ostream& operator<<(std::ostream& out, const Width& row) {
  return out << row.name;
}

class DisplayColumns : public testing::TestWithParam<Width> {};

TEST_P(DisplayColumns, AreThoseOfATerminal) {
  EXPECT_EQ(display_columns(GetParam().text), GetParam().columns);
}

const std::vector<Width> widths{
    {.name = "nothing", .text = "", .columns = 0},
    {.name = "ascii", .text = "exclusive", .columns = 9},
    {.name = "accent", .text = "é", .columns = 1},
    {.name = "combining_accent", .text = "e\xCC\x81", .columns = 1},
    {.name = "han", .text = "東京", .columns = 4},
    {.name = "hangul", .text = "한글", .columns = 4},
    {.name = "full_width", .text = "Ａ", .columns = 2},
    {.name = "half_width_katakana", .text = "ｱ", .columns = 1},
    {.name = "emoji", .text = "🏭", .columns = 2},
    {.name = "symbols_of_ours", .text = "●◐○–…", .columns = 5},
    {.name = "zero_width_space",
     .text = "a\xE2\x80\x8B"
             "b",
     .columns = 2},
    {.name = "no_utf8", .text = "caf\xE9", .columns = 4},
    {.name = "cut_character", .text = "a\xE6\x9D", .columns = 3},
};

INSTANTIATE_TEST_SUITE_P(Texts, DisplayColumns, testing::ValuesIn(widths),
                         [](const auto& row) { return std::string{row.param.name}; });

TEST(BytesThatFit, EndBetweenCharacters) {
  EXPECT_EQ(bytes_that_fit("abc", 2), 2U);
  EXPECT_EQ(bytes_that_fit("abc", 3), 3U);
  EXPECT_EQ(bytes_that_fit("abc", 9), 3U);
  EXPECT_EQ(bytes_that_fit("éé", 1), 2U);
  EXPECT_EQ(bytes_that_fit("東京", 2), 3U);
  EXPECT_EQ(bytes_that_fit("東京", 3), 3U);
  EXPECT_EQ(bytes_that_fit("東京", 4), 6U);
}

TEST(BytesThatFit, KeepACombiningAccentWithItsLetter) {
  EXPECT_EQ(bytes_that_fit("e\xCC\x81x", 1), 3U);
}

TEST(BytesThatFit, AreAtLeastOneCharacter) {
  EXPECT_EQ(bytes_that_fit("東京", 1), 3U);
  EXPECT_EQ(bytes_that_fit("abc", 0), 1U);
  EXPECT_EQ(bytes_that_fit("", 5), 0U);
}

TEST(Styled, PutsEscapesAroundOnlyWhereThereAreColours) {
  const Terminal colours{.colors = true, .columns = 80};
  const Terminal plain{.colors = false, .columns = 80};
  EXPECT_EQ(styled(plain, Style::bad, "x"), "x");
  EXPECT_EQ(styled(colours, Style::plain, "x"), "x");
  for (const Style style :
       {Style::heading, Style::faint, Style::good, Style::warning, Style::bad}) {
    const std::string text = styled(colours, style, "x");
    EXPECT_TRUE(text.starts_with("\x1b["));
    EXPECT_TRUE(text.ends_with("x\x1b[0m"));
  }
}

/// Gives an environment variable a value for a while.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_{name} {
    if (const char* const before = std::getenv(name)) before_ = before;
    setenv(name, value, 1);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() {
    if (before_) {
      setenv(name_, before_->c_str(), 1);
    } else {
      unsetenv(name_);
    }
  }

 private:
  const char* name_;
  std::optional<std::string> before_;
};

TEST(LookAtTerminal, FollowsTheFlagForColours) {
  const Environment no_color{"NO_COLOR", "1"};
  Globals globals;
  globals.color = ColorMode::always;
  EXPECT_TRUE(look_at_terminal(globals).colors);
  globals.color = ColorMode::never;
  EXPECT_FALSE(look_at_terminal(globals).colors);
  globals.color = ColorMode::automatic;
  EXPECT_FALSE(look_at_terminal(globals).colors);
}

TEST(LookAtTerminal, TakesTheColumnsOfTheEnvironment) {
  const Environment columns{"COLUMNS", "42"};
  EXPECT_EQ(look_at_terminal({}).columns, 42U);
}

TEST(ShowsProgress, NeverWhereTheUserWantsNone) {
  Globals globals;
  globals.quiet = true;
  EXPECT_FALSE(shows_progress(globals));
  globals.quiet = false;
  globals.no_progress = true;
  EXPECT_FALSE(shows_progress(globals));
}

}  // namespace
}  // namespace annals::cli
