// The SVG and the page of names that try to be more than text.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "annals/codec/json.h"
#include "annals/draw/page.h"
#include "annals/draw/page_data.h"
#include "annals/draw/svg.h"
#include "support/must.h"
#include "unit/sample.h"
#include "unit/statements.h"

namespace annals {
namespace {

using support::must;
using testing::HasSubstr;
using testing::Not;
using unit::Sample;

constexpr std::string_view hostile = "</script><img src=x onerror=alert(1)>\"'&]]>{{data}}";

class Writers : public testing::Test {
 protected:
  Writers() {
    const std::string name{hostile};
    sample_.set({.id = name,
                 .relationship = name,
                 .cell = "t:" + name,
                 .effective = "2019",
                 .value = name});
    sample_.set({.id = "b",
                 .relationship = name,
                 .cell = "t:" + name,
                 .effective = "2020-06-01",
                 .value = 27});
    sample_.set({.id = "c", .relationship = name, .cell = "party:p", .effective = "[..2021]"});
    sample_.retract("undo", name);
    sample_.set({.id = "d",
                 .relationship = name,
                 .cell = "t:" + name,
                 .effective = "2022-06-01T12:00Z",
                 .value = true});
    materials_.push_back(must(read_material(sample_.snapshot(), name, unit::whole(5))));
    picture_ = picture_of(materials_, {});
  }

  [[nodiscard]] const std::vector<Material>& materials() const { return materials_; }
  [[nodiscard]] const Picture& picture() const { return picture_; }

 private:
  Sample sample_;
  std::vector<Material> materials_;
  Picture picture_{};
};

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

/// Takes one tag in; says what is wrong with it, if anything is. `open` are those not yet closed.
std::string fault_of(std::string_view tag, std::vector<std::string_view>& open) {
  if (tag.find('<') != std::string_view::npos) return "'<' within a tag: " + std::string{tag};
  if (tag.ends_with('/')) return {};
  const std::string_view name = tag.substr(0, tag.find(' '));
  if (!name.starts_with('/')) {
    open.push_back(name);
    return {};
  }
  if (open.empty() || open.back() != name.substr(1)) {
    return "closes what is not open: " + std::string{name};
  }
  open.pop_back();
  return {};
}

/// Whether each tag that opens is closed, in order, and each `&` begins a reference.
testing::AssertionResult is_well_formed(std::string_view text) {
  std::vector<std::string_view> open;
  for (std::size_t at = text.find_first_of("<&"); at != std::string_view::npos;
       at = text.find_first_of("<&", at + 1)) {
    const std::string_view rest = text.substr(at);
    const bool is_reference = rest.substr(0, 10).find(';') != std::string_view::npos;
    const std::string fault = rest.front() == '<'
                                  ? fault_of(rest.substr(1, rest.find('>') - 1), open)
                              : is_reference ? ""
                                             : "a bare '&': " + std::string{rest.substr(0, 40)};
    if (!fault.empty()) return testing::AssertionFailure() << fault;
  }
  return open.empty() ? testing::AssertionSuccess() : testing::AssertionFailure() << open.back();
}

TEST(IsWellFormed, TellsWhatIsNot) {
  EXPECT_TRUE(is_well_formed("<a b=\"c\"><d/>&amp;</a>"));
  EXPECT_FALSE(is_well_formed("<a><b></a></b>"));
  EXPECT_FALSE(is_well_formed("<a>&b and so on and on</a>"));
  EXPECT_FALSE(is_well_formed("<a"));
}

TEST_F(Writers, MakeAnSvgInWhichNamesAreText) {
  const std::string svg = to_svg(picture(), materials(), "from <where>");
  EXPECT_TRUE(is_well_formed(svg));
  EXPECT_THAT(svg, Not(HasSubstr("<img")));
  EXPECT_THAT(svg, HasSubstr("&lt;/script&gt;&lt;img"));
  EXPECT_THAT(svg, HasSubstr("from &lt;where&gt;"));
  EXPECT_THAT(svg, Not(HasSubstr("http://www.w3.org/1999/xlink")));
  EXPECT_EQ(count(svg, "://"), 1U) << "the namespace, and nothing to load";
}

TEST_F(Writers, MakeTheSameSvgOfTheSamePicture) {
  EXPECT_EQ(to_svg(picture(), materials(), ""),
            to_svg(picture_of(materials(), {}), materials(), ""));
}

TEST_F(Writers, MakeAPageInWhichNamesAreText) {
  const std::string page = to_html(picture(), materials(), "from <where>");
  EXPECT_EQ(count(page, "<img"), 0U);
  EXPECT_EQ(count(page, "</script>"), 2U);
  EXPECT_EQ(count(page, "{{script}}"), 0U);
  EXPECT_THAT(page, HasSubstr("\\u003c/script\\u003e\\u003cimg"));
  EXPECT_THAT(
      page,
      HasSubstr("Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"));
}

TEST_F(Writers, GiveThePageDataThatReadsBack) {
  const std::string page = to_html(picture(), materials(), "");
  constexpr std::string_view mark = "id=\"data\">";
  const std::size_t begin = page.find(mark) + mark.size();
  const Json read = must(parse_json(page.substr(begin, page.find("</script>", begin) - begin)));
  EXPECT_EQ(read, page_data(picture(), materials()));
  EXPECT_EQ(read["relationships"][0]["name"], std::string{hostile});
}

TEST_F(Writers, PutMomentsKnownAndValuesInOrder) {
  const Json data = page_data(picture(), materials());
  EXPECT_EQ(to_line(data["moments"]), "[null,17897,18261,18414,18414,18992,19144,19144,null]");
  EXPECT_EQ(to_line(data["values"]),
            to_line(Json::array({std::string{hostile}, "x", 27, true, nullptr})));
  EXPECT_EQ(data["known"].size(), 5U);
  EXPECT_EQ(data["known"][0], "2026-01-01T12:00:00.000000Z");
  EXPECT_EQ(to_line(data["groups"][0]["lanes"][1]["statements"]),
            "[[1,0,1,2,-1,-1,0],[2,1,3,4,-1,-1,2],[5,4,6,7,-1,-1,3]]");
  EXPECT_EQ(to_line(data["relationships"][0]["corrections"]),
            R"([{"target":1,"by":4,"kind":"retracts","known":3,"heard":true}])");
}

TEST(OtherEvents, HaveALineOfTheirOwn) {
  Sample sample;
  for (const auto* const id : {"a", "b"}) {
    sample.add({{"id", id},
                {"type", "noted"},
                {"relationship", "r"},
                {"effective", "2020-06-01"},
                {"note", std::string{"note of "} + id + " <b>"}});
  }
  const std::vector materials{must(read_material(sample.snapshot(), "r", unit::whole(2)))};
  const Picture picture = picture_of(materials, {});
  const std::string svg = to_svg(picture, materials, "");
  EXPECT_TRUE(is_well_formed(svg));
  EXPECT_THAT(svg, HasSubstr("<title>2020-06-01: noted: note of a &lt;b&gt;, a\n"
                             "2020-06-01: noted: note of b &lt;b&gt;, b</title>"))
      << "two on the same day are found under one mark";
  EXPECT_EQ(to_line(page_data(picture, materials)["groups"]),
            R"([{"title":"r","subtitle":"","relationship":0,"lanes":[],)"
            R"("others":[[1,0,18414,18415],[2,1,18414,18415]]}])");
}

}  // namespace
}  // namespace annals
