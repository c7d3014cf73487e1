#include "annals/index/timeline_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/index/key_codec.h"
#include "annals/time/when.h"
#include "support/must.h"
#include "support/test_database.h"
#include "unit/expect.h"
#include "unit/log/test_log.h"
#include "unit/sample.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using unit::Sample;

std::vector<Value> values_of(const CellStatements& cell) {
  std::vector<Value> values;
  for (const Statement& statement : cell.statements) values.push_back(statement.value);
  return values;
}

std::vector<std::uint64_t> sequences_of(const CellStatements& cell) {
  std::vector<std::uint64_t> sequences;
  for (const Statement& statement : cell.statements) sequences.push_back(statement.sequence.value);
  return sequences;
}

TEST(TimelineIndex, GivesBackEveryKindOfValue) {
  Sample sample;
  sample.set({.id = "a", .relationship = "r", .cell = "t", .effective = "2011", .value = "text"});
  sample.set({.id = "b", .relationship = "r", .cell = "t", .effective = "2012", .value = ""});
  sample.set({.id = "c", .relationship = "r", .cell = "t", .effective = "2013", .value = -0.5});
  sample.set({.id = "d", .relationship = "r", .cell = "t", .effective = "2014", .value = 0});
  sample.set({.id = "e", .relationship = "r", .cell = "t", .effective = "2015", .value = true});
  sample.set({.id = "f", .relationship = "r", .cell = "t", .effective = "2016", .value = false});
  sample.add({{"type", "term_ended"}, {"relationship", "r"}, {"term", "t"}, {"effective", "2017"}});
  const auto cell = must(read_cell(sample.snapshot(), "r", {.term = "t", .key = ""}));
  EXPECT_THAT(values_of(cell), ElementsAre(Value{"text"}, Value{""}, Value{-0.5}, Value{0.0},
                                           Value{true}, Value{false}, Value{None{}}));
}

TEST(TimelineIndex, GivesBackTheBoundsAndWhenItWasKnown) {
  Sample sample;
  sample.add({{"type", "term_set"},
              {"relationship", "r"},
              {"term", "t"},
              {"value", "x"},
              {"effective", "[..2019]"},
              {"until", "2030-Q1~"},
              {"known", "2020"}});
  const auto cell = must(read_cell(sample.snapshot(), "r", {.term = "t", .key = ""}));
  ASSERT_EQ(cell.statements.size(), 1U);
  const Statement& statement = cell.statements.front();
  EXPECT_EQ(statement.start.first, EffectiveTime::earliest());
  EXPECT_EQ(statement.start.last.at, must(parse_span("2019")).last);
  const EffectiveSpan end = unit::inside(statement.end);
  EXPECT_EQ(end.first.at, must(parse_span("2030-Q1")).first);
  EXPECT_EQ(end.last.at, must(parse_span("2030-Q1")).last);
  EXPECT_EQ(statement.known.at, must(parse_span("2020")).last);
}

TEST(TimelineIndex, OrdersStatementsByStartThenPlaceInTheLog) {
  Sample sample;
  for (const std::string start : {"2020", "2019-07", "2019", "0001", "[..2020]", "9999", "[2019..]",
                                  "1969-12-31", "2019", "1970"}) {
    sample.set({.id = start + "-" + std::to_string(sample.database().last().value),
                .relationship = "r",
                .cell = "t",
                .effective = start});
  }
  const auto cell = must(read_cell(sample.snapshot(), "r", {.term = "t", .key = ""}));
  EXPECT_THAT(sequences_of(cell), ElementsAre(5, 4, 8, 10, 3, 9, 7, 2, 1, 6));
}

TEST(TimelineIndex, KeepsCellsApartAndInOrder) {
  Sample sample;
  for (const std::string cell : {"tt", "t:b", "t:ab", "t", "t:a", "s:z", "t:é"}) {
    sample.set({.id = cell, .relationship = "r", .cell = cell, .effective = "2020"});
  }
  std::vector<std::string> cells;
  for (const auto& cell : must(read_cells(sample.snapshot(), "r"))) {
    EXPECT_EQ(cell.statements.size(), 1U);
    cells.push_back(to_text(cell.cell));
  }
  EXPECT_THAT(cells, ElementsAre("s:z", "t", "t:a", "t:ab", "t:b", "t:é", "tt"));
}

TEST(TimelineIndex, KeepsRelationshipsApart) {
  Sample sample;
  for (const std::string relationship : {"r", "ra", "r a", "q"}) {
    sample.set(
        {.id = relationship, .relationship = relationship, .cell = "t", .effective = "2020"});
  }
  const Snapshot snapshot = sample.snapshot();
  EXPECT_EQ(must(read_cells(snapshot, "r")).size(), 1U);
  EXPECT_THAT(sequences_of(must(read_cell(snapshot, "ra", {.term = "t", .key = ""}))),
              ElementsAre(2));
  EXPECT_THAT(must(read_cells(snapshot, "rab")), IsEmpty());
  EXPECT_THAT(must(read_cells(snapshot, "")), IsEmpty());
}

TEST(TimelineIndex, HasAStatementForEachEffectAndKeepsWhatDoesNotCount) {
  Sample sample;
  sample.add({{"type", "exclusivity_granted"},
              {"id", "a"},
              {"relationship", "r"},
              {"scope", "cloud"},
              {"holder", "h"},
              {"effective", "2020"}});
  sample.retract("b", "a");
  EXPECT_EQ(must(read_cells(sample.snapshot(), "r")).size(), 2U);
}

