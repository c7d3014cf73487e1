#include "annals/query/relationship_states.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace annals {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t day = 86'400 * second;
constexpr std::int64_t moments = 12;

/// How the dates of a relationship are written: `tick` microseconds are the finest that they tell.
/// The last of them is far from the others by `far`.
struct Dates {
  std::int64_t tick;
  std::int64_t offset;
  std::int64_t far;
};

EffectiveTime begin_of(const Dates& dates, std::int64_t count) {
  return EffectiveTime::from_microseconds(count * dates.tick + dates.offset +
                                          (count == moments ? dates.far : 0));
}

EffectiveSpan any_span(std::mt19937& random, const Dates& dates) {
  auto first = static_cast<std::int64_t>(random() % moments);
  auto last = static_cast<std::int64_t>(random() % moments);
  if (last < first) std::swap(first, last);
  // As a date does: from the beginning of a tick to the end of one.
  const auto end = EffectiveTime::from_microseconds(begin_of(dates, last + 1).microseconds() - 1);
  return {
      .first = random() % 9 == 0 ? EffectiveTime::earliest() : begin_of(dates, first),
      .last = random() % 9 == 0 ? EffectiveTime::latest() : std::max(end, begin_of(dates, first))};
}

CellStatements any_cell(std::mt19937& random, const Dates& dates, std::size_t number) {
  const std::vector<Value> values{"a", "a longer value than a string keeps in place", 1.0, true,
                                  None{}};
  CellStatements cell{
      .cell = {.term = "t" + std::to_string(number / 3), .key = "k" + std::to_string(number)},
      .statements = {}};
  const std::uint64_t count = 1 + random() % 6;
  for (std::uint64_t i = 0; i < count; ++i) {
    cell.statements.push_back({.sequence = {.value = 100 + number * 10 + i},
                               .known = {},
                               .start = any_span(random, dates),
                               .end = {},
                               .value = values[random() % values.size()]});
    if (random() % 2 == 0) cell.statements.back().end = any_span(random, dates);
  }
  std::ranges::sort(cell.statements, {}, [](const Statement& each) {
    return std::pair{each.start, each.sequence};
  });
  return cell;
}

std::vector<EffectiveTime> moments_around(const Dates& dates) {
  std::vector<EffectiveTime> asked{EffectiveTime::earliest(), EffectiveTime::latest()};
  for (std::int64_t count = -1; count <= moments + 1; ++count) {
    const std::int64_t at = begin_of(dates, count).microseconds();
    for (const std::int64_t near : {at - 2, at - 1, at, at + 1, at + dates.tick / 2}) {
      asked.push_back(EffectiveTime::from_microseconds(near));
    }
  }
  return asked;
}

/// Every cell at a moment, as the view says it and as the kernel does. Gives how many cells had a
/// state.
std::size_t compare(const RelationshipStates& kept, const std::vector<CellStatements>& cells,
                    EffectiveTime at) {
  std::vector<BareCell> expected;
  for (const CellStatements& each : cells) {
    if (auto state = state_at(each.statements, at)) {
      expected.push_back({.cell = each.cell, .state = *std::move(state)});
    }
  }
  const auto answer = kept.states_at(kept.cells().all(), at);
  EXPECT_EQ(answer.size(), expected.size());
  for (std::size_t i = 0; i < std::min(answer.size(), expected.size()); ++i) {
    EXPECT_EQ(answer[i].cell, expected[i].cell);
    EXPECT_EQ(answer[i].state, expected[i].state);
  }
  return answer.size();
}

class RelationshipStatesOf : public testing::TestWithParam<Dates> {};

TEST_P(RelationshipStatesOf, SaysWhatTheKernelSaysAtEveryMoment) {
  std::size_t states = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    std::vector<CellStatements> cells;
    for (std::size_t i = 0; i < 1 + seed % 11; ++i)
      cells.push_back(any_cell(random, GetParam(), i));
    const auto kept = RelationshipStates::make(cells, {});
    ASSERT_TRUE(kept->is_kept());
    ASSERT_TRUE(kept->are_worked_out(kept->cells().all()));
    for (const EffectiveTime at : moments_around(GetParam())) states += compare(*kept, cells, at);
    if (HasFailure()) return;
  }
  EXPECT_GT(states, 5'000U);
}

