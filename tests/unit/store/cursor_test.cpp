// Batches, snapshots and cursors.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/store/store.h"
#include "support/must.h"
#include "support/temporary_directory.h"
#include "support/test_database.h"
#include "unit/expect.h"
#include "unit/store/empty_store.h"

namespace annals {
namespace {

using support::entries_of;
using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

/// An empty store that is open for writing.
class OpenStore : public testing::Test {
 protected:
  Store& store() { return store_; }

  void put(Column column, const std::vector<std::string>& keys) {
    Batch batch = store_.batch();
    for (const std::string& key : keys) batch.put(column, key, "v");
    must(store_.commit(std::move(batch)));
  }

  [[nodiscard]] std::optional<std::string> get(Column column, std::string_view key) const {
    return must(store_.snapshot().get(column, key));
  }

  [[nodiscard]] std::vector<support::KeyValue> entries(Column column) const {
    return entries_of(store_.snapshot(), column);
  }

  /// The keys with a prefix, as a cursor walks over them.
  [[nodiscard]] std::vector<std::string> keys(Column column, std::string_view prefix) const {
    const Snapshot snapshot = store_.snapshot();
    std::vector<std::string> found;
    Cursor cursor = snapshot.scan(column, prefix);
    for (; cursor.valid(); cursor.next()) found.emplace_back(cursor.key());
    must(cursor.status());
    return found;
  }

