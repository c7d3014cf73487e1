// Creating and opening stores, and what is refused.

#include "annals/store/store.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/base/sha256.h"
#include "annals/store/lock_holder.h"
#include "support/must.h"
#include "support/temporary_directory.h"
#include "unit/expect.h"
#include "unit/store/held_store.h"

namespace annals {
namespace {

namespace fs = std::filesystem;
using support::must;
using unit::failed;
using unit::refused;
using unit::succeeded;

class StoreTest : public testing::Test {
 protected:
  [[nodiscard]] fs::path path() const { return directory_.path() / "db"; }
  [[nodiscard]] fs::path directory() const { return directory_.path(); }

  void create() const { must(Store::create(path(), {})); }

  [[nodiscard]] Store open(Access access) const { return must(Store::open(path(), access)); }

  /// Opens for writing, puts one pair into `meta` and closes again.
  void put(std::string_view key, std::string_view value) const {
    Store store = open(Access::write);
    must(commit(store, key, value));
  }

  static Status commit(Store& store, std::string_view key, std::string_view value) {
    Batch batch = store.batch();
    batch.put(Column::meta, key, value);
    return store.commit(std::move(batch));
  }

  static std::optional<std::string> get(const Store& store, std::string_view key) {
    return must(store.snapshot().get(Column::meta, key));
  }

