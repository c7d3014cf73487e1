#include "annals/draw/picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "annals/state/timeline.h"
#include "support/must.h"
#include "unit/sample.h"
#include "unit/statements.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using unit::Sample;
using unit::statements;

std::string day_text(const std::optional<Day>& day) {
  return day ? to_text(*day) : "…";
}

char sign(Edge edge) {
  return edge == Edge::sharp ? '|' : edge == Edge::fading ? '~' : '>';
}

/// Each bar as `2019-01-01 2020-01-01 x |~`: its days, its label, how each strip begins and ends.
std::vector<std::string> in_words(const std::vector<Bar>& bars) {
  std::vector<std::string> words;
  for (const Bar& bar : bars) {
    std::string line =
        day_text(bar.days.from) + " " + day_text(bar.days.to) + " " + bar.label + " ";
    for (const Strip& strip : bar.strips) line += {sign(strip.begin), sign(strip.end)};
    words.push_back(line);
  }
  return words;
}

std::vector<std::string> bars(const std::vector<unit::Said>& said) {
  return in_words(bars_of(timeline(statements(said))));
}

TEST(Bars, OfWhatIsCertainAreSharp) {
  EXPECT_THAT(bars({{1, "2019-01-01", "x"}, {2, "2020-01-01", "y"}, {3, "2021-01-01", None{}}}),
              ElementsAre("2019-01-01 2020-01-01 x ||", "2020-01-01 2021-01-01 y ||"));
}

TEST(Bars, FadeInWhereTheyBeginOnAVagueDate) {
  EXPECT_THAT(bars({{1, "2019", "x"}}),
              ElementsAre("2019-01-01 2019-12-31 x? ~|", "2019-12-31 … x |>"));
}

TEST(Bars, FadeOutWhereTheyEndOnAVagueDate) {
  EXPECT_THAT(bars({{1, "2019-01-01", "x", "2020"}}),
              ElementsAre("2019-01-01 2020-01-01 x ||", "2020-01-01 2020-12-31 x? |~"));
}

TEST(Bars, HaveAStripForEachValueThatIsPossible) {
  EXPECT_THAT(bars({{1, "2019-01-01", "x"}, {2, "2020", "y"}}),
              ElementsAre("2019-01-01 2020-01-01 x ||", "2020-01-01 2020-12-31 x or y? |~~|",
                          "2020-12-31 … y |>"));
}

TEST(Bars, AreOpenWhereNothingSaysSinceWhen) {
  EXPECT_THAT(bars({{1, "[..2019-06-30]", "x"}}),
              ElementsAre("… 2019-06-30 x? >|", "2019-06-30 … x |>"));
}

TEST(Bars, OfWhatHasEndedAreNone) {
  EXPECT_THAT(bars({{1, "2019-01-01", None{}}}), IsEmpty());
}

class PictureOfSample : public testing::Test {
 protected:
  PictureOfSample() {
    sample_.set({.id = "a", .relationship = "r", .cell = "t", .effective = "2019-01-01"});
    sample_.set(
        {.id = "b", .relationship = "r", .cell = "t", .effective = "2020-01-01", .value = "y"});
    sample_.set({.id = "c", .relationship = "r", .cell = "party:p", .effective = "2019"});
    sample_.set({.id = "d", .relationship = "r", .cell = "party:q", .effective = "2019"});
    sample_.set({.id = "e", .relationship = "s", .cell = "t", .effective = "2024-06-01"});
    sample_.set({.id = "f", .relationship = "s", .cell = "party:p", .effective = "2024-06-01"});
    sample_.retract("g", "b");
  }

  [[nodiscard]] std::vector<Material> materials(Horizon horizon = unit::whole(7)) const {
    std::vector<Material> all;
    for (const std::string_view name : {"r", "s"}) {
      all.push_back(must(read_material(sample_.snapshot(), name, horizon)));
    }
    return all;
  }

  [[nodiscard]] Sample& sample() { return sample_; }

  [[nodiscard]] Picture picture(const PictureOptions& options = {}) const {
    return picture_of(materials(), options);
  }

  /// `title (subtitle): lane, lane`.
  [[nodiscard]] std::vector<std::string> groups(const PictureOptions& options) const {
    const auto all = materials();
    std::vector<std::string> words;
    for (const Group& group : picture_of(all, options).groups) {
      words.push_back(group.title + " (" + group.subtitle + "):");
      for (const Lane& lane : group.lanes) {
        words.back() += " " + to_text(all[lane.material].cells[lane.cell].cell);
      }
    }
    return words;
  }

 private:
  Sample sample_;
};

TEST_F(PictureOfSample, HasALaneForEachCellOfEachRelationship) {
  EXPECT_THAT(groups({}), ElementsAre("r (p, q): party:p party:q t", "s (p): party:p t"));
}

TEST_F(PictureOfSample, IsGroupedByThoseWhomAPartyHasToDoWith) {
  EXPECT_THAT(groups({.party = "p"}),
              ElementsAre("alone (s): party:p t", "with q (r): party:p party:q t"));
  EXPECT_EQ(picture({.party = "p"}).title, "p");
}

TEST_F(PictureOfSample, HasOnlyTheLanesThatWereChosen) {
  EXPECT_THAT(groups({.lanes = {{.term = "t", .key = {}}}}),
              ElementsAre("r (p, q): t", "s (p): t"));
  EXPECT_THAT(groups({.lanes = {{.term = "party", .key = "q"}}}), ElementsAre("r (p, q): party:q"));
  EXPECT_THAT(groups({.lanes = {{.term = "t", .key = "k"}}}), IsEmpty());
}

