#include "annals/query/relationship_view.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace annals {
namespace {

EffectiveTime at(std::int64_t microseconds) {
  return EffectiveTime::from_microseconds(microseconds);
}

/// Seven cells of three terms, with values of every kind, texts that are long and ends.
std::vector<CellStatements> some_cells() {
  const std::vector<Value> values{"a", "a longer value than a string keeps in place", 1.0, true,
                                  None{}};
  std::vector<CellStatements> cells;
  for (std::size_t i = 0; i < 7; ++i) {
    cells.push_back({.cell = {.term = "t" + std::to_string(i / 3), .key = "k" + std::to_string(i)},
                     .statements = {}});
    for (std::size_t j = 0; j <= i; ++j) {
      const auto begin = static_cast<std::int64_t>(i + j);
      cells.back().statements.push_back(
          {.sequence = {.value = 100 + i * 10 + j},
           .known = KnownTime::from_microseconds(begin),
           .start = {.first = at(begin), .last = at(begin + 5)},
           .end = j % 2 == 0 ? std::nullopt
                             : std::optional{EffectiveSpan{.first = at(50), .last = at(60)}},
           .value = values[(i + j) % values.size()]});
    }
  }
  return cells;
}

TEST(RelationshipView, GivesBackTheStatementsItWasMadeOf) {
  const auto cells = some_cells();
  const auto view = RelationshipView::make(cells, {});
  ASSERT_TRUE(view->is_kept());
  ASSERT_EQ(view->cells().all().size(), cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto statements = view->statements(i);
    ASSERT_EQ(statements.size(), cells[i].statements.size());
    for (std::size_t j = 0; j < statements.size(); ++j) {
      EXPECT_EQ(statements[j].sequence, cells[i].statements[j].sequence);
      EXPECT_EQ(statements[j].known, cells[i].statements[j].known);
      EXPECT_EQ(statements[j].start, cells[i].statements[j].start);
      EXPECT_EQ(statements[j].end, cells[i].statements[j].end);
      EXPECT_EQ(statements[j].value, cells[i].statements[j].value);
    }
  }
}

TEST(RelationshipView, FindsItsCells) {
  const auto cells = some_cells();
  const auto view = RelationshipView::make(cells, {});
  const KeptCells kept = view->cells();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    EXPECT_EQ(kept.cell(i), cells[i].cell);
    const auto found = kept.only(cells[i].cell);
    EXPECT_EQ(found.begin, i);
    EXPECT_EQ(found.end, i + 1);
  }
  EXPECT_TRUE(kept.only({.term = "t0", .key = "k9"}).empty());
  EXPECT_EQ(kept.of_term("t1").begin, 3U);
  EXPECT_EQ(kept.of_term("t1").end, 6U);
  EXPECT_TRUE(kept.of_term("t9").empty());
  EXPECT_TRUE(kept.of_term("").empty());
}

TEST(RelationshipView, GivesBackItsCorrections) {
  const std::vector<Correction> corrections{
      {.target = {.value = 1}, .by = {.value = 2}, .kind = CorrectionKind::retracts, .known = {}},
      {.target = {.value = 2}, .by = {.value = 4}, .kind = CorrectionKind::replaces, .known = {}}};
  const auto view = RelationshipView::make(some_cells(), corrections);
  ASSERT_EQ(view->corrections().size(), 2U);
  EXPECT_EQ(view->corrections()[0].by, Sequence{.value = 2});
  EXPECT_EQ(view->corrections()[1].target, Sequence{.value = 2});
  EXPECT_EQ(view->corrections()[1].kind, CorrectionKind::replaces);
}

TEST(RelationshipView, OfNothingHasNoCells) {
  const auto view = RelationshipView::make({}, {});
  EXPECT_TRUE(view->is_kept());
  EXPECT_TRUE(view->cells().all().empty());
}

TEST(RelationshipView, ThatIsTooLargeIsNotKept) {
  EXPECT_FALSE(RelationshipView::too_large()->is_kept());
}

}  // namespace
}  // namespace annals