TEST_P(RelationshipStatesOf, GivesBackTheSpellsOfTheKernel) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    std::vector<CellStatements> cells;
    for (std::size_t i = 0; i < 4; ++i) cells.push_back(any_cell(random, GetParam(), i));
    const auto kept = RelationshipStates::make(cells, {});
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const auto expected = spells(cells[i].statements, 1000);
      ASSERT_TRUE(expected);
      const auto actual = kept->spells(i);
      ASSERT_EQ(actual.size(), expected->size());
      for (std::size_t j = 0; j < actual.size(); ++j) {
        EXPECT_EQ(actual[j].from, (*expected)[j].from);
        EXPECT_EQ(actual[j].state, (*expected)[j].state);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Dates, RelationshipStatesOf,
    testing::Values(Dates{.tick = day, .offset = 0, .far = 0},
                    Dates{.tick = day, .offset = -20'000 * day, .far = 0},
                    Dates{.tick = 60 * second, .offset = 7 * 60 * second, .far = 0},
                    Dates{.tick = second, .offset = 3 * second, .far = 0},
                    Dates{.tick = 1000, .offset = 17, .far = 0},
                    // Seconds, but too many of them for a number of 32 bits.
                    Dates{.tick = second, .offset = 3 * second, .far = 200 * 365 * day}),
    [](const auto& of) { return "Row" + std::to_string(of.index); });

/// A cell that changes its value, one of few, on each of so many days.
CellStatements cell_of_days(const std::string& key, int days) {
  CellStatements cell{.cell = {.term = "t", .key = key}, .statements = {}};
  for (int i = 0; i < days; ++i) {
    const EffectiveTime begin = EffectiveTime::from_microseconds(i * day);
    const EffectiveTime end = EffectiveTime::from_microseconds((i + 1) * day - 1);
    cell.statements.push_back({.sequence = {.value = 1 + static_cast<std::uint64_t>(i)},
                               .known = {},
                               .start = {.first = begin, .last = end},
                               .end = {},
                               .value = "value " + std::to_string(i % 4)});
  }
  return cell;
}

// Eight cells of a hundred days together, as most relationships are.
TEST(RelationshipStates, TakeFewBytes) {
  std::vector<CellStatements> cells;
  for (int i = 0; i < 8; ++i) cells.push_back(cell_of_days("key " + std::to_string(i), 100 / 8));
  const auto kept = RelationshipStates::make(cells, {});
  EXPECT_LT(kept->bytes(), 2500U);
}

// Places that take more than 16 bits, because there is more than these reach.
TEST(RelationshipStates, AreRightWhereTheyAreLong) {
  const std::vector<CellStatements> cells{cell_of_days("a", 3000), cell_of_days("b", 4000)};
  const auto kept = RelationshipStates::make(cells, {});
  EXPECT_GT(kept->bytes(), 40'000U);
  for (int i = -1; i < 4001; i += 100) {
    EXPECT_GE(compare(*kept, cells, EffectiveTime::from_microseconds(i * day + day / 2)),
              i < 0 ? 0U : 2U);
  }
}

// Thousands of lists, to which 15 bits do not lead.
TEST(RelationshipStates, AreRightWhereManyAreUncertain) {
  CellStatements cell = cell_of_days("a", 1500);
  for (Statement& each : cell.statements) {
    each.start.last = EffectiveTime::from_microseconds(each.start.last.microseconds() + 3 * day);
  }
  const auto kept = RelationshipStates::make(std::vector{cell}, {});
  ASSERT_TRUE(kept->are_worked_out(kept->cells().all()));
  for (int i = 0; i < 1510; i += 10) {
    EXPECT_EQ(compare(*kept, {cell}, EffectiveTime::from_microseconds(i * day + day / 2)), 1U);
  }
}

TEST(RelationshipStates, WithANameLongerThanAnyMayBeAreNotKept) {
  CellStatements cell = cell_of_days("a", 1);
  cell.cell.key = std::string(70'000, 'k');
  EXPECT_FALSE(RelationshipStates::make(std::vector{cell}, {})->is_kept());
}

TEST(RelationshipStates, OfNothingHaveNoCells) {
  const auto kept = RelationshipStates::make({}, {});
  EXPECT_TRUE(kept->is_kept());
  EXPECT_TRUE(kept->cells().all().empty());
  EXPECT_TRUE(kept->states_at(kept->cells().all(), EffectiveTime::earliest()).empty());
}

TEST(RelationshipStates, ThatAreTooLargeAreNotKept) {
  EXPECT_FALSE(RelationshipStates::too_large()->is_kept());
}

}  // namespace
}  // namespace annals
