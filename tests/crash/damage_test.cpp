// Files that are damaged: every answer is what it was, or the damage is told.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "annals/base/bits.h"
#include "annals/codec/json_line.h"
#include "annals/database.h"
#include "annals/log/log_reader.h"
#include "annals/query/state.h"
#include "annals/store/files.h"
#include "annals/store/opening.h"
#include "crash/options.h"
#include "crash/unsynced.h"
#include "crash/writing.h"
#include "support/must.h"
#include "support/temporary_directory.h"
#include "support/test_database.h"

namespace annals::crash {
namespace {

namespace fs = std::filesystem;
using support::must;

std::string text_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void write(const fs::path& path, std::string_view text) {
  std::ofstream file{path, std::ios::binary | std::ios::trunc};
  file << text;
}

/// The first error of a scan, and what it read before.
Status read_column(const Snapshot& snapshot, Column column, std::string& all) {
  Cursor cursor = snapshot.scan(column, {});
  for (; cursor.valid(); cursor.next()) {
    all += fmt::format("{} {} {}\n", static_cast<int>(column), cursor.key(), cursor.value());
  }
  if (auto status = cursor.status(); !status) return status;
  if (!is_packed(column)) return Done{};
  for (const auto& run : snapshot.packed(column).runs) {
    const auto directory = snapshot.directory(*run);
    if (!directory) return directory.error();
    all += (*directory)->encode();
  }
  return Done{};
}

/// The states of every cell at several moments, as known at several.
Status ask(const Snapshot& snapshot, Sequence last, std::string& all) {
  for (const char* const relationship : {"r0", "r1", "r2", "r3"}) {
    for (std::uint64_t basis = 1; basis <= last.value; basis += 7) {
      const Scope scope{Horizon{.known = KnownTime::latest(), .basis = {.value = basis}}};
      const EffectiveTime on{.at = std::chrono::sys_days{std::chrono::year{2015} / 6 / 1}};
      const auto answer = state(snapshot, relationship, {}, on, scope);
      if (!answer) return answer.error();
      for (const CellAnswer& cell : answer->cells) all += cell.event.event.id + "\n";
    }
  }
  return Done{};
}

/// All that a database holds and some of what it answers, as text.
Result<std::string> read_all(const fs::path& path) {
  const auto database = Database::open(path, {.access = Access::read});
  if (!database) return database.error();
  const Snapshot snapshot = database->snapshot();
  const LogReader log{snapshot};
  std::string all = fmt::format("{}\n", database->last().value);
  if (auto read = log.for_each({.value = 1},
                               [&](const LoggedEvent& event) -> Status {
                                 all += to_line(to_json(event));
                                 return Done{};
                               });
      !read) {
    return std::move(read).error();
  }
  for (std::size_t i = 0; i < column_count; ++i) {
    if (auto read = read_column(snapshot, static_cast<Column>(i), all); !read) {
      return std::move(read).error();
    }
  }
  if (auto asked = ask(snapshot, database->last(), all); !asked) return std::move(asked).error();
  return all;
}

/// A small database with sorted files, blocks, runs of several levels, and a write-ahead log.
class Damage : public testing::Test {
 protected:
  Damage() : elsewhere_{unsynced_files()}, database_{directory_.path() / "db"} {
    Random random{7};
    EventSource events{random};
    std::vector<std::string> sent;
    must(Database::create(database_, {}, support::small_runs));
    Database database = must(Database::open(database_, {.access = Access::write}));
    for (const std::size_t count : {150U, 20U, 5U, 3U}) {
      if (count == 5U) must(database.flush());
      if (count == 3U) torn_ = must(read_all(database_));
      JsonLineReader reader;
      Transaction transaction = database.begin();
      for (std::size_t i = 0; i < count; ++i) {
        sent.push_back(events.line(sent));
        must(transaction.add(must(reader.read(sent.back()))));
      }
      must(database.commit(std::move(transaction)));
    }
  }

  void SetUp() override {
    whole_ = must(read_all(database_));
    for (const auto& entry : fs::directory_iterator{database_}) {
      const std::string name = entry.path().filename();
      // RocksDB's notes and a copy of its options answer nothing.
      if (name.starts_with("LOG") || name.starts_with("OPTIONS") || name == "LOCK") continue;
      files_[name] = text_of(entry.path());
    }
    for (const char* const needed : {"CURRENT", "WRITTEN"}) ASSERT_TRUE(files_.contains(needed));
  }

  /// The same, or it is as if the last commit had never come to the disk as a whole, which nobody
  /// can tell from a write that was torn.
  void expect_told_or_torn(const std::string& what) {
    const auto read = read_all(database_);
    if (read && *read == torn_) return;
    expect_told(what);
  }

