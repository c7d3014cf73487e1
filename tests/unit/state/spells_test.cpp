#include "annals/state/spells.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace annals {
namespace {

constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();
constexpr std::int64_t moments = 12;

EffectiveTime moment(std::int64_t count) {
  return EffectiveTime::from_microseconds(count);
}

EffectiveSpan any_span(std::mt19937& random) {
  auto first = moment(static_cast<std::int64_t>(random() % moments));
  auto last = moment(static_cast<std::int64_t>(random() % moments));
  if (last < first) std::swap(first, last);
  if (random() % 9 == 0) first = EffectiveTime::earliest();
  if (random() % 9 == 0) last = EffectiveTime::latest();
  return {.first = first, .last = last};
}

std::vector<Statement> any_statements(std::mt19937& random) {
  const std::vector<Value> values{"a", "b", 1.0, None{}};
  std::vector<Statement> all;
  const std::uint64_t count = random() % 7;
  for (std::uint64_t i = 1; i <= count; ++i) {
    all.push_back({.sequence = {.value = i},
                   .known = {},
                   .start = any_span(random),
                   .end = {},
                   .value = values[random() % values.size()]});
    if (random() % 2 == 0) all.back().end = any_span(random);
  }
  return all;
}

const Spell& spell_at(const std::vector<Spell>& all, EffectiveTime at) {
  return *(std::ranges::upper_bound(all, at, {}, &Spell::from) - 1);
}

TEST(Spells, SayOfEveryMomentWhatTheKernelSaysOfIt) {
  int changes = 0;
  for (unsigned seed = 1; seed <= 2'000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    const auto statements = any_statements(random);
    const auto all = spells(statements, no_limit);
    ASSERT_TRUE(all);
    ASSERT_EQ(all->front().from, EffectiveTime::earliest());
    std::vector<EffectiveTime> asked{EffectiveTime::earliest(), EffectiveTime::latest()};
    for (std::int64_t count = -1; count <= moments; ++count) asked.push_back(moment(count));
    for (const EffectiveTime at : asked) {
      ASSERT_EQ(spell_at(*all, at).state, state_at(statements, at)) << at.microseconds();
    }
    changes += static_cast<int>(all->size()) - 1;
  }
  EXPECT_GT(changes, 5'000);
}

TEST(Spells, DifferWhereTheyTouch) {
  for (unsigned seed = 1; seed <= 500; ++seed) {
    std::mt19937 random{seed};
    const auto all = spells(any_statements(random), no_limit);
    const auto same = std::ranges::adjacent_find(*all, {}, &Spell::state);
    EXPECT_EQ(same, all->end()) << "seed " << seed;
  }
}

TEST(Spells, AreGivenUpWhereTooManyStatementsLeaveTheirOrderOpen) {
  std::vector<Statement> statements;
  constexpr std::uint64_t count = 20;
  for (std::uint64_t i = 1; i <= count; ++i) {
    statements.push_back(
        {.sequence = {.value = i},
         .known = {},
         .start = {.first = moment(static_cast<std::int64_t>(i)), .last = EffectiveTime::latest()},
         .end = {},
         .value = 1.0});
  }
  // From the n-th beginning on the state rests on n, and at the latest moment, settled, on all.
  constexpr std::size_t candidates = count * (count + 1) / 2 + count;
  EXPECT_TRUE(spells(statements, candidates));
  EXPECT_FALSE(spells(statements, candidates - 1));
}

}  // namespace
}  // namespace annals