TEST_F(PictureOfSample, LeavesOutWhatBeginsAfterItsEnd) {
  EXPECT_THAT(groups({.range = {.from = {}, .to = Day{std::chrono::year{2021} / 1 / 1}}}),
              ElementsAre("r (p, q): party:p party:q t"));
}

TEST_F(PictureOfSample, FitsWhatThereIsWithSomeRoom) {
  const DayRange range = picture().range;
  EXPECT_EQ(to_text(range.from), "2018-10-14");  // 1978 days, 79 of them on either side
  EXPECT_EQ(to_text(range.to), "2024-08-20");
}

TEST_F(PictureOfSample, HasTheRangeThatWasAskedFor) {
  const Day from{std::chrono::year{2019} / 3 / 1};
  const Day to{std::chrono::year{2019} / 3 / 2};
  EXPECT_EQ(picture({.range = {.from = from, .to = to}}).range, (DayRange{.from = from, .to = to}));
  const DayRange later =
      picture({.range = {.from = Day{std::chrono::year{2030} / 1 / 1}, .to = {}}}).range;
  EXPECT_LT(later.from, later.to);
}

TEST_F(PictureOfSample, MarksWhatWasWithdrawnAndDrawsNoBarOfIt) {
  const Picture drawn = picture();
  const Lane& lane = drawn.groups.front().lanes.back();
  EXPECT_THAT(in_words(lane.bars), ElementsAre("2019-01-01 … x |>"));
  ASSERT_EQ(lane.marks.size(), 2U);
  EXPECT_EQ(lane.marks[0].withdrawn, std::nullopt);
  EXPECT_EQ(lane.marks[1].withdrawn, Sequence{7});
}

TEST_F(PictureOfSample, GivesTheSameValueOneHue) {
  const Picture drawn = picture();
  EXPECT_NE(drawn.hue("x"), 0U);
  EXPECT_EQ(drawn.hue("never said"), 0U);
  EXPECT_EQ(drawn.hue(27.0), 0U);
}

TEST_F(PictureOfSample, IsOfWhatWasKnown) {
  // The first was recorded on 2026-01-01, each next one a day later.
  const auto known = materials({.known = unit::known("2026-01-03"), .basis = {7}});
  EXPECT_EQ(known[0].cells.size(), 2U);
  EXPECT_TRUE(known[1].cells.empty());
  EXPECT_EQ(known[0].events.size(), 3U);
  const Picture drawn = picture_of(known, {});
  EXPECT_EQ(drawn.lanes(), 2U);
  EXPECT_THAT(in_words(drawn.groups.front().lanes.back().bars),
              ElementsAre("2019-01-01 2020-01-01 x ||", "2020-01-01 … y |>"));
}

/// A `noted` with a date, or without.
Json note_on(const std::string& id, const std::string& relationship,
             const std::optional<std::string>& effective = {}) {
  Json event{{"id", id}, {"type", "noted"}, {"relationship", relationship}};
  if (effective) event["effective"] = *effective;
  return event;
}

/// The other events of a group, as `2019-01-01 2019-01-02`, with a `!` if they are withdrawn.
std::vector<std::string> others(const Group& group) {
  std::vector<std::string> words;
  for (const Mark& mark : group.others) {
    words.push_back(day_text(mark.days.from) + " " + day_text(mark.days.to) +
                    (mark.withdrawn ? "!" : ""));
  }
  return words;
}

TEST_F(PictureOfSample, HasTheEventsThatSayNothingOfACell) {
  sample().add(note_on("n1", "r", "2021-05-01"));
  sample().add(note_on("n2", "r", "2020"));
  sample().add(note_on("n3", "r"));
  sample().add(note_on("n4", "r", "2020-03-01"));
  sample().retract("undo-n4", "n4");
  sample().add(note_on("n5", "noted-only", "2030-01-01"));
  const Picture drawn = picture_of(
      std::vector{must(read_material(sample().snapshot(), "r", unit::whole(13))),
                  must(read_material(sample().snapshot(), "noted-only", unit::whole(13)))},
      {});
  ASSERT_EQ(drawn.groups.size(), 2U);
  EXPECT_THAT(
      others(drawn.groups[0]),
      ElementsAre("2020-01-01 2021-01-01", "2020-03-01 2020-03-02!", "2021-05-01 2021-05-02"));
  EXPECT_TRUE(drawn.groups[1].lanes.empty());
  EXPECT_THAT(others(drawn.groups[1]), ElementsAre("2030-01-01 2030-01-02"));
  EXPECT_GT(drawn.range.to, Day{std::chrono::year{2030} / 1 / 1});
}

TEST_F(PictureOfSample, HasNoOtherEventsBeyondItsRangeOrBesideLanesThatWereChosen) {
  sample().add(note_on("n1", "r", "2021-05-01"));
  const std::vector materials{must(read_material(sample().snapshot(), "r", unit::whole(8)))};
  const Day end{std::chrono::year{2021} / 5 / 1};
  EXPECT_EQ(picture_of(materials, {}).groups[0].others.size(), 1U);
  EXPECT_TRUE(picture_of(materials, {.range = {.from = {}, .to = end}}).groups[0].others.empty());
  EXPECT_TRUE(
      picture_of(materials, {.lanes = {{.term = "t", .key = {}}}}).groups[0].others.empty());
}

}  // namespace
}  // namespace annals