TEST(TimelineIndex, NamesTheCellThatHasNoStatements) {
  Sample sample;
  const auto cell = must(read_cell(sample.snapshot(), "r", {.term = "t", .key = "k"}));
  EXPECT_EQ(cell.cell, (Cell{.term = "t", .key = "k"}));
  EXPECT_THAT(cell.statements, IsEmpty());
}

/// The key and the entry of `t:k` of `r` with the value 7 from 2020 on.
support::KeyValue sound_entry() {
  unit::TestLog log;
  const LoggedEvent event =
      must(log.append(unit::to_json(
               {.id = "a", .relationship = "r", .cell = "t:k", .effective = "2020", .value = 7})))
          .event;
  Batch batch = log.store().batch();
  put_rows(timeline_projection, event, batch);
  must(log.store().commit(std::move(batch)));
  return support::entries_of(log.snapshot(), Column::timeline).at(0);
}

struct Damage {
  std::string_view name;
  std::size_t key_bytes_cut;   // off the end
  std::string_view key_added;  // at the end
  std::size_t entry_bytes_kept;
  char flags;
};

std::ostream& operator<<(std::ostream& out, const Damage& row) {
  return out << row.name;
}

class DamagedTimelineEntry : public testing::TestWithParam<Damage> {};

TEST_P(DamagedTimelineEntry, IsCorruptWithTheNameOfTheIndex) {
  static const support::KeyValue sound = sound_entry();
  auto [key, entry] = sound;
  key.resize(key.size() - GetParam().key_bytes_cut);
  key += GetParam().key_added;
  entry.resize(GetParam().entry_bytes_kept);
  if (!entry.empty()) entry.front() = GetParam().flags;
  static unit::TestLog log;
  log.clear(Column::timeline);
  log.put(Column::timeline, key, entry);
  const Snapshot snapshot = log.snapshot();
  EXPECT_TRUE(unit::failed(read_cell(snapshot, "r", {.term = "t", .key = "k"}), ErrorCode::corrupt,
                           {"'timeline'", "annals rebuild"}));
  EXPECT_TRUE(unit::failed(read_cells(snapshot, "r"), ErrorCode::corrupt, {"'timeline'"}));
}

constexpr std::size_t whole_entry = 17;  // flags, known, a number

const std::vector<Damage> damages{
    {.name = "empty", .key_bytes_cut = 0, .key_added = "", .entry_bytes_kept = 0, .flags = 0},
    {.name = "no_known", .key_bytes_cut = 0, .key_added = "", .entry_bytes_kept = 1, .flags = 2},
    {.name = "short_known", .key_bytes_cut = 0, .key_added = "", .entry_bytes_kept = 8, .flags = 2},
    {.name = "no_number", .key_bytes_cut = 0, .key_added = "", .entry_bytes_kept = 9, .flags = 2},
    {.name = "short_number",
     .key_bytes_cut = 0,
     .key_added = "",
     .entry_bytes_kept = 16,
     .flags = 2},
    {.name = "unknown_kind",
     .key_bytes_cut = 0,
     .key_added = "",
     .entry_bytes_kept = whole_entry,
     .flags = 7},
    {.name = "short_end",
     .key_bytes_cut = 0,
     .key_added = "",
     .entry_bytes_kept = whole_entry,
     .flags = 0x0A},
    {.name = "short_key",
     .key_bytes_cut = 1,
     .key_added = "",
     .entry_bytes_kept = whole_entry,
     .flags = 2},
    {.name = "long_key",
     .key_bytes_cut = 0,
     .key_added = "x",
     .entry_bytes_kept = whole_entry,
     .flags = 2},
};

INSTANTIATE_TEST_SUITE_P(Entries, DamagedTimelineEntry, testing::ValuesIn(damages),
                         [](const auto& row) { return std::string{row.param.name}; });

TEST(DamagedTimelineKey, WithoutTheEndOfATextIsCorrupt) {
  unit::TestLog log;
  log.put(Column::timeline, text_prefix("r") + "no end", "");
  EXPECT_TRUE(unit::failed(read_cells(log.snapshot(), "r"), ErrorCode::corrupt, {"'timeline'"}));
  EXPECT_TRUE(unit::succeeded(read_cells(log.snapshot(), "q")));
}

TEST(TimelineIndex, ListsTheCellsOfATerm) {
  Sample sample;
  for (const std::string cell : {"t:b", "t", "t:a", "tt", "t:b", "s:a"}) {
    sample.set({.id = std::to_string(sample.database().last().value),
                .relationship = "r",
                .cell = cell,
                .effective = "2020"});
  }
  sample.set({.id = "other", .relationship = "rt", .cell = "t:c", .effective = "2020"});
  const Snapshot snapshot = sample.snapshot();
  EXPECT_THAT(must(read_cells_of_term(snapshot, "r", "t")),
              ElementsAre(Cell{"t", ""}, Cell{"t", "a"}, Cell{"t", "b"}));
  EXPECT_THAT(must(read_cells_of_term(snapshot, "r", "u")), IsEmpty());
  EXPECT_THAT(must(read_cells_of_term(snapshot, "q", "t")), IsEmpty());
}

}  // namespace
}  // namespace annals
