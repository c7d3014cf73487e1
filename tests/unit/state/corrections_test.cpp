// Which events a set of corrections withdraws: chains, retractions of retractions, all versions.

#include "annals/state/corrections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "unit/statements.h"

namespace annals {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using unit::known;
using unit::whole;

Correction correction(CorrectionKind kind, std::uint64_t by, std::uint64_t target,
                      std::string_view when) {
  return {.target = {.value = target}, .by = {.value = by}, .kind = kind, .known = known(when)};
}

Correction retracts(std::uint64_t by, std::uint64_t target, std::string_view when = "2000") {
  return correction(CorrectionKind::retracts, by, target, when);
}

Correction retracts_all(std::uint64_t by, std::uint64_t target, std::string_view when = "2000") {
  return correction(CorrectionKind::retracts_all, by, target, when);
}

Correction replaces(std::uint64_t by, std::uint64_t target, std::string_view when = "2000") {
  return correction(CorrectionKind::replaces, by, target, when);
}

/// Which of the events 1 to 9 are withdrawn, and by which: `{"1 by 2", ...}`.
std::vector<std::string> withdrawn(const std::vector<Correction>& corrections, Horizon horizon) {
  const Withdrawals withdrawals{corrections, horizon};
  std::vector<std::string> all;
  for (std::uint64_t event = 1; event < 10; ++event) {
    const auto by = withdrawals.withdrawn_by({.value = event});
    if (by) all.push_back(std::to_string(event) + " by " + std::to_string(by->value));
  }
  return all;
}

TEST(Withdrawals, AreNoneWithoutCorrections) {
  EXPECT_THAT(withdrawn({}, whole(9)), IsEmpty());
}

TEST(Withdrawals, TakeWhatIsRetractedOrReplaced) {
  EXPECT_THAT(withdrawn({retracts(2, 1)}, whole(9)), ElementsAre("1 by 2"));
  EXPECT_THAT(withdrawn({replaces(2, 1)}, whole(9)), ElementsAre("1 by 2"));
}

TEST(Withdrawals, NameTheLatestOfSeveral) {
  EXPECT_THAT(withdrawn({retracts(2, 1), replaces(4, 1), retracts(3, 1)}, whole(9)),
              ElementsAre("1 by 4"));
}

TEST(Withdrawals, NeedACorrectionThatIsSeen) {
  EXPECT_THAT(withdrawn({retracts(3, 1)}, whole(2)), IsEmpty());
  const Horizon early{.known = known("2019"), .basis = {.value = 9}};
  EXPECT_THAT(withdrawn({retracts(3, 1, "2020")}, early), IsEmpty());
  EXPECT_THAT(withdrawn({retracts(3, 1, "2019")}, early), ElementsAre("1 by 3"));
}

TEST(Withdrawals, AreUndoneByRetractingTheRetraction) {
  EXPECT_THAT(withdrawn({retracts(2, 1), retracts(3, 2)}, whole(9)), ElementsAre("2 by 3"));
}

TEST(Withdrawals, ComeBackWithTheThirdRetraction) {
  EXPECT_THAT(withdrawn({retracts(2, 1), retracts(3, 2), retracts(4, 3)}, whole(9)),
              ElementsAre("1 by 2", "3 by 4"));
}

TEST(Replacement, IsTransitive) {
  EXPECT_THAT(withdrawn({replaces(2, 1), replaces(3, 2), replaces(4, 3)}, whole(9)),
              ElementsAre("1 by 4", "2 by 4", "3 by 4"));
}

TEST(Replacement, ReachesDownTheChainWhetherOrNotTheMiddleIsSeen) {
  const Horizon horizon{.known = known("2019"), .basis = {.value = 9}};
  EXPECT_THAT(withdrawn({replaces(2, 1, "2020"), replaces(3, 2, "2019")}, horizon),
              ElementsAre("1 by 3", "2 by 3"));
}

TEST(Replacement, WithdrawnByItsAuthorBringsBackWhatItReplaced) {
  EXPECT_THAT(withdrawn({replaces(2, 1), retracts(3, 2)}, whole(9)), ElementsAre("2 by 3"));
}

TEST(Replacement, RetractedAtTheEndOfAChainBringsBackTheOneBefore) {
  EXPECT_THAT(withdrawn({replaces(2, 1), replaces(3, 2), retracts(4, 3)}, whole(9)),
              ElementsAre("1 by 2", "3 by 4"));
}

TEST(Replacement, RetractedInTheMiddleOfAChainChangesNothingBelow) {
  EXPECT_THAT(withdrawn({replaces(2, 1), replaces(3, 2), retracts(4, 2)}, whole(9)),
              ElementsAre("1 by 3", "2 by 4"));
}

TEST(Replacement, OfARetractionBringsItsTargetBack) {
  EXPECT_THAT(withdrawn({retracts(2, 1), replaces(3, 2)}, whole(9)), ElementsAre("2 by 3"));
}

TEST(RetractionOfAllVersions, WithdrawsAllThatItsTargetReplaces) {
  EXPECT_THAT(withdrawn({replaces(2, 1), replaces(3, 2), retracts_all(4, 3)}, whole(9)),
              ElementsAre("1 by 4", "2 by 4", "3 by 4"));
}

TEST(RetractionOfAllVersions, ReachesOnlyDownFromItsTarget) {
  EXPECT_THAT(withdrawn({replaces(2, 1), replaces(3, 2), retracts_all(4, 2)}, whole(9)),
              ElementsAre("1 by 4", "2 by 4"));
}

TEST(RetractionOfAllVersions, ReachesDownWhetherOrNotTheTargetIsSeen) {
  const Horizon horizon{.known = known("2019"), .basis = {.value = 9}};
  EXPECT_THAT(withdrawn({replaces(2, 1, "2020"), retracts_all(3, 2, "2019")}, horizon),
              ElementsAre("1 by 3", "2 by 3"));
}

TEST(RetractionOfAllVersions, IsUndoneByRetractingIt) {
  EXPECT_THAT(withdrawn({replaces(2, 1), retracts_all(3, 2), retracts(4, 3)}, whole(9)),
              ElementsAre("1 by 2", "3 by 4"));
}

TEST(RetractionOfAllVersions, OfWhatReplacesNothingIsAPlainOne) {
  EXPECT_THAT(withdrawn({retracts_all(2, 1)}, whole(9)), ElementsAre("1 by 2"));
}

TEST(Corrections, MayDoTwoThingsInOneEvent) {
  EXPECT_THAT(withdrawn({retracts(3, 1), replaces(3, 2)}, whole(9)),
              ElementsAre("1 by 3", "2 by 3"));
  EXPECT_THAT(withdrawn({retracts(3, 1), replaces(3, 1)}, whole(9)), ElementsAre("1 by 3"));
}

TEST(CorrectionsDeathTest, ComeFromLaterEventsOnly) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(withdrawn({retracts(1, 1)}, whole(9)), "corrected by later ones only");
}