 private:
  support::TemporaryDirectory directory_;
};

using StoreCreate = StoreTest;

TEST_F(StoreCreate, MakesAStoreWithTheFormatAndTheEntries) {
  const std::array entries{Entry{.key = "vocabulary", .value = "{}"},
                           Entry{.key = "b", .value = ""}};
  ASSERT_TRUE(succeeded(Store::create(path(), entries)));
  const Store store = open(Access::read);
  EXPECT_EQ(get(store, format_key), "annals 2");
  EXPECT_EQ(get(store, "vocabulary"), "{}");
  EXPECT_EQ(get(store, "b"), "");
}

TEST_F(StoreCreate, LeavesNothingBesideTheStore) {
  create();
  std::vector<fs::path> names;
  for (const auto& entry : fs::directory_iterator{directory()}) names.push_back(entry.path());
  EXPECT_EQ(names, std::vector{path()});
}

TEST_F(StoreCreate, MakesTheDirectoriesAbove) {
  const fs::path deep = directory() / "a" / "b" / "db";
  ASSERT_TRUE(succeeded(Store::create(deep, {})));
  EXPECT_TRUE(succeeded(Store::open(deep, Access::read)));
}

TEST_F(StoreCreate, TakesAnEmptyDirectoryAndATrailingSlash) {
  fs::create_directory(path());
  ASSERT_TRUE(succeeded(Store::create(path() / "", {})));
  EXPECT_TRUE(succeeded(Store::open(path() / "", Access::write)));
}

TEST_F(StoreCreate, RefusesAPlaceThatIsTaken) {
  create();
  put("k", "v");
  EXPECT_TRUE(refused(Store::create(path(), {}), {path().string(), "exists already"}));
  EXPECT_EQ(get(open(Access::read), "k"), "v");

  const fs::path file = directory() / "file";
  std::ofstream{file} << "x";
  EXPECT_TRUE(refused(Store::create(file, {}), {"exists already"}));
  EXPECT_TRUE(refused(Store::create(directory(), {}), {"exists already"}));
}

TEST_F(StoreCreate, FailsBelowAFile) {
  const fs::path file = directory() / "file";
  std::ofstream{file} << "x";
  EXPECT_TRUE(failed(Store::create(file / "db", {}), ErrorCode::io, {"cannot create"}));
}

using StoreOpen = StoreTest;

TEST_F(StoreOpen, FindsWhatWasCommittedBefore) {
  create();
  put("k", "v");
  EXPECT_EQ(get(open(Access::read), "k"), "v");
  EXPECT_EQ(get(open(Access::write), "k"), "v");
}

TEST_F(StoreOpen, SaysThatNothingIsThere) {
  for (const Access access : {Access::read, Access::write}) {
    EXPECT_TRUE(failed(Store::open(path(), access), ErrorCode::missing,
                       {"no database", path().string(), "annals init"}));
  }
  EXPECT_FALSE(fs::exists(path()));
}

TEST_F(StoreOpen, RefusesAFile) {
  std::ofstream{path()} << "x";
  for (const Access access : {Access::read, Access::write}) {
    EXPECT_TRUE(failed(Store::open(path(), access), ErrorCode::unsupported,
                       {path().string(), "is a file; a database is a directory"}));
  }
}

TEST_F(StoreOpen, RefusesADirectoryOfOtherThings) {
  fs::create_directory(path());
  std::ofstream{path() / "notes.txt"} << "x";
  for (const Access access : {Access::read, Access::write}) {
    EXPECT_TRUE(failed(Store::open(path(), access), ErrorCode::unsupported,
                       {path().string(), "no annals database"}));
  }
  EXPECT_EQ(std::distance(fs::directory_iterator{path()}, {}), 1);
}

TEST_F(StoreOpen, RefusesANewerFormat) {
  create();
  put(format_key, "annals 3");
  for (const Access access : {Access::read, Access::write}) {
    EXPECT_TRUE(failed(Store::open(path(), access), ErrorCode::unsupported,
                       {"has format 3", "reads 2", "newer"}));
  }
}

TEST_F(StoreOpen, RefusesAnOlderFormat) {
  create();
  put(format_key, "annals 0");
  EXPECT_TRUE(
      failed(Store::open(path(), Access::read), ErrorCode::unsupported, {"has format 0", "older"}));
}

TEST_F(StoreOpen, RefusesADatabaseThatIsNotOurs) {
  create();
  Store writer = open(Access::write);
  for (const std::string_view format :
       {"", "annals", "annals ", "annals x", "annals 1x", "annals 1 ", "annals -1", "ledger 1"}) {
    must(commit(writer, format_key, format));
    for (const Access access : {Access::read, Access::write}) {
      EXPECT_TRUE(failed(Store::open(path(), access), ErrorCode::unsupported,
                         {"is a database, but not of annals"}))
          << format;
    }
  }
}

TEST_F(StoreOpen, RefusesAFormatBeyondAllNumbersAsNoOlderOne) {
  create();
  put(format_key, "annals 99999999999");
  const auto store = Store::open(path(), Access::read);
  ASSERT_TRUE(failed(store, ErrorCode::unsupported, {path().string()}));
  EXPECT_EQ(store.error().message.find("older"), std::string::npos) << store.error().message;
}

/// Turns every byte in the middle third of a file around.
void damage(const fs::path& file) {
  const auto bytes = fs::file_size(file);
  std::fstream stream{file, std::ios::in | std::ios::out | std::ios::binary};
  stream.seekp(static_cast<std::streamoff>(bytes / 3));
  for (std::uintmax_t i = 0; i < bytes / 3; ++i) stream.put('\x5a');
}

TEST_F(StoreOpen, ReportsADamagedManifest) {
  create();
  for (const auto& entry : fs::directory_iterator{path()}) {
    if (entry.path().filename().string().starts_with("MANIFEST")) damage(entry.path());
  }
  for (const Access access : {Access::read, Access::write}) {
    EXPECT_TRUE(failed(Store::open(path(), access), ErrorCode::corrupt, {path().string()}));
  }
}

TEST_F(StoreOpen, ReportsADamagedTable) {
  create();
  {
    Store store = open(Access::write);
    Batch batch = store.batch();
    for (int i = 0; i < 3'000; ++i) {
      // Digests do not compress, so that there are several blocks.
      batch.put(Column::log, std::to_string(i), sha256({std::to_string(i)}).view());
    }
    must(store.commit(std::move(batch)));
    must(store.flush());
  }
  for (const auto& entry : fs::directory_iterator{path()}) {
    if (entry.path().extension() == ".sst") damage(entry.path());
  }
  const auto store = Store::open(path(), Access::read);
  if (!store) {
    EXPECT_TRUE(failed(store, ErrorCode::corrupt, {}));
    return;
  }
  const Snapshot snapshot = store->snapshot();
  Cursor cursor = snapshot.scan(Column::log, {});
  while (cursor.valid()) cursor.next();
  EXPECT_TRUE(failed(cursor.status(), ErrorCode::corrupt, {"cannot read the database"}));
}

using StoreWriter = StoreTest;

TEST_F(StoreWriter, IsAloneInItsProcess) {
  create();
  const Store first = open(Access::write);
  EXPECT_TRUE(failed(Store::open(path(), Access::write), ErrorCode::busy,
                     {path().string(), "already open for writing here"}));
}

TEST_F(StoreWriter, IsAloneAmongProcessesAndTheOtherIsNamed) {
  create();
  const unit::HeldStore other{path(), "k", "v"};
  EXPECT_TRUE(failed(Store::open(path(), Access::write), ErrorCode::busy,
                     {path().string(), "is in use",
                      "process " + std::to_string(other.process()) + " (hold_store)"}));
}

TEST_F(StoreWriter, ComesNextWhenTheOtherIsGone) {
  create();
  { const unit::HeldStore other{path(), "k", "v"}; }
  EXPECT_EQ(get(open(Access::write), "k"), "v");
}

TEST_F(StoreWriter, DoesNotKeepAReaderOut) {
  create();
  put("before", "1");
  const unit::HeldStore other{path(), "k", "v"};
  const Store reader = open(Access::read);
  EXPECT_EQ(get(reader, "before"), "1");
  EXPECT_EQ(get(reader, "k"), "v");
}

using StoreReader = StoreTest;

TEST_F(StoreReader, SeesWhatWasThereWhenItOpened) {
  create();
  Store writer = open(Access::write);
  must(commit(writer, "a", "1"));
  const Store reader = open(Access::read);
  must(commit(writer, "b", "2"));
  EXPECT_EQ(get(reader, "a"), "1");
  EXPECT_EQ(get(reader, "b"), std::nullopt);
  EXPECT_EQ(get(open(Access::read), "b"), "2");
}

TEST_F(StoreReader, KeepsReadingWhatTheWriterMovesIntoFiles) {
  create();
  Store writer = open(Access::write);
  must(commit(writer, "a", "1"));
  must(writer.flush());
  const Store reader = open(Access::read);
  must(commit(writer, "a", "2"));
  must(writer.flush());
  EXPECT_EQ(get(reader, "a"), "1");
}

TEST_F(StoreTest, MergesTheFilesOfManySmallWrites) {
  create();
  Store store = open(Access::write);
  constexpr int flushes = 100;
  for (int made = 0; made < flushes; ++made) {
    must(commit(store, fmt::format("{:03}", made), "ascending"));
    must(store.flush());
  }
  const auto is_table = [](const fs::directory_entry& entry) {
    return entry.path().extension() == ".sst";
  };
  EXPECT_LT(std::ranges::count_if(fs::directory_iterator{path()}, is_table), flushes / 2);
}

/// The one file of a database whose name begins so.
fs::path file_named(const fs::path& database, std::string_view beginning) {
  for (const auto& entry : fs::directory_iterator{database}) {
    if (entry.path().filename().string().starts_with(beginning)) return entry.path();
  }
  return {};
}

/// RocksDB takes a manifest that was cut for one that ends there. A writer would then begin anew
/// and delete the files that it does not know.
TEST_F(StoreTest, NoticesThatItsManifestWasCut) {
  create();
  put("key", "value");
  put("later", "value");
  const auto whole = fs::file_size(file_named(path(), "MANIFEST"));
  int noticed = 0;
  constexpr std::uintmax_t step = 40;
  for (std::uintmax_t bytes = 0; bytes < whole; bytes += step) {
    const fs::path cut = directory() / ("cut-" + std::to_string(bytes));
    fs::copy(path(), cut);
    fs::resize_file(file_named(cut, "MANIFEST"), bytes);
    for (const Access access : {Access::read, Access::write, Access::read}) {
      const auto store = Store::open(cut, access);
      if (!store) {
        ++noticed;
      } else {
        EXPECT_EQ(get(*store, "later"), "value") << bytes;
      }
    }
  }
  EXPECT_GT(noticed, 10);
}

TEST_F(StoreTest, NoticesThatItsWriteAheadLogWasCut) {
  create();
  put("key", "value");
  for (const auto& entry : fs::directory_iterator{path()}) {
    if (entry.path().extension() == ".log") fs::resize_file(entry.path(), 0);
  }
  for (const Access access : {Access::read, Access::write}) {
    EXPECT_TRUE(failed(Store::open(path(), access), ErrorCode::corrupt, {"was cut"}));
  }
}

/// A database as a build made it that knew no `column`.
void drop_column(const fs::path& path, std::string_view column) {
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const std::string_view name : family_names) {
    descriptors.emplace_back(std::string{name}, rocksdb::ColumnFamilyOptions{});
  }
  rocksdb::DB* raw = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  ASSERT_TRUE(
      rocksdb::DB::Open(rocksdb::DBOptions{}, path.string(), descriptors, &handles, &raw).ok());
  const std::unique_ptr<rocksdb::DB> database{raw};
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    if (handle->GetName() == column) {
      EXPECT_TRUE(database->DropColumnFamily(handle).ok());
    }
    EXPECT_TRUE(database->DestroyColumnFamilyHandle(handle).ok());
  }
}

