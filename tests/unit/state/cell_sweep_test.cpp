// The sweep against the rules of semantics.md §5, read off the page and compared pair by pair.

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <ostream>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "annals/state/cell_state.h"
#include "annals/time/when.h"
#include "unit/statements.h"

namespace annals {
namespace {

bool is_possible(const Statement& a, EffectiveTime at) {
  return a.start.first <= at;
}

bool is_settled(const Statement& a, EffectiveTime at) {
  return a.start.last <= at;
}

bool overrides(const Statement& b, const Statement& a, EffectiveTime at) {
  const bool surely_later = b.start.first > a.start.last;
  const bool same_and_later_in_the_log = b.start == a.start && b.sequence > a.sequence;
  return is_settled(b, at) && (surely_later || same_and_later_in_the_log);
}

std::vector<Statement> candidates(const std::vector<Statement>& all, EffectiveTime at) {
  std::vector<Statement> those;
  for (const Statement& a : all) {
    const bool is_overridden =
        std::ranges::any_of(all, [&](const Statement& b) { return overrides(b, a, at); });
    if (is_possible(a, at) && !is_overridden) those.push_back(a);
  }
  return those;
}

Value value_at(const Statement& a, EffectiveTime at) {
  return a.end && a.end->last <= at ? Value{None{}} : a.value;
}

/// The state by the rules of §5, one after the other.
std::optional<CellState> naive_state(const std::vector<Statement>& all, EffectiveTime at) {
  const auto those = candidates(all, at);
  if (those.empty()) return std::nullopt;
  const bool any_settled =
      std::ranges::any_of(those, [&](const Statement& a) { return is_settled(a, at); });
  std::set<Value> possible;
  const Statement* leading = nullptr;
  for (const Statement& a : those) {
    if (!a.end || a.end->last > at) possible.insert(a.value);
    if (is_none(a.value) || (a.end && a.end->first <= at)) possible.insert(None{});
    if (any_settled && !is_settled(a, at)) continue;
    const auto place = [](const Statement& s) { return std::tie(s.start, s.sequence); };
    if (leading == nullptr || place(*leading) < place(a)) leading = &a;
  }
  if (!any_settled) possible.insert(None{});
  CellState state{.value = value_at(*leading, at),
                  .certain = possible.size() == 1,
                  .possible = {possible.begin(), possible.end()},
                  .leading = leading->sequence,
                  .candidates = {}};
  for (const Statement& a : those) state.candidates.push_back(a.sequence);
  return state;
}

/// Draws statements whose bounds fall on few moments, so that they often coincide.
class Dice {
 public:
  explicit Dice(unsigned seed) : random_{seed} {}

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

  EffectiveTime moment() {
    return EffectiveTime::from_microseconds(static_cast<std::int64_t>(below(moments)));
  }

  EffectiveSpan span() {
    const EffectiveTime a = moment();
    const EffectiveTime b = below(3) == 0 ? a : moment();
    EffectiveSpan span{.first = std::min(a, b), .last = std::max(a, b)};
    if (below(12) == 0) span.first = EffectiveTime::earliest();
    if (below(12) == 0) span.last = EffectiveTime::latest();
    return span;
  }

  Value value() {
    const std::vector<Value> values{"a", "b", 1.0, true, None{}};
    return values[below(values.size())];
  }

  std::vector<Statement> statements() {
    std::vector<Statement> all;
    const std::uint64_t count = below(8);
    for (std::uint64_t i = 1; i <= count; ++i) {
      Statement statement{
          .sequence = {.value = i}, .known = {}, .start = span(), .end = {}, .value = value()};
      if (below(2) == 0) {
        const EffectiveSpan end = span();
        if (end.last >= statement.start.first) statement.end = end;
      }
      all.push_back(statement);
    }
    std::ranges::shuffle(all, random_);
    return all;
  }

  static constexpr std::uint64_t moments = 12;

 private:
  std::mt19937 random_;
};

std::string described(const std::optional<CellState>& state) {
  std::string text = unit::in_words(state);
  if (!state) return text;
  text += " by " + std::to_string(state->leading.value) + " of";
  auto candidates = unit::numbers(state->candidates);
  std::ranges::sort(candidates);
  for (const auto candidate : candidates) text += " " + std::to_string(candidate);
  return text;
}

TEST(CellSweep, AgreesWithTheRulesAtEveryMoment) {
  int uncertain = 0;
  int empty = 0;
  for (unsigned seed = 1; seed <= 2'000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto all = Dice{seed}.statements();
    CellSweep sweep{all};
    for (std::int64_t count = -1; count <= static_cast<std::int64_t>(Dice::moments); ++count) {
      const auto at = EffectiveTime::from_microseconds(count);
      const auto expected = naive_state(all, at);
      ASSERT_EQ(described(sweep.advance(at)), described(expected)) << "at " << count;
      uncertain += expected && !expected->certain ? 1 : 0;
      empty += expected ? 0 : 1;
    }
  }
  EXPECT_GT(uncertain, 1'000);
  EXPECT_GT(empty, 1'000);
}

TEST(CellSweep, AgreesWithAFreshStartWhereverItStops) {
  for (unsigned seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Dice dice{seed};
    const auto all = dice.statements();
    CellSweep sweep{all};
    EffectiveTime at = EffectiveTime::earliest();
    for (int stop = 0; stop < 4; ++stop) {
      ASSERT_EQ(described(sweep.advance(at)), described(state_at(all, at)));
      at = std::max(at, dice.moment());
    }
  }
}

TEST(CellSweep, MayBeAskedTwiceAboutOneMoment) {
  const auto all = unit::statements({{.sequence = 1, .start = "2019", .value = "x"},
                                     {.sequence = 2, .start = "2020", .value = "y"}});
  CellSweep sweep{all};
  const auto first = sweep.advance(unit::on("2020-05"));
  EXPECT_EQ(described(sweep.advance(unit::on("2020-05"))), described(first));
}

TEST(CellSweep, BeginsBeforeAllTime) {
  const auto all = unit::statements({{.sequence = 1, .start = "[..2019]", .value = "x"},
                                     {.sequence = 2, .start = "2018", .value = "y"}});
  CellSweep sweep{all};
  EXPECT_EQ(unit::in_words(sweep.advance(EffectiveTime::earliest())), "x of x | none");
}

}  // namespace
}  // namespace annals
