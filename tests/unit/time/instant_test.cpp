#include "annals/time/instant.h"

#include <gtest/gtest.h>

#include <chrono>
#include <concepts>

#include "annals/time/clock.h"

namespace annals {
namespace {

// Two time axes, two types: what was known does not compare with what took effect.
static_assert(!std::equality_comparable_with<EffectiveTime, KnownTime>);
static_assert(!std::equality_comparable_with<KnownTime, RecordedTime>);
static_assert(!std::convertible_to<KnownTime, EffectiveTime>);
static_assert(std::totally_ordered<EffectiveTime>);

TEST(Instant, CountsMicrosecondsSince1970) {
  EXPECT_EQ(KnownTime::from_microseconds(7).microseconds(), 7);
  EXPECT_EQ(KnownTime::from_microseconds(-7).at, Moment{Microseconds{-7}});
  EXPECT_EQ(KnownTime{}.microseconds(), 0);
}

TEST(Instant, HasAllOthersBetweenTheEarliestAndTheLatest) {
  const auto now = EffectiveTime::from_microseconds(0);
  EXPECT_LT(EffectiveTime::earliest(), now);
  EXPECT_LT(now, EffectiveTime::latest());
  EXPECT_EQ(EffectiveTime::earliest().at, unbounded_below);
  EXPECT_EQ(EffectiveTime::latest().at, unbounded_above);
}

TEST(SystemClock, TellsATimeOfOurs) {
  EXPECT_GT(SystemClock{}.now(), Moment{std::chrono::sys_days{std::chrono::year{2020} / 1 / 1}});
}

}  // namespace
}  // namespace annals