 private:
  support::TemporaryDirectory directory_;
  Store store_ = unit::open_empty_store(directory_.path() / "db");
};

using BatchTest = OpenStore;

TEST_F(BatchTest, TakesEffectAsAWhole) {
  Batch batch = store().batch();
  batch.put(Column::log, "a", "1");
  batch.put(Column::ids, "b", "2");
  EXPECT_EQ(get(Column::log, "a"), std::nullopt);
  must(store().commit(std::move(batch)));
  EXPECT_EQ(get(Column::log, "a"), "1");
  EXPECT_EQ(get(Column::ids, "b"), "2");
  EXPECT_EQ(get(Column::ids, "a"), std::nullopt);
}

TEST_F(BatchTest, IsForgottenWithoutACommit) {
  {
    Batch batch = store().batch();
    batch.put(Column::log, "a", "1");
  }
  EXPECT_EQ(get(Column::log, "a"), std::nullopt);
}

TEST_F(BatchTest, KeepsTheLastOfTwoValues) {
  Batch batch = store().batch();
  batch.put(Column::log, "a", "1");
  batch.put(Column::log, "a", "2");
  must(store().commit(std::move(batch)));
  EXPECT_THAT(entries(Column::log), ElementsAre(Pair("a", "2")));
}

TEST_F(BatchTest, KeepsBytesAsTheyAre) {
  const std::string key{"\0\xC3\xA9\xF4\x8F\xBF\xBF", 7};
  const std::string value{"\0\xff\n", 3};
  Batch batch = store().batch();
  batch.put(Column::history, key, value);
  batch.put(Column::history, "empty", "");
  must(store().commit(std::move(batch)));
  EXPECT_EQ(get(Column::history, key), value);
  EXPECT_EQ(get(Column::history, "empty"), "");
}

TEST_F(BatchTest, TellsWhatItTakesInMemory) {
  Batch batch = store().batch();
  const std::size_t empty = batch.bytes();
  batch.put(Column::log, "key", std::string(1'000, 'x'));
  EXPECT_GE(batch.bytes(), empty + 1'000);
}

TEST_F(BatchTest, ClearsOneColumn) {
  put(Column::timeline, {std::string{"\0", 1}, "a", "z", "\xF4\x8F\xBF\xBF"});
  put(Column::history, {"a"});
  Batch batch = store().batch();
  batch.clear(Column::timeline);
  must(store().commit(std::move(batch)));
  EXPECT_THAT(entries(Column::timeline), IsEmpty());
  EXPECT_THAT(keys(Column::history, ""), ElementsAre("a"));
}

TEST_F(BatchTest, KeepsWhatIsPutAfterAClear) {
  put(Column::timeline, {"a", "b"});
  Batch batch = store().batch();
  batch.put(Column::timeline, "before", "v");
  batch.clear(Column::timeline);
  batch.put(Column::timeline, "b", "new");
  must(store().commit(std::move(batch)));
  EXPECT_THAT(entries(Column::timeline), ElementsAre(Pair("b", "new")));
}

TEST_F(BatchTest, MayBeEmpty) {
  EXPECT_TRUE(unit::succeeded(store().commit(store().batch())));
}

using SnapshotTest = OpenStore;

TEST_F(SnapshotTest, ShowsTheStoreAsItWas) {
  put(Column::log, {"a"});
  const Snapshot before = store().snapshot();
  put(Column::log, {"b"});
  Batch batch = store().batch();
  batch.put(Column::log, "a", "changed");
  must(store().commit(std::move(batch)));
  EXPECT_EQ(must(before.get(Column::log, "a")), "v");
  EXPECT_EQ(must(before.get(Column::log, "b")), std::nullopt);
  EXPECT_THAT(entries_of(before, Column::log), ElementsAre(Pair("a", "v")));
  EXPECT_THAT(entries(Column::log), ElementsAre(Pair("a", "changed"), Pair("b", "v")));
}

TEST_F(SnapshotTest, OutlivesAFlush) {
  put(Column::log, {"a"});
  const Snapshot before = store().snapshot();
  put(Column::log, {"b"});
  must(store().flush());
  EXPECT_THAT(entries_of(before, Column::log), ElementsAre(Pair("a", "v")));
}

using CursorTest = OpenStore;

TEST_F(CursorTest, WalksInByteOrder) {
  put(Column::log, {"b", "é", "a", std::string{"a\0", 2}, "ab", "", "B"});
  EXPECT_THAT(keys(Column::log, ""),
              ElementsAre("", "B", "a", std::string("a\0", 2), "ab", "b", "é"));
}

TEST_F(CursorTest, StaysWithinItsPrefix) {
  const std::string a_end{"a\0", 2};
  put(Column::log, {"a", a_end, a_end + "1", a_end + "\xF4", "a\x01", "ab", "b", ""});
  EXPECT_THAT(keys(Column::log, a_end), ElementsAre(a_end, a_end + "1", a_end + "\xF4"));
  EXPECT_THAT(keys(Column::log, "b"), ElementsAre("b"));
  EXPECT_THAT(keys(Column::log, "c"), IsEmpty());
  EXPECT_THAT(keys(Column::ids, "a"), IsEmpty());
}

TEST_F(CursorTest, SeeksForward) {
  put(Column::log, {"a1", "a3", "b1"});
  const Snapshot snapshot = store().snapshot();
  Cursor cursor = snapshot.scan(Column::log, "a");
  cursor.seek("a2");
  ASSERT_TRUE(cursor.valid());
  EXPECT_EQ(cursor.key(), "a3");
  EXPECT_EQ(cursor.value(), "v");
  cursor.seek("a1");
  EXPECT_EQ(cursor.key(), "a1");
  cursor.seek("a4");
  EXPECT_FALSE(cursor.valid());
  EXPECT_TRUE(unit::succeeded(cursor.status()));
}

TEST_F(CursorTest, SeeksNotBeforeItsPrefix) {
  put(Column::log, {"0", "a1", "b1"});
  const Snapshot snapshot = store().snapshot();
  Cursor cursor = snapshot.scan(Column::log, "a");
  cursor.seek("");
  ASSERT_TRUE(cursor.valid());
  EXPECT_EQ(cursor.key(), "a1");
  cursor.seek("b");
  EXPECT_FALSE(cursor.valid());
}

TEST_F(CursorTest, SeeksBackward) {
  put(Column::log, {"0", "a1", "a3", "b1"});
  const Snapshot snapshot = store().snapshot();
  Cursor cursor = snapshot.scan(Column::log, "a");
  cursor.seek_back("a2");
  ASSERT_TRUE(cursor.valid());
  EXPECT_EQ(cursor.key(), "a1");
  cursor.seek_back("a3");
  EXPECT_EQ(cursor.key(), "a3");
  cursor.seek_back("z");
  ASSERT_TRUE(cursor.valid());
  EXPECT_EQ(cursor.key(), "a3");
  cursor.seek_back("a0");
  EXPECT_FALSE(cursor.valid());
}

TEST_F(CursorTest, SeeksBackwardOverAll) {
  put(Column::log, {"a", "b"});
  const Snapshot snapshot = store().snapshot();
  Cursor cursor = snapshot.scan(Column::log, "");
  cursor.seek_back("\xff");
  ASSERT_TRUE(cursor.valid());
  EXPECT_EQ(cursor.key(), "b");
}

TEST_F(CursorTest, IsValidNowhereInAnEmptyColumn) {
  const Snapshot snapshot = store().snapshot();
  Cursor cursor = snapshot.scan(Column::tree, "");
  EXPECT_FALSE(cursor.valid());
  cursor.seek_back("z");
  EXPECT_FALSE(cursor.valid());
  EXPECT_TRUE(unit::succeeded(cursor.status()));
}

using StoreFlush = OpenStore;

TEST_F(StoreFlush, MovesWhatIsInMemoryIntoFiles) {
  EXPECT_EQ(store().file_bytes(Column::log), 0U);
  put(Column::log, {"a", "b"});
  must(store().flush());
  EXPECT_GT(store().file_bytes(Column::log), 0U);
  EXPECT_EQ(store().file_bytes(Column::tree), 0U);
  EXPECT_THAT(keys(Column::log, ""), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace annals
