// Processes that write are killed at any moment; what they acknowledged is there, nothing is there
// by half or twice, and the indexes are what the log says.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <exception>
#include <memory>
#include <string_view>

#include "crash/kill_round.h"
#include "crash/options.h"

namespace annals::crash {
namespace {

constexpr std::uint64_t rounds_usual = 50;
constexpr std::uint64_t rounds_a_database = 12;

/// The tests are as many so that they can run at the same time.
class Kill : public testing::TestWithParam<unsigned> {};

TEST_P(Kill, LosesNothingThatWasAcknowledged) {
  std::seed_seq seeds{seed(), GetParam()};
  Random random{seeds};
  Met met;
  std::unique_ptr<KillTrial> trial;
  for (std::uint64_t round = 0; round < rounds(rounds_usual); ++round) {
    if (round % rounds_a_database == 0) trial = std::make_unique<KillTrial>(random, met);
    try {
      trial->round();
    } catch (const std::exception& broken) {
      FAIL() << "round " << round << " of ANNALS_CRASH_SEED=" << seed() << ": " << broken.what();
    }
  }
  std::size_t killed = 0;
  for (const auto& [what, times] : met) {
    fmt::print("{}: {}\n", what, times);
    if (what.ends_with("killed")) killed += times;
  }
  constexpr std::uint64_t seldom = 20;  // the first of each kind is not killed
  EXPECT_GE((killed * 2) + seldom, rounds(rounds_usual))
      << "too few were killed before they had ended";
}

INSTANTIATE_TEST_SUITE_P(Crash, Kill, testing::Range(0U, 4U));

}  // namespace
}  // namespace annals::crash