  /// Expects that a damaged database answers as it did or tells of damage.
  void expect_told(const std::string& what) {
    const auto read = read_all(database_);
    if (!read) {
      ++told_;
      EXPECT_EQ(read.error().code, ErrorCode::corrupt) << what << ": " << read.error().message;
    } else {
      EXPECT_EQ(*read == whole_, true) << what << ": it answers, and wrongly";
    }
  }

  void put_back(const std::string& name) { write(database_ / name, files_.at(name)); }

  [[nodiscard]] const fs::path& database() const { return database_; }
  [[nodiscard]] const std::map<std::string, std::string>& files() const { return files_; }
  [[nodiscard]] std::size_t told() const { return told_; }

 private:
  FilesElsewhere elsewhere_;
  support::TemporaryDirectory directory_;
  fs::path database_;
  std::string whole_;
  std::string torn_;  // what was there before the last of the two commits that are in the log
  std::map<std::string, std::string> files_;
  std::size_t told_ = 0;
};

TEST_F(Damage, OfOneByteIsToldOrChangesNothing) {
  Random random{seed()};
  const std::size_t one_of = std::getenv("ANNALS_CRASH_EVERY_BYTE") == nullptr ? 97 : 1;
  for (const auto& [name, bytes] : files()) {
    for (std::size_t at = below(random, std::min(one_of, bytes.size() + 1)); at < bytes.size();
         at += one_of) {
      std::string damaged = bytes;
      const auto other = static_cast<char>(1 + below(random, 255));
      damaged[at] = static_cast<char>(damaged[at] ^ other);
      write(database() / name, damaged);
      expect_told(fmt::format("byte {} of {}", at, name));
    }
    put_back(name);
  }
  EXPECT_GT(told(), 50U);
}

TEST_F(Damage, OfAnyBitOfHowManyRestartsPropertiesHaveIsTold) {
  // RocksDB reads this before it compares the checksum, and aborted where the highest bit was set.
  constexpr std::size_t footer_bytes = 53;
  constexpr std::size_t trailer_bytes = 5;
  for (const auto& [name, bytes] : files()) {
    if (!name.ends_with(".sst")) continue;
    std::string_view footer = std::string_view{bytes}.substr(bytes.size() - footer_bytes + 1);
    const std::size_t last = take_varint(footer).value() - trailer_bytes - 1;
    for (unsigned bit = 1; bit <= 0x80U; bit <<= 1U) {
      std::string damaged = bytes;
      damaged.at(last) = static_cast<char>(static_cast<unsigned char>(damaged.at(last)) ^ bit);
      write(database() / name, damaged);
      const std::size_t before = told();
      expect_told(fmt::format("bit {} of byte {} of {}", bit, last, name));
      EXPECT_EQ(told(), before + 1) << name;
    }
    put_back(name);
  }
  EXPECT_GT(told(), 0U);
}

TEST_F(Damage, OfALogThatNoWriterHasClosedIsToldOrPassesForItsEnd) {
  Random random{seed()};
  fs::remove(database() / written_name);
  const std::string made_longer_ahead(100'000, '\0');
  for (const auto& [name, bytes] : files()) {
    if (!name.ends_with(".log")) continue;
    for (const std::string& zeros : {std::string{}, made_longer_ahead}) {
      for (std::size_t at = below(random, 7); at < bytes.size(); at += 1 + below(random, 29)) {
        std::string damaged = bytes + zeros;
        damaged[at] = static_cast<char>(~damaged[at]);
        write(database() / name, damaged);
        expect_told_or_torn(fmt::format("byte {} of {}", at, name));
      }
    }
    put_back(name);
  }
  EXPECT_GT(told(), 20U);
}

TEST_F(Damage, ThatCutsAFileIsTold) {
  Random random{seed()};
  for (const auto& [name, bytes] : files()) {
    for (const std::size_t length : {std::size_t{0}, std::size_t{1}, bytes.size() / 2,
                                     below(random, bytes.size() + 1), bytes.size()}) {
      if (length > bytes.size()) continue;
      write(database() / name, bytes.substr(0, length));
      expect_told(fmt::format("{} cut to {} bytes", name, length));
      if (length > 0) write(database() / name, bytes.substr(0, length - 1));
      expect_told(fmt::format("{} cut to {} bytes", name, length - 1));
    }
    put_back(name);
  }
}

TEST_F(Damage, ThatRemovesAFileIsTold) {
  for (const auto& [name, bytes] : files()) {
    if (name == "CURRENT") continue;  // without it a folder is no database, which is told
    fs::remove(database() / name);
    expect_told(name + " removed");
    put_back(name);
  }
}

TEST_F(Damage, ThatSwapsFilesIsTold) {
  for (const auto& [name, bytes] : files()) {
    for (const auto& [other, other_bytes] : files()) {
      if (name >= other) continue;
      write(database() / name, other_bytes);
      write(database() / other, bytes);
      expect_told(name + " swapped with " + other);
      put_back(name);
      put_back(other);
    }
  }
}

}  // namespace
}  // namespace annals::crash
