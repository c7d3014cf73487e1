#include "annals/base/text.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace annals {
namespace {

struct Case {
  std::string_view name;
  std::string_view text;
  bool holds;
};

std::ostream& operator<<(std::ostream& out, const Case& row) {
  return out << row.name;
}

std::string name_of(const testing::TestParamInfo<Case>& row) {
  return std::string{row.param.name};
}

class IsUtf8 : public testing::TestWithParam<Case> {};

TEST_P(IsUtf8, FollowsRfc3629) {
  EXPECT_EQ(is_utf8(GetParam().text), GetParam().holds);
}

// The edges of table 3-7 of the Unicode Standard.
const std::vector<Case> utf8_edges{
    {.name = "nothing", .text = "", .holds = true},
    {.name = "ascii", .text = "a\x7f", .holds = true},
    {.name = "least_of_two", .text = "\xC2\x80", .holds = true},
    {.name = "most_of_two", .text = "\xDF\xBF", .holds = true},
    {.name = "least_of_three", .text = "\xE0\xA0\x80", .holds = true},
    {.name = "before_surrogates", .text = "\xED\x9F\xBF", .holds = true},
    {.name = "after_surrogates", .text = "\xEE\x80\x80", .holds = true},
    {.name = "least_of_four", .text = "\xF0\x90\x80\x80", .holds = true},
    {.name = "last_code_point", .text = "\xF4\x8F\xBF\xBF", .holds = true},
    {.name = "lone_continuation", .text = "\x80", .holds = false},
    {.name = "overlong_two", .text = "\xC1\xBF", .holds = false},
    {.name = "overlong_three", .text = "\xE0\x9F\xBF", .holds = false},
    {.name = "first_surrogate", .text = "\xED\xA0\x80", .holds = false},
    {.name = "last_surrogate", .text = "\xED\xBF\xBF", .holds = false},
    {.name = "overlong_four", .text = "\xF0\x8F\xBF\xBF", .holds = false},
    {.name = "beyond_unicode", .text = "\xF4\x90\x80\x80", .holds = false},
    {.name = "lead_of_five", .text = "\xF8\x88\x80\x80\x80", .holds = false},
    {.name = "cut_of_two", .text = "a\xC3", .holds = false},
    {.name = "cut_of_three", .text = "\xE2\x82", .holds = false},
    {.name = "cut_of_four", .text = "\xF0\x9F\x98", .holds = false},
    {.name = "ascii_inside", .text = "\xE2\x28\xA1", .holds = false},
    {.name = "latin_1", .text = "caf\xE9", .holds = false},
};

INSTANTIATE_TEST_SUITE_P(Edges, IsUtf8, testing::ValuesIn(utf8_edges), name_of);

class HasControlCharacter : public testing::TestWithParam<Case> {};

TEST_P(HasControlCharacter, KnowsBothRanges) {
  EXPECT_EQ(has_control_character(GetParam().text), GetParam().holds);
}

const std::vector<Case> control_edges{
    {.name = "nothing", .text = "", .holds = false},
    {.name = "nul", .text = std::string_view{"a\0b", 3}, .holds = true},
    {.name = "newline", .text = "a\n", .holds = true},
    {.name = "unit_separator", .text = "\x1f", .holds = true},
    {.name = "space", .text = " ", .holds = false},
    {.name = "tilde", .text = "~", .holds = false},
    {.name = "delete", .text = "\x7f", .holds = true},
    {.name = "first_c1", .text = "\xC2\x80", .holds = true},
    {.name = "next_line", .text = "a\xC2\x85z", .holds = true},
    {.name = "last_c1", .text = "\xC2\x9F", .holds = true},
    {.name = "no_break_space", .text = "\xC2\xA0", .holds = false},
    // The continuation bytes of these lie in the same range and mean something else.
    {.name = "accented_a", .text = "\xC3\x85", .holds = false},
    {.name = "ellipsis", .text = "\xE2\x80\xA6", .holds = false},
    {.name = "line_separator", .text = "\xE2\x80\xA8", .holds = false},
};

INSTANTIATE_TEST_SUITE_P(Edges, HasControlCharacter, testing::ValuesIn(control_edges), name_of);

TEST(InQuotes, PutsTextBetweenQuotes) {
  EXPECT_EQ(in_quotes(""), R"("")");
  EXPECT_EQ(in_quotes("Zürich 東京"), R"("Zürich 東京")");
}

TEST(InQuotes, EscapesControlCharacters) {
  EXPECT_EQ(in_quotes("a\nb\x7f"), R"("a\x0ab\x7f")");
  EXPECT_EQ(in_quotes(std::string_view{"\0", 1}), R"("\x00")");
}

// U+009B alone begins an escape sequence on some terminals.
TEST(InQuotes, EscapesTheControlCharactersBeyondAscii) {
  EXPECT_EQ(in_quotes("a\xC2\x85z\xC2\x9B"), R"("a\u0085z\u009b")");
}

TEST(InQuotes, CutsAfterSixtyBytes) {
  EXPECT_EQ(in_quotes(std::string(60, 'a')), "\"" + std::string(60, 'a') + "\"");
  EXPECT_EQ(in_quotes(std::string(61, 'a')), "\"" + std::string(60, 'a') + "…\"");
}

TEST(InQuotes, CutsBetweenCharacters) {
  const std::string almost(59, 'a');
  EXPECT_EQ(in_quotes(almost + "éé"), "\"" + almost + "…\"");
}

TEST(InQuotes, CutsBytesThatAreNoTextToo) {
  EXPECT_LE(in_quotes(std::string(100, '\x80')).size(), 70U);
}

TEST(Escaped, LeavesEverythingElseAsItIs) {
  EXPECT_EQ(escaped(""), "");
  EXPECT_EQ(escaped("Zürich 東京 \xC2\xA0"), "Zürich 東京 \xC2\xA0");
  EXPECT_EQ(escaped("a\tb\xC2\x80"), R"(a\x09b\u0080)");
  EXPECT_EQ(escaped("\xC2"), "\xC2");
}

TEST(EditDistance, CountsSingleCharacterEdits) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("abc", ""), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("efective", "effective"), 1U);
  EXPECT_EQ(edit_distance("ab", "ba"), 2U);
}

