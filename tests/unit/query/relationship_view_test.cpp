#include "annals/query/relationship_view.h"

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

/// Every cell at every moment that matters, as the view says it and as the kernel does. Gives how
/// many cells had a state.
std::size_t compare(const RelationshipView& view, const std::vector<CellStatements>& cells,
                    EffectiveTime at) {
  std::vector<BareCell> expected;
  for (const CellStatements& each : cells) {
    if (auto state = state_at(each.statements, at)) {
      expected.push_back({.cell = each.cell, .state = *std::move(state)});
    }
  }
  const auto answer = view.states_at(view.all(), at);
  EXPECT_EQ(answer.size(), expected.size());
  for (std::size_t i = 0; i < std::min(answer.size(), expected.size()); ++i) {
    EXPECT_EQ(answer[i].cell, expected[i].cell);
    EXPECT_EQ(answer[i].state, expected[i].state);
  }
  return answer.size();
}

class RelationshipViewOf : public testing::TestWithParam<Dates> {};

TEST_P(RelationshipViewOf, SaysWhatTheKernelSaysAtEveryMoment) {
  std::size_t states = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    std::vector<CellStatements> cells;
    for (std::size_t i = 0; i < 1 + seed % 11; ++i)
      cells.push_back(any_cell(random, GetParam(), i));
    const auto view = RelationshipView::make(cells, {});
    ASSERT_TRUE(view->is_kept());
    ASSERT_TRUE(view->are_worked_out(view->all()));
    for (const EffectiveTime at : moments_around(GetParam())) states += compare(*view, cells, at);
    if (HasFailure()) return;
  }
  EXPECT_GT(states, 5'000U);
}

TEST_P(RelationshipViewOf, GivesBackTheStatementsItWasMadeOf) {
  std::mt19937 random{1};
  std::vector<CellStatements> cells;
  for (std::size_t i = 0; i < 7; ++i) cells.push_back(any_cell(random, GetParam(), i));
  const auto view = RelationshipView::make(cells, {});
  for (std::size_t i = 0; i < cells.size(); ++i) {
    EXPECT_EQ(view->cell(i), cells[i].cell);
    const auto found = view->only(cells[i].cell);
    EXPECT_EQ(found.begin, i);
    EXPECT_EQ(found.end, i + 1);
    const auto statements = view->statements(i);
    ASSERT_EQ(statements.size(), cells[i].statements.size());
    for (std::size_t j = 0; j < statements.size(); ++j) {
      EXPECT_EQ(statements[j].sequence, cells[i].statements[j].sequence);
      EXPECT_EQ(statements[j].start, cells[i].statements[j].start);
      EXPECT_EQ(statements[j].end, cells[i].statements[j].end);
      EXPECT_EQ(statements[j].value, cells[i].statements[j].value);
    }
  }
  EXPECT_TRUE(view->only({.term = "t0", .key = "k9"}).empty());
  EXPECT_EQ(view->of_term("t1").begin, 3U);
  EXPECT_EQ(view->of_term("t1").end, 6U);
  EXPECT_TRUE(view->of_term("t9").empty());
}

INSTANTIATE_TEST_SUITE_P(
    Dates, RelationshipViewOf,
    testing::Values(Dates{.tick = day, .offset = 0, .far = 0},
                    Dates{.tick = day, .offset = -20'000 * day, .far = 0},
                    Dates{.tick = 60 * second, .offset = 7 * 60 * second, .far = 0},
                    Dates{.tick = second, .offset = 3 * second, .far = 0},
                    Dates{.tick = 1000, .offset = 17, .far = 0},
                    // Seconds, but too many of them for a number of 32 bits.
                    Dates{.tick = second, .offset = 3 * second, .far = 200 * 365 * day}),
    [](const auto& of) { return "Row" + std::to_string(of.index); });

TEST(RelationshipView, OfNothingHasNoCells) {
  const auto view = RelationshipView::make({}, {});
  EXPECT_TRUE(view->is_kept());
  EXPECT_TRUE(view->all().empty());
  EXPECT_TRUE(view->states_at(view->all(), EffectiveTime::earliest()).empty());
}

TEST(RelationshipView, ThatIsTooLargeIsNotKept) {
  EXPECT_FALSE(RelationshipView::too_large()->is_kept());
}

}  // namespace
}  // namespace annals
