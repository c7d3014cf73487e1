#include "annals/state/counting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "unit/statements.h"

namespace annals {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using unit::known;
using unit::statements;

std::vector<std::uint64_t> sequences_of(const std::vector<Statement>& those) {
  std::vector<std::uint64_t> sequences;
  for (const Statement& statement : those) sequences.push_back(statement.sequence.value);
  return sequences;
}

const std::vector<Statement> three = statements({
    {.sequence = 1, .start = "2019", .value = "a", .known = "2019"},
    {.sequence = 2, .start = "2020", .value = "b", .known = "2021"},
    {.sequence = 3, .start = "2018", .value = "c", .known = "2020"},
});

TEST(Horizon, SeesWhatIsKnownByThenAndNotBeyondTheBasis) {
  const Horizon horizon{.known = known("2020"), .basis = {.value = 2}};
  EXPECT_TRUE(horizon.sees({.value = 2}, known("2020")));
  EXPECT_TRUE(horizon.sees({.value = 1}, known("2019")));
  EXPECT_FALSE(horizon.sees({.value = 3}, known("2020")));
  EXPECT_FALSE(horizon.sees({.value = 2}, known("2021-01-01T00:00:00.000000Z")));
}

TEST(Horizon, OfBasisZeroSeesNothing) {
  EXPECT_FALSE(unit::whole(0).sees({.value = 1}, known("2019")));
}

TEST(Counting, KeepsWhatIsSeenInItsOrder) {
  const Withdrawals none{{}, unit::whole(3)};
  EXPECT_THAT(sequences_of(counting(three, none, unit::whole(3))), ElementsAre(1, 2, 3));
  EXPECT_THAT(sequences_of(counting(three, none, unit::whole(2))), ElementsAre(1, 2));
  EXPECT_THAT(sequences_of(counting(three, none, unit::whole(0))), IsEmpty());
  const Horizon early{.known = known("2020"), .basis = {.value = 3}};
  EXPECT_THAT(sequences_of(counting(three, none, early)), ElementsAre(1, 3));
}

TEST(Counting, LeavesOutWhatIsWithdrawn) {
  const std::vector<Correction> corrections{{.target = {.value = 1},
                                             .by = {.value = 3},
                                             .kind = CorrectionKind::replaces,
                                             .known = known("2020")}};
  const Withdrawals withdrawals{corrections, unit::whole(3)};
  EXPECT_THAT(sequences_of(counting(three, withdrawals, unit::whole(3))), ElementsAre(2, 3));
}

}  // namespace
}  // namespace annals
