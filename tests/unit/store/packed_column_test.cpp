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
#include "annals/store/run_check.h"
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

/// What stands behind the pages of a run, and how often each was read.
class StoredDirectory {
 public:
  explicit StoredDirectory(const Directory& directory) {
    for (RunValue& each : values_of(Column::timeline, {}, directory)) {
      values_.emplace(std::move(each.key), std::move(each.value));
    }
  }

  /// Read anew.
  [[nodiscard]] Directory directory() const {
    auto read = Directory::decode(Column::timeline, {}, values_.at(key()));
    EXPECT_TRUE(read.has_value());
    return *std::move(read);
  }

  [[nodiscard]] ReadValue reader() {
    return [this](std::string_view key) -> Result<std::optional<std::string>> {
      ++reads_;
      const auto found = values_.find(std::string{key});
      if (found == values_.end()) return std::optional<std::string>{};
      return std::optional{found->second};
    };
  }

  [[nodiscard]] int reads() const { return reads_; }
  [[nodiscard]] std::map<std::string, std::string>& values() { return values_; }
  [[nodiscard]] static std::string key() { return directory_key(Column::timeline, {}); }
  [[nodiscard]] static std::string key(std::size_t section) {
    return section_key(Column::timeline, {}, section);
  }

 private:
  std::map<std::string, std::string> values_;
  int reads_ = 0;
};

