#include "annals/draw/text.h"

#include <gtest/gtest.h>

#include <string>

namespace annals {
namespace {

TEST(InMarkup, LeavesNoMarkup) {
  EXPECT_EQ(in_markup("<b a=\"1\" c='2'>&amp;</b>"),
            "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;");
  EXPECT_EQ(in_markup("]]>"), "]]&gt;");
  EXPECT_EQ(in_markup("Gödel, 日本, 🙂"), "Gödel, 日本, 🙂");
}

TEST(InMarkup, ReplacesWhatXmlHasNoPlaceFor) {
  EXPECT_EQ(in_markup(std::string("a\0b\x01\x1f\tc\n", 8)), "a\ufffdb\ufffd\ufffd\tc\n");
  EXPECT_EQ(in_markup("\ufffe\uffff\ufffd"), "\ufffd\ufffd\ufffd");
}

TEST(InMarkup, ReplacesWhatTurnsTheOrderOfLetters) {
  EXPECT_EQ(in_markup("\u202egnp.exe\u2069"), "\ufffdgnp.exe\ufffd");
  EXPECT_EQ(in_markup("\u2029\u202f\u2065\u200f"), "\u2029\u202f\u2065\u200f");
}

TEST(TextWidth, GrowsWithTheLetters) {
  EXPECT_EQ(text_width("", 12), 0);
  EXPECT_LT(text_width("ill", 12), text_width("mmm", 12));
  EXPECT_DOUBLE_EQ(text_width("日本", 12), 24);
}

TEST(CutTo, KeepsWhatFits) {
  EXPECT_EQ(cut_to("exclusive", 1000, 12), "exclusive");
  EXPECT_EQ(cut_to("exclusive", text_width("exclusive", 12), 12), "exclusive");
}

TEST(CutTo, CutsBetweenCharactersAndSaysSo) {
  EXPECT_EQ(cut_to("exclusive", 45, 12), "exclu…");
  const std::string cut = cut_to("日本電気株式会社", 60, 12);
  EXPECT_EQ(cut, "日本電気…");
}

TEST(CutTo, LeavesNothingWhereFewerThanThreeLettersWouldRemain) {
  EXPECT_EQ(cut_to("exclusive", 20, 12), "");
  EXPECT_EQ(cut_to("exclusive", -5, 12), "");
  EXPECT_EQ(cut_to("27", 20, 12), "27");
}

}  // namespace
}  // namespace annals