TEST(EditDistance, IsTheSameBothWays) {
  EXPECT_EQ(edit_distance("term_set", "term_ended"), edit_distance("term_ended", "term_set"));
}

/// `bytes` letters with `part` among them at `at`.
std::string with_part(std::size_t bytes, std::size_t at, std::string_view part) {
  return std::string(bytes, 'a').insert(at, part);
}

// The questions are answered eight bytes at a time: no place in a text may be overlooked.
TEST(LongText, IsLookedAtInEveryPlace) {
  constexpr std::size_t bytes_max = 26;
  for (std::size_t bytes = 0; bytes <= bytes_max; ++bytes) {
    EXPECT_TRUE(is_printable_ascii(std::string(bytes, '~')));
    for (std::size_t at = 0; at <= bytes; ++at) {
      SCOPED_TRACE(std::to_string(at) + " of " + std::to_string(bytes));
      for (int byte = 0; byte < 256; ++byte) {
        const std::string text = with_part(bytes, at, std::string(1, static_cast<char>(byte)));
        const bool is_control = byte < 0x20 || byte == 0x7F;
        EXPECT_EQ(is_printable_ascii(text), byte < 0x80 && !is_control);
        EXPECT_EQ(is_utf8(text), byte < 0x80);
        // Before a letter, the first byte of U+0080 is taken for that of a control character.
        EXPECT_EQ(has_control_character(text), is_control || (byte == 0xC2 && at < bytes));
      }
      EXPECT_TRUE(has_control_character(with_part(bytes, at, "\xC2\x9F")));
      EXPECT_FALSE(has_control_character(with_part(bytes, at, "\xC2\xA0")));
      EXPECT_TRUE(is_utf8(with_part(bytes, at, "\xF4\x8F\xBF\xBF")));
      EXPECT_FALSE(is_utf8(with_part(bytes, at, "\xED\xA0\x80")));
    }
  }
}

}  // namespace
}  // namespace annals