TEST_F(StoreTest, MakesTheColumnsThatAnOlderBuildDidNotKnow) {
  for (const Access access : {Access::read, Access::write}) {
    fs::remove_all(path());
    create();
    put("key", "value");
    drop_column(path(), "runs");
    const Store store = open(access);
    EXPECT_EQ(get(store, "key"), "value");
    EXPECT_FALSE(store.snapshot().scan(Column::calendar, {}).valid());
  }
}

TEST_F(StoreReader, WritesNothing) {
  create();
  Store reader = open(Access::read);
  EXPECT_TRUE(failed(commit(reader, "a", "1"), ErrorCode::io, {"cannot write"}));
  EXPECT_EQ(get(open(Access::read), "a"), std::nullopt);
}

TEST_F(StoreReader, IsNotAloneAndKeepsNoWriterOut) {
  create();
  const Store one = open(Access::read);
  const Store two = open(Access::read);
  EXPECT_TRUE(succeeded(Store::open(path(), Access::write)));
}

using LockHolder = StoreTest;

TEST_F(LockHolder, IsNobodyWhereNothingIs) {
  EXPECT_EQ(lock_holder(path()), std::nullopt);
}

TEST_F(LockHolder, IsNobodyWhereTheStoreIsClosed) {
  create();
  EXPECT_EQ(lock_holder(path()), std::nullopt);
}

TEST_F(LockHolder, IsTheProcessThatWrites) {
  create();
  const unit::HeldStore other{path(), "k", "v"};
  EXPECT_EQ(lock_holder(path()), "process " + std::to_string(other.process()) + " (hold_store)");
}

}  // namespace
}  // namespace annals
