#include "annals/query/material.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/must.h"
#include "unit/sample.h"
#include "unit/statements.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using unit::Sample;
using unit::whole;

/// `r` has t = x (#1, of Reuters) and u = y (#2); `s` has t = z (#3). #4, of `s`, replaces #1; #5
/// withdraws #2 and #6 withdraws that.
class MaterialOfR : public testing::Test {
 protected:
  MaterialOfR() {
    Json x = unit::to_json(
        Sample::Set{.id = "x", .relationship = "r", .cell = "t", .effective = "2019"});
    x["source"] = {{"publisher", "Reuters"}};
    sample_.add(x);
    sample_.set({.id = "y", .relationship = "r", .cell = "u", .effective = "2020", .value = "y"});
    sample_.set({.id = "z", .relationship = "s", .cell = "t", .effective = "2020", .value = "z"});
    Json other = unit::to_json(
        Sample::Set{.id = "x2", .relationship = "s", .cell = "t", .effective = "2019"});
    other["replaces"] = "x";
    sample_.add(other);
    sample_.retract("undo", "y");
    sample_.retract("redo", "undo");
  }

  [[nodiscard]] Material material(const Scope& scope) const {
    return must(read_material(sample_.snapshot(), "r", scope));
  }

  static std::vector<std::string> cells(const Material& material) {
    std::vector<std::string> names;
    names.reserve(material.cells.size());
    for (const CellStatements& each : material.cells) names.push_back(to_text(each.cell));
    return names;
  }

  static std::vector<std::string> events(const Material& material) {
    std::vector<std::string> ids;
    ids.reserve(material.events.size());
    for (const LoggedEvent& each : material.events) ids.push_back(each.event.id);
    return ids;
  }

  /// `1<4`: what corrects what; in brackets if it is not heard.
  static std::vector<std::string> corrections(const Material& material) {
    std::vector<std::string> words;
    for (const Correction& each : material.corrections) {
      const std::string word =
          std::to_string(each.target.value) + "<" + std::to_string(each.by.value);
      words.push_back(each.heard ? word : "(" + word + ")");
    }
    return words;
  }

 private:
  Sample sample_;
};

TEST_F(MaterialOfR, HasWhatCorrectsItFromElsewhere) {
  const Material all = material(whole(6));
  EXPECT_THAT(cells(all), ElementsAre("t", "u"));
  EXPECT_THAT(events(all), ElementsAre("x", "y", "x2", "undo", "redo"));
  EXPECT_THAT(corrections(all), ElementsAre("1<4", "2<5", "5<6"));
}

TEST_F(MaterialOfR, EndsAtTheBasis) {
  EXPECT_THAT(corrections(material(whole(5))), ElementsAre("1<4", "2<5"));
  const Material early = material(whole(1));
  EXPECT_THAT(cells(early), ElementsAre("t"));
  EXPECT_THAT(events(early), ElementsAre("x"));
  EXPECT_THAT(corrections(early), IsEmpty());
}

TEST_F(MaterialOfR, DoesNotHearWhatWasNotKnown) {
  const Material early = material(Horizon{.known = unit::known("2026-01-05"), .basis = {6}});
  EXPECT_THAT(events(early), ElementsAre("x", "y", "x2", "undo"));
  EXPECT_THAT(corrections(early), ElementsAre("1<4", "2<5", "(5<6)"));
}

TEST_F(MaterialOfR, LeavesOutThoseWhoDoNotCount) {
  const Material without = material({whole(6), {.only = {}, .without = {"Reuters"}}});
  EXPECT_THAT(cells(without), ElementsAre("u"));
  EXPECT_THAT(events(without), ElementsAre("y", "x2", "undo", "redo"));
}

}  // namespace
}  // namespace annals