/// Semantics §4 read off the page, on event numbers 1 to `events`.
class Naive {
 public:
  Naive(std::vector<Correction> corrections, Horizon horizon)
      : corrections_{std::move(corrections)}, horizon_{horizon} {}

  [[nodiscard]] std::optional<Sequence> withdrawn_by(Sequence event) const {
    std::optional<Sequence> latest;
    for (const Correction& each : corrections_) {
      if (!hits(each, event) || !horizon_.sees(each.by, each.known)) continue;
      if (!withdrawn_by(each.by)) latest = std::max(latest.value_or(each.by), each.by);
    }
    return latest;
  }

 private:
  [[nodiscard]] bool hits(const Correction& each, Sequence event) const {
    if (each.target == event) return true;
    return each.kind != CorrectionKind::retracts && replaces(each.target, event);
  }

  /// Whether `by` replaces `event`, directly or down the chain.
  [[nodiscard]] bool replaces(Sequence by, Sequence event) const {
    return std::ranges::any_of(corrections_, [&](const Correction& each) {
      return each.by == by && each.kind == CorrectionKind::replaces &&
             (each.target == event || replaces(each.target, event));
    });
  }

  std::vector<Correction> corrections_;
  Horizon horizon_;
};

std::vector<Correction> random_corrections(std::mt19937& random, std::uint64_t events) {
  const auto below = [&](std::uint64_t bound) { return random() % bound; };
  std::vector<Correction> corrections;
  for (std::uint64_t by = 2; by <= events; ++by) {
    for (std::uint64_t count = below(3); count > 0; --count) {
      const auto kind = static_cast<CorrectionKind>(1 + below(3));
      // An event retracts at most one other and replaces at most one.
      const bool has_it = std::ranges::any_of(corrections, [&](const Correction& each) {
        return each.by.value == by &&
               (each.kind == CorrectionKind::replaces) == (kind == CorrectionKind::replaces);
      });
      const std::string_view when = below(4) == 0 ? "2021" : "2019";
      if (!has_it) corrections.push_back(correction(kind, by, 1 + below(by - 1), when));
    }
  }
  std::ranges::shuffle(corrections, random);
  return corrections;
}

TEST(WithdrawalsOfRandomCorrections, AreThoseOfTheDefinition) {
  constexpr std::uint64_t events = 9;
  int met = 0;
  for (unsigned seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    const auto corrections = random_corrections(random, events);
    const Horizon horizon{.known = random() % 2 == 0 ? known("2020") : KnownTime::latest(),
                          .basis = {.value = events - random() % 3}};
    const Naive naive{corrections, horizon};
    const Withdrawals withdrawals{corrections, horizon};
    for (std::uint64_t event = 1; event <= events; ++event) {
      const auto expected = naive.withdrawn_by({.value = event});
      ASSERT_EQ(withdrawals.withdrawn_by({.value = event}), expected) << "event " << event;
      met += expected ? 1 : 0;
    }
  }
  EXPECT_GT(met, 1'000);
}

}  // namespace
}  // namespace annals
