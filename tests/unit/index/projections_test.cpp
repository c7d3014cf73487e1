#include "annals/index/projections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/base/big_endian.h"
#include "annals/codec/json_line.h"
#include "annals/index/party_index.h"
#include "annals/index/timeline_index.h"
#include "support/must.h"
#include "support/test_database.h"
#include "unit/expect.h"
#include "unit/log/test_log.h"
#include "unit/sample.h"

namespace annals {
namespace {

using support::entries_of;
using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using unit::failed;
using unit::Sample;

constexpr auto go_on = [](std::uint64_t, std::uint64_t) { return true; };

std::vector<std::string_view> outdated_names(const Snapshot& snapshot) {
  std::vector<std::string_view> names;
  for (const Projection* projection : must(outdated(snapshot, support::small_runs))) {
    names.push_back(projection->name);
  }
  return names;
}

/// As many events as make a run.
void fill_a_run(unit::TestLog& log) {
  for (const char* const id : {"a", "b", "c", "d"}) {
    must(log.append(
        unit::to_json({.id = id, .relationship = "r", .cell = "t", .effective = "2020"})));
  }
}

/// The bytes of every index.
std::vector<std::vector<support::KeyValue>> indexes(const Snapshot& snapshot) {
  std::vector<std::vector<support::KeyValue>> all;
  for (const Projection* projection : all_projections()) {
    all.push_back(entries_of(snapshot, projection->column));
  }
  return all;
}

std::string checkpoint(std::uint64_t version, std::uint64_t sequence) {
  std::string bytes;
  put_big_endian(bytes, version);
  put_big_endian(bytes, sequence);
  return bytes;
}

/// Fills a database with an event of each kind that an index looks at.
void fill(Sample& sample) {
  sample.add({{"type", "partnership_formed"},
              {"id", "a"},
              {"relationship", "r"},
              {"effective", "2019/2030"},
              {"parties", Json::array({{{"entity", "acme"}}, {{"entity", "borg"}}})}});
  sample.set(
      {.id = "b", .relationship = "s", .cell = "stake:acme", .effective = "2020", .value = 7});
  sample.retract("c", "b");
  Json replaced = unit::to_json({.id = "d", .relationship = "r", .cell = "t", .effective = "2020"});
  replaced["replaces"] = "b";
  sample.add(replaced);
  sample.add({{"type", "noted"}, {"relationship", "q"}});
}

TEST(Projections, HaveEachANameAndAColumnOfTheirOwn) {
  std::set<std::string_view> names;
  std::set<Column> columns;
  for (const Projection* projection : all_projections()) {
    names.insert(projection->name);
    columns.insert(projection->column);
    EXPECT_GE(projection->version, 1U);
  }
  EXPECT_THAT(names,
              ElementsAre("calendar", "corrections", "history", "parties", "timeline", "values"));
  EXPECT_EQ(columns.size(), names.size());
  EXPECT_FALSE(columns.contains(Column::log));
  EXPECT_FALSE(columns.contains(Column::meta));
}

TEST(Checkpoint, IsTheEndOfTheLastRun) {
  Sample sample;
  fill(sample);
  const Snapshot snapshot = sample.snapshot();
  for (const Projection* projection : all_projections()) {
    const Checkpoint each = must(read_checkpoint(snapshot, *projection));
    EXPECT_EQ(each.version, projection->version);
    EXPECT_EQ(each.sequence, Sequence{.value = 4});
  }
  EXPECT_THAT(outdated_names(snapshot), IsEmpty());
}

TEST(Checkpoint, IsNoneWhereThereIsNoIndex) {
  const unit::TestLog log;
  const Checkpoint none = must(read_checkpoint(log.snapshot(), timeline_projection));
  EXPECT_EQ(none.version, 0U);
  EXPECT_EQ(none.sequence, Sequence{});
}

TEST(Checkpoint, ThatCannotBeReadIsCorrupt) {
  unit::TestLog log;
  for (const std::string_view bytes : {"", "1234567", "123456789012345", "12345678901234567"}) {
    log.put(Column::meta, "projection/timeline", bytes);
    EXPECT_TRUE(
        failed(outdated(log.snapshot(), support::small_runs), ErrorCode::corrupt, {"'timeline'"}));
  }
}

TEST(Outdated, NamesWhatAnotherVersionMade) {
  unit::TestLog log;
  fill_a_run(log);
  for (const Projection* projection : all_projections()) {
    log.put(Column::meta, "projection/" + std::string{projection->name},
            checkpoint(projection->version, 4));
  }
  EXPECT_THAT(outdated_names(log.snapshot()), IsEmpty());
  log.put(Column::meta, "projection/history", checkpoint(1, 4));
  EXPECT_THAT(outdated_names(log.snapshot()), ElementsAre("history"));
}

TEST(Outdated, NamesWhatIsBehindTheLog) {
  unit::TestLog log;
  must(log.append(
      unit::to_json({.id = "first", .relationship = "r", .cell = "t", .effective = "2020"})));
  EXPECT_THAT(outdated_names(log.snapshot()), IsEmpty());  // it makes no run yet
  fill_a_run(log);
  EXPECT_THAT(outdated_names(log.snapshot()),
              ElementsAre("timeline", "corrections", "history", "parties", "values", "calendar"));
  log.put(Column::meta, "projection/parties", checkpoint(party_projection.version, 4));
  EXPECT_THAT(outdated_names(log.snapshot()),
              ElementsAre("timeline", "corrections", "history", "values", "calendar"));
  log.put(Column::meta, "projection/parties", checkpoint(party_projection.version, 0));
  EXPECT_EQ(outdated_names(log.snapshot()).size(), all_projections().size());
}

TEST(Outdated, RefusesWhatANewerBuildMade) {
  unit::TestLog log;
  log.put(Column::meta, "projection/corrections", checkpoint(1'000, 0));
  EXPECT_TRUE(failed(outdated(log.snapshot(), support::small_runs), ErrorCode::unsupported,
                     {"'corrections'", "version 1000", "newer"}));
}

TEST(Outdated, RefusesANewerVersionThatLooksOldInThirtyTwoBits) {
  unit::TestLog log;
  log.put(Column::meta, "projection/corrections", checkpoint((1ULL << 32U) + 1, 0));
  EXPECT_FALSE(outdated(log.snapshot(), support::small_runs).has_value());
}

TEST(Rebuild, MakesTheSameBytes) {
  Sample sample;
  fill(sample);
  const auto before = indexes(sample.snapshot());
  for (const auto& index : before) EXPECT_FALSE(index.empty());
  must(sample.database().database().rebuild(go_on));
  EXPECT_EQ(indexes(sample.snapshot()), before);
  EXPECT_THAT(outdated_names(sample.snapshot()), IsEmpty());
}

TEST(Rebuild, DropsWhatDoesNotBelongThere) {
  Sample sample;
  fill(sample);
  const auto before = indexes(sample.snapshot());
  for (const Projection* projection : all_projections()) {
    sample.put(projection->column, "damage", "x");
    sample.put(projection->column, "\xF4\x8F\xBF\xBF", "x");
  }
  must(sample.database().database().rebuild(go_on));
  EXPECT_EQ(indexes(sample.snapshot()), before);
}

TEST(Rebuild, LeavesTheLogAlone) {
  Sample sample;
  fill(sample);
  const auto columns = [&] {
    std::vector<std::vector<support::KeyValue>> all;
    for (const Column column : {Column::log, Column::tree, Column::ids}) {
      all.push_back(entries_of(sample.snapshot(), column));
    }
    return all;
  };
  const auto before = columns();
  must(sample.database().database().rebuild(go_on));
  EXPECT_EQ(columns(), before);
}

TEST(Rebuild, MakesOnlyTheIndexesItIsGiven) {
  unit::TestLog log;
  fill_a_run(log);
  const std::vector<const Projection*> one{&timeline_projection};
  must(rebuild(log.store(), one, go_on));
  EXPECT_THAT(outdated_names(log.snapshot()),
              ElementsAre("corrections", "history", "parties", "values", "calendar"));
  EXPECT_EQ(entries_of(log.snapshot(), Column::timeline).size(), 4U);
  EXPECT_THAT(entries_of(log.snapshot(), Column::history), IsEmpty());
}

TEST(Rebuild, OfAnEmptyLogMakesEmptyIndexes) {
  unit::TestLog log;
  log.put(Column::history, "damage", "x");
  must(rebuild(log.store(), all_projections(), go_on));
  EXPECT_THAT(outdated_names(log.snapshot()), IsEmpty());
  EXPECT_THAT(entries_of(log.snapshot(), Column::history), IsEmpty());
}

TEST(Rebuild, StopsAtADamagedLog) {
  Sample sample;
  fill(sample);
  sample.put(Column::log, std::string("\0\0\0\0\0\0\0\2", 8), "no record");
  EXPECT_TRUE(
      failed(sample.database().database().rebuild(go_on), ErrorCode::corrupt, {"sequence 2"}));
}

/// A log whose indexes take more than one batch to build.
void fill_long(Sample& sample) {
  std::vector<std::string> lines;
  for (int i = 0; i < 2'200; ++i) {
    lines.push_back(to_line(unit::to_json({.id = "e" + std::to_string(i),
                                           .relationship = "r",
                                           .cell = "t:" + std::to_string(i % 10),
                                           .effective = "2020",
                                           .value = std::string(4'096, 'x')})));
  }
  sample.database().append_together(lines);
}

TEST(Rebuild, InterruptedLetsNothingBeWrittenBeforeTheNextOpening) {
  Sample sample;
  fill_long(sample);
  const auto stop = [](std::uint64_t, std::uint64_t) { return false; };
  EXPECT_TRUE(failed(sample.database().database().rebuild(stop), ErrorCode::not_found, {}));
  JsonLineReader reader;
  const std::string line = to_line(
      unit::to_json({.id = "late", .relationship = "r", .cell = "t:k", .effective = "2020"}));
  const Draft draft = must(reader.read(line));
  EXPECT_TRUE(failed(sample.database().database().append(draft), ErrorCode::io,
                     {"open the database again"}));
  sample.database().reopen();
  must(sample.database().database().append(draft));
  EXPECT_THAT(outdated_names(sample.snapshot()), IsEmpty());
}

TEST(Rebuild, TakenUpAgainAfterAnInterruptionMakesTheSameBytes) {
  Sample sample;
  fill_long(sample);
  const auto before = indexes(sample.snapshot());
  std::uint64_t told = 0;
  const auto stop = [&](std::uint64_t done, std::uint64_t total) {
    EXPECT_EQ(total, 2'200U);
    told = done;
    return false;
  };
  EXPECT_TRUE(
      failed(sample.database().database().rebuild(stop), ErrorCode::not_found, {"interrupted"}));
  EXPECT_GT(told, 0U);
  EXPECT_LT(told, 2'200U);
  EXPECT_EQ(outdated_names(sample.snapshot()).size(), all_projections().size());
  sample.database().reopen();
  EXPECT_THAT(outdated_names(sample.snapshot()), IsEmpty());
  EXPECT_EQ(indexes(sample.snapshot()), before);
}

}  // namespace
}  // namespace annals