/// Of so many pages, whose first keys are numbers from 1000 on and whose bounds their places.
Directory directory_of(std::uint64_t pages) {
  DirectoryBuilder builder{Column::timeline, {}};
  for (std::uint64_t page = 0; page < pages; ++page) {
    const Bounds bounds{.least = {page}, .greatest = {page}};
    builder.add(std::to_string(page + 1'000), {.bytes = {}, .bounds = bounds, .is_shaped = true});
  }
  return std::move(builder).finish();
}

TEST(Directory, FindsThePageOfAKey) {
  DirectoryBuilder builder{Column::timeline, {}};
  for (const std::string_view key : {"b", "d", "dd", "f"}) {
    builder.add(key, {.bytes = {}, .bounds = {}, .is_shaped = false});
  }
  StoredDirectory stored{std::move(builder).finish()};
  const Directory read = stored.directory();
  for (const auto& [key, page] : std::map<std::string, std::size_t>{
           {"a", 0}, {"b", 0}, {"c", 0}, {"d", 1}, {"da", 1}, {"dd", 2}, {"e", 2}, {"g", 3}}) {
    EXPECT_EQ(must(read.page_of(key, stored.reader())), page) << key;
  }
  EXPECT_EQ(read.bounds(), nullptr);
  EXPECT_EQ(stored.reads(), 0);
}

TEST(Directory, LeavesPagesOutByTheirBounds) {
  const Directory directory = directory_of(1'000);
  StoredDirectory stored{directory};
  for (const std::uint64_t wanted : {0U, 1U, 63U, 64U, 65U, 500U, 999U}) {
    int asked = 0;
    const auto may_matter = [&](const Bounds& bounds) {
      ++asked;
      return bounds.least[0] <= wanted;
    };
    EXPECT_EQ(must(directory.last_page(999, may_matter, stored.reader())), wanted);
    EXPECT_LT(asked, 150);  // of a thousand
  }
  EXPECT_EQ(must(directory.last_page(
                999, [](const Bounds&) { return false; }, stored.reader())),
            std::nullopt);
}

TEST(Directory, OfManyPagesIsReadInPartAndOnce) {
  StoredDirectory stored{directory_of(1'000)};
  EXPECT_EQ(stored.values().size(), 1'000 / Directory::section_pages + 2);
  const Directory read = stored.directory();
  EXPECT_EQ(read.pages(), 1'000U);
  ASSERT_NE(read.bounds(), nullptr);
  EXPECT_EQ(read.bounds()->greatest[0], 999U);
  EXPECT_EQ(stored.reads(), 0);
  for (const std::size_t page : {500U, 501U, 502U}) {
    EXPECT_EQ(must(read.page_of(std::to_string(page + 1'000), stored.reader())), page);
    EXPECT_EQ(must(read.page_of(std::to_string(page + 1'000) + "x", stored.reader())), page);
  }
  EXPECT_EQ(stored.reads(), 1);
  const auto may_matter = [](const Bounds& bounds) { return bounds.least[0] < 70; };
  EXPECT_EQ(must(read.last_page(999, may_matter, stored.reader())), 69U);
  EXPECT_EQ(stored.reads(), 2);
}

TEST(Directory, OfWhichASectionIsDamagedSaysSo) {
  for (const std::string& damage : {std::string{}, std::string{"no list"}}) {
    StoredDirectory stored{directory_of(200)};
    stored.values()[StoredDirectory::key(1)] = damage;
    const Directory read = stored.directory();
    EXPECT_EQ(must(read.page_of("1000", stored.reader())), 0U);
    EXPECT_EQ(read.page_of("1100", stored.reader()).error().code, ErrorCode::corrupt);
  }
  StoredDirectory stored{directory_of(200)};
  // That of another: it says of itself where it belongs.
  stored.values()[StoredDirectory::key(1)] = stored.values()[StoredDirectory::key(0)];
  EXPECT_EQ(stored.directory().page_of("1100", stored.reader()).error().code, ErrorCode::corrupt);
  stored.values().erase(StoredDirectory::key(2));
  EXPECT_THAT(stored.directory().page_of("1150", stored.reader()).error().message,
              testing::HasSubstr("lacks a section"));
}

/// Puts rows of as many events as make a run, each time others, and says what there is.
std::map<std::string, std::string> put_runs(Store& store, int runs) {
  std::map<std::string, std::string> rows;
  std::mt19937 random{1};
  for (int run = 0; run < runs; ++run) {
    Batch batch = store.batch();
    for (std::uint64_t i = 0; i < store.layout().events_per_run; ++i) {
      const std::string key = "r" + std::to_string(random() % 10'000);
      rows[key] = std::to_string(run);
      batch.put(Column::history, key, rows[key]);
    }
    batch.cut(Column::history);
    must(store.commit(std::move(batch)));
  }
  return rows;
}

// Runs of hundreds of pages, of which some replace others.
TEST(PackedColumn, IsReadThroughDirectoriesOfManySections) {
  const support::TemporaryDirectory directory;
  const auto path = directory.path() / "db";
  constexpr RunLayout layout{.events_per_run = 400, .fan_out = 2, .levels = 2, .page_rows = 2};
  must(Store::create(path, {}, layout));
  std::map<std::string, std::string> rows;
  {
    Store store = must(Store::open(path, Access::write));
    rows = put_runs(store, 5);
  }
  const Store store = must(Store::open(path, Access::read));
  const Snapshot snapshot = store.snapshot();
  const auto& runs = snapshot.packed(Column::history).runs;
  EXPECT_EQ(runs.size(), 3U);
  for (const auto& run : runs) {
    EXPECT_GT(must(snapshot.directory(*run))->stored_sections(), 2U);
    EXPECT_THAT(must(read_run(snapshot, *run)).damage, IsEmpty());
  }
  for (int i = 0; i < 10'000; i += 7) {
    const std::string key = "r" + std::to_string(i);
    const auto row = rows.find(key);
    EXPECT_EQ(must(snapshot.get(Column::history, key)),
              row == rows.end() ? std::nullopt : std::optional{row->second});
  }
  EXPECT_EQ(support::entries_of(snapshot, Column::history).size(), rows.size());
  // Nothing is left of the runs that others took the place of.
  for (const std::uint32_t index : {0U, 1U, 2U, 3U}) {
    const RunId gone{.level = 0, .index = index};
    EXPECT_EQ(must(snapshot.packed_bytes(directory_key(Column::history, gone))), std::nullopt);
    EXPECT_EQ(must(snapshot.packed_bytes(section_key(Column::history, gone, 0))), std::nullopt);
  }
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
