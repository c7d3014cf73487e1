#include "annals/store/packed_column.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "annals/store/directory.h"
#include "annals/store/run.h"
#include "annals/store/store.h"
#include "support/must.h"
#include "support/temporary_directory.h"
#include "support/test_database.h"

namespace annals {
namespace {

using support::must;
using support::small_runs;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(LiveRuns, DependOnTheNumberAlone) {
  EXPECT_THAT(live_runs(small_runs, 0), IsEmpty());
  EXPECT_THAT(live_runs(small_runs, 1), ElementsAre(RunId{0, 0}));
  EXPECT_THAT(live_runs(small_runs, 3), ElementsAre(RunId{1, 0}, RunId{0, 2}));
  EXPECT_THAT(live_runs(small_runs, 4), ElementsAre(RunId{2, 0}));
  EXPECT_THAT(live_runs(small_runs, 15),
              ElementsAre(RunId{2, 0}, RunId{2, 1}, RunId{2, 2}, RunId{1, 6}, RunId{0, 14}));
}

TEST(LiveRuns, CoverEveryEventOnce) {
  for (std::uint64_t count = 0; count < 200; ++count) {
    std::uint64_t covered = 0;
    for (const RunId& run : live_runs({}, count)) {
      EXPECT_EQ(span_of({}, run).first, covered);
      covered = span_of({}, run).last;
    }
    EXPECT_EQ(covered, count);
  }
}

TEST(Directory, FindsThePageOfAKey) {
  Directory directory;
  for (const std::string_view key : {"b", "d", "dd", "f"}) {
    directory.add(key, {.bytes = {}, .bounds = {}, .is_shaped = false});
  }
  const auto read = Directory::decode(directory.encode());
  ASSERT_TRUE(read.has_value());
  for (const auto& [key, page] : std::map<std::string, std::size_t>{
           {"a", 0}, {"b", 0}, {"c", 0}, {"d", 1}, {"da", 1}, {"dd", 2}, {"e", 2}, {"g", 3}}) {
    EXPECT_EQ(read->page_of(key), page) << key;
  }
}

TEST(Directory, LeavesPagesOutByTheirBounds) {
  Directory directory;
  for (std::uint64_t page = 0; page < 1'000; ++page) {
    const Bounds bounds{.least = {page}, .greatest = {page}};
    directory.add(std::to_string(page + 1'000), {.bytes = {}, .bounds = bounds, .is_shaped = true});
  }
  for (const std::uint64_t wanted : {0U, 1U, 63U, 64U, 65U, 500U, 999U}) {
    int asked = 0;
    const auto found = directory.last_page(999, [&](const Bounds& bounds) {
      ++asked;
      return bounds.least[0] <= wanted;
    });
    EXPECT_EQ(found, wanted);
    EXPECT_LT(asked, 150);  // of a thousand
  }
  EXPECT_EQ(directory.last_page(999, [](const Bounds&) { return false; }), std::nullopt);
}

/// A store beside a map that should hold the same.
class PackedStore : public testing::TestWithParam<Column> {
 protected:
  PackedStore() { must(Store::create(path_, {}, small_runs)); }

  void open() { store_.emplace(must(Store::open(path_, Access::write))); }

  /// Puts as many random rows as events, cutting a run after every fourth.
  void put(std::uint64_t events) {
    Batch batch = store_->batch();
    for (std::uint64_t i = 0; i < events; ++i) {
      const std::string key = "r" + std::to_string(random_() % 50);
      const std::string value = std::to_string(++put_);
      batch.put(column_, key, value);
      rows_[key] = value;
      in_tail_[key] = value;
      if (put_ % small_runs.events_per_run == 0) {
        batch.cut(column_);
        in_tail_.clear();
      }
    }
    must(store_->commit(std::move(batch)));
  }

  void expect_all() const {
    const Snapshot snapshot = store_->snapshot();
    std::map<std::string, std::string> there;
    for (const auto& [key, value] : support::entries_of(snapshot, column_)) {
      EXPECT_TRUE(there.emplace(key, value).second) << "twice: " << key;
    }
    EXPECT_EQ(there, rows_);
    for (int i = 0; i < 100; ++i) {  // of which half were never put
      const std::string key = "r" + std::to_string(i);
      const auto row = rows_.find(key);
      EXPECT_EQ(must(snapshot.get(column_, key)),
                row == rows_.end() ? std::nullopt : std::optional{row->second});
    }
    Cursor cursor = snapshot.scan(column_, "r");
    for (const std::string key : {"q", "r", "r2", "r20", "r33", "r5", "r99", "s"}) {
      cursor.seek(key);
      const auto next = rows_.lower_bound(key);
      ASSERT_EQ(cursor.valid(), next != rows_.end()) << key;
      if (cursor.valid()) {
        EXPECT_EQ(cursor.key(), next->first);
      }
      cursor.seek_back(key);
      const auto after = rows_.upper_bound(key);
      ASSERT_EQ(cursor.valid(), after != rows_.begin()) << key;
      if (cursor.valid()) {
        EXPECT_EQ(cursor.key(), std::prev(after)->first);
      }
    }
  }

  void reopen() {
    store_.reset();
    open();
    Batch batch = store_->batch();
    for (const auto& [key, value] : in_tail_) batch.put(column_, key, value);
    store_->remember(std::move(batch));
  }

  Column column_ = GetParam();
  std::mt19937_64 random_{11};
  support::TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "db";
  std::optional<Store> store_;
  std::map<std::string, std::string> rows_;
  std::map<std::string, std::string> in_tail_;  // what is in no run yet
  std::uint64_t put_ = 0;
};

TEST_P(PackedStore, ShowsWhatWasPutHoweverItWasCutIntoBatchesAndRuns) {
  open();
  for (int round = 0; round < 60; ++round) {
    put(1 + random_() % 12);
    expect_all();
    if (round % 5 == 0) {
      reopen();
      expect_all();
    }
  }
}

TEST_P(PackedStore, LeavesOlderSnapshotsAsTheyWere) {
  open();
  put(7);
  const Snapshot before = store_->snapshot();
  const auto there = support::entries_of(before, column_);
  put(100);
  EXPECT_EQ(support::entries_of(before, column_), there);
}

TEST_P(PackedStore, SaysWhichRunIsDamaged) {
  open();
  put(40);
  const auto run = store_->snapshot().packed(column_).runs.front();
  EXPECT_EQ(page_key(column_, run->id(), 0).size(), directory_key(column_, run->id()).size());
  const auto none = [](std::string_view) -> Result<std::optional<std::string>> {
    return std::optional<std::string>{};
  };
  const SortedRun unread{column_, run->id()};
  EXPECT_EQ(unread.directory(none).error().code, ErrorCode::corrupt);
  EXPECT_THAT(unread.page(0, none).error().message,
              testing::HasSubstr(column_names.at(static_cast<std::size_t>(column_))));
}

// Single keys are looked for in the second, so that its runs know which they have.
INSTANTIATE_TEST_SUITE_P(Columns, PackedStore, testing::Values(Column::history, Column::ids));

}  // namespace
}  // namespace annals
