// How a cell differs between two viewpoints, and why.

#include "annals/state/diff.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "unit/statements.h"

namespace annals {
namespace {

using unit::in_words;
using unit::known;
using unit::on;
using unit::Said;
using unit::statements;

constexpr Sequence basis{.value = 9};

/// A day and what was known: all of it where nothing is said.
struct View {
  std::string_view on;
  std::string_view known = {};
};

Horizon horizon_of(const View& view) {
  return {.known = view.known.empty() ? KnownTime::latest() : known(view.known), .basis = basis};
}

/// The change of a cell as `x -> y: world`, or `same`.
std::string change(const std::vector<Said>& said, const std::vector<Correction>& corrections,
                   const View& from, const View& to) {
  const Withdrawals withdrawn_from{corrections, horizon_of(from)};
  const Withdrawals withdrawn_to{corrections, horizon_of(to)};
  const auto found =
      difference(statements(said),
                 {.on = on(from.on), .horizon = horizon_of(from), .withdrawals = withdrawn_from},
                 {.on = on(to.on), .horizon = horizon_of(to), .withdrawals = withdrawn_to});
  if (!found) return "same";
  return in_words(found->before) + " -> " + in_words(found->after) + ": " +
         std::string{to_text(found->cause)};
}

Correction correction(CorrectionKind kind, std::uint64_t by, std::uint64_t target,
                      std::string_view when) {
  return {.target = {.value = target}, .by = {.value = by}, .kind = kind, .known = known(when)};
}

const std::vector<Said> granted_and_changed{
    {.sequence = 1, .start = "2019", .value = "x", .known = "2019"},
    {.sequence = 2, .start = "2021", .value = "y", .known = "2021"}};

TEST(Difference, IsNothingWhereAReaderSeesNone) {
  EXPECT_EQ(change(granted_and_changed, {}, {.on = "2019"}, {.on = "2020"}), "same");
  EXPECT_EQ(change(granted_and_changed, {}, {.on = "2021"}, {.on = "2021"}), "same");
}

TEST(Difference, TakesAMissingCellForCertainNone) {
  const std::vector<Said> ended{{.sequence = 1, .start = "2019", .value = None{}}};
  EXPECT_EQ(change(ended, {}, {.on = "2018"}, {.on = "2020"}), "same");
  EXPECT_EQ(change({}, {}, {.on = "2018"}, {.on = "2020"}), "same");
}

TEST(Difference, IsSeenInCertaintyAlone) {
  const std::vector<Said> vague{{.sequence = 1, .start = "2019", .value = "x"}};
  EXPECT_EQ(change(vague, {}, {.on = "2019-06"}, {.on = "2019"}), "x of x | none -> x: world");
}

TEST(DifferenceCause, IsTheWorldWhereSomethingTookEffect) {
  EXPECT_EQ(change(granted_and_changed, {}, {.on = "2020"}, {.on = "2022"}), "x -> y: world");
  EXPECT_EQ(change(granted_and_changed, {}, {.on = "2018"}, {.on = "2020"}), "nothing -> x: world");
}

TEST(DifferenceCause, IsTheWorldBackwardsToo) {
  EXPECT_EQ(change(granted_and_changed, {}, {.on = "2022"}, {.on = "2020"}), "y -> x: world");
}

TEST(DifferenceCause, IsLearnedWhereMoreBecameKnown) {
  EXPECT_EQ(change(granted_and_changed, {}, {.on = "2022", .known = "2020"},
                   {.on = "2022", .known = "2021"}),
            "x -> y: learned");
}

TEST(DifferenceCause, IsLearnedWhereLessIsKnownAfterwards) {
  EXPECT_EQ(change(granted_and_changed, {}, {.on = "2022", .known = "2021"},
                   {.on = "2022", .known = "2020"}),
            "y -> x: learned");
}

TEST(DifferenceCause, IsCorrectedWhereWhatWasBelievedIsWithdrawn) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019", .value = "x", .known = "2019"}};
  const auto retracted = correction(CorrectionKind::retracts, 2, 1, "2021");
  EXPECT_EQ(change(said, {retracted}, {.on = "2020", .known = "2020"}, {.on = "2020"}),
            "x -> nothing: corrected");
  EXPECT_EQ(change(said, {retracted}, {.on = "2020"}, {.on = "2020", .known = "2020"}),
            "nothing -> x: corrected");
}

TEST(DifferenceCause, IsCorrectedWhereAnEventIsReplaced) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019", .value = "x", .known = "2019"},
                               {.sequence = 2, .start = "2019", .value = "y", .known = "2021"}};
  EXPECT_EQ(change(said, {correction(CorrectionKind::replaces, 2, 1, "2021")},
                   {.on = "2020", .known = "2020"}, {.on = "2020"}),
            "x -> y: corrected");
}

TEST(DifferenceCause, IsLearnedWhereOnlyWhatWasOverriddenIsWithdrawn) {
  // 1 is withdrawn, but neither answer rests on it: 2 overrode it before and 3 afterwards.
  const std::vector<Said> said{{.sequence = 1, .start = "2018", .value = "w", .known = "2018"},
                               {.sequence = 2, .start = "2019", .value = "x", .known = "2019"},
                               {.sequence = 3, .start = "2020", .value = "y", .known = "2021"}};
  EXPECT_EQ(change(said, {correction(CorrectionKind::retracts, 4, 1, "2021")},
                   {.on = "2022", .known = "2020"}, {.on = "2022"}),
            "x -> y: learned");
}

TEST(DifferenceCause, IsBothWhereTheWorldAndKnowledgeChanged) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019", .value = "x", .known = "2019"},
                               {.sequence = 2, .start = "2018", .value = "w", .known = "2021"},
                               {.sequence = 3, .start = "2021", .value = "y", .known = "2021"}};
  EXPECT_EQ(change(said, {}, {.on = "2018", .known = "2020"}, {.on = "2022"}),
            "nothing -> y: both");
}

TEST(DifferenceCause, IsTheWorldWhereTheEarlierDayLooksTheSameByTheLaterKnowledge) {
  EXPECT_EQ(change(granted_and_changed, {}, {.on = "2018", .known = "2018"}, {.on = "2020"}),
            "nothing -> x: world");
}

TEST(DifferenceCause, IsCorrectedWhereByTheLaterKnowledgeTheWorldStoodStill) {
  const std::vector<Said> said{{.sequence = 1, .start = "2019", .value = "x", .known = "2019"}};
  const auto retracted = correction(CorrectionKind::retracts, 3, 1, "2021");
  EXPECT_EQ(change(said, {retracted}, {.on = "2020", .known = "2020"}, {.on = "2022"}),
            "x -> nothing: corrected");
}

TEST(CauseText, IsWhatTheAnswerSays) {
  EXPECT_EQ(to_text(Cause::world), "world");
  EXPECT_EQ(to_text(Cause::learned), "learned");
  EXPECT_EQ(to_text(Cause::corrected), "corrected");
  EXPECT_EQ(to_text(Cause::both), "both");
}

}  // namespace
}  // namespace annals
