// Files of the write-ahead log that are longer than what is written to them, and what is left of
// them when nobody could cut them again.

#include "annals/store/write_ahead_log.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "annals/store/files.h"
#include "annals/store/store.h"
#include "support/must.h"
#include "support/temporary_directory.h"
#include "unit/expect.h"

namespace annals {
namespace {

namespace fs = std::filesystem;
using support::must;
using unit::succeeded;

constexpr std::size_t block_bytes = 32 << 10;
constexpr std::size_t sector_bytes = 512;

/// A store whose process is gone: what it had committed is in the log, and the log was not cut.
class KilledStore : public testing::Test {
 protected:
  /// Commits values, each alone, and takes the files as they are then.
  void commit_and_kill(const std::vector<std::string>& values) {
    must(Store::create(living(), {}));
    Store store = must(Store::open(living(), Access::write));
    for (const std::string& value : values) {
      Batch batch = store.batch();
      batch.put(Column::meta, fmt::format("key {:06}", ends_.size()), value);
      must(store.commit(std::move(batch)));
      ends_.push_back(end_of(find_log(living())));
    }
    log_path_ = find_log(living()).filename();
    fs::copy(living(), dead());
    log_ = read(dead() / log_path_);
  }

  /// Where each commit ends in the log.
  [[nodiscard]] const std::vector<std::size_t>& ends() const { return ends_; }
  [[nodiscard]] const std::string& log() const { return log_; }

  /// How many commits there are when this is what the disk has of the log.
  [[nodiscard]] Result<std::size_t> commits_with(const std::string& log, Access access) const {
    const fs::path path = directory_.path() / "again";
    fs::remove_all(path);
    fs::copy(dead(), path);
    std::ofstream{path / log_path_, std::ios::binary | std::ios::trunc} << log;
    auto store = Store::open(path, access);
    if (!store) return std::move(store).error();
    std::size_t commits = 0;
    const Snapshot snapshot = store->snapshot();
    Cursor cursor = snapshot.scan(Column::meta, "key ");
    for (; cursor.valid(); cursor.next()) ++commits;
    if (auto done = cursor.status(); !done) return std::move(done).error();
    return commits;
  }

  void expect_commits(std::size_t commits, const std::string& log, const std::string& what) const {
    for (const Access access : {Access::read, Access::write}) {
      const auto found = commits_with(log, access);
      ASSERT_TRUE(succeeded(found)) << what;
      EXPECT_EQ(*found, commits) << what;
    }
  }

  /// Gives the store a log with the number after that of the other.
  void write_later_log(const std::string& bytes) const {
    const std::string number = fmt::format("{:06}", std::stoi(log_path_.stem()) + 1);
    std::ofstream{dead() / (number + ".log"), std::ios::binary | std::ios::trunc} << bytes;
  }

  void expect_damage(const std::string& log, const std::string& what) const {
    for (const Access access : {Access::read, Access::write}) {
      const auto found = commits_with(log, access);
      ASSERT_FALSE(found) << what;
      EXPECT_EQ(found.error().code, ErrorCode::corrupt) << what;
    }
  }

 private:
  [[nodiscard]] fs::path living() const { return directory_.path() / "living"; }
  [[nodiscard]] fs::path dead() const { return directory_.path() / "dead"; }

  static std::string read(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
  }

  static fs::path find_log(const fs::path& store) {
    for (const auto& entry : fs::directory_iterator{store}) {
      if (is_write_ahead_log(entry.path())) return entry.path();
    }
    return {};
  }

  static std::size_t end_of(const fs::path& log) {
    std::uint64_t end = 0;
    const auto found = find_log_end(*environment().GetFileSystem(), log, {}, end);
    EXPECT_TRUE(found.ok()) << found.ToString();
    return end;
  }

  support::TemporaryDirectory directory_;
  fs::path log_path_;
  std::string log_;
  std::vector<std::size_t> ends_;
};

/// `log` without what a disk would have written to these sectors from `from` on.
std::string without_sector(std::string log, std::size_t sector, std::size_t from) {
  const std::size_t begin = std::max(sector * sector_bytes, from);
  const std::size_t end = std::min((sector + 1) * sector_bytes, log.size());
  if (begin < end) log.replace(begin, end - begin, end - begin, '\0');
  return log;
}

TEST_F(KilledStore, HasALogThatIsLongerThanWhatWasWritten) {
  commit_and_kill({"a", "b"});
  EXPECT_GT(log().size(), block_bytes);
  EXPECT_LT(ends().back(), sector_bytes);
  EXPECT_EQ(log().find_first_not_of('\0', ends().back()), std::string::npos);
  expect_commits(2, log(), "as it is");
  expect_commits(2, log().substr(0, ends().back()), "cut");
}

TEST_F(KilledStore, HasWhatEndsWithZeros) {
  const std::string zeros(3 * sector_bytes, '\0');
  commit_and_kill({"a", zeros, zeros + "b", std::string(2 * block_bytes, '\0')});
  EXPECT_GT(ends().back() - ends()[2], 2 * block_bytes);
  expect_commits(4, log(), "as it is");
}

TEST_F(KilledStore, HasALogThatEndsAnywhereInABlock) {
  // So that what is left of a block holds no head, just one, or a little more.
  std::vector<std::string> values;
  for (std::size_t i = 0; i < 40; ++i) values.emplace_back(block_bytes / 4 - 10 + i, 'x');
  commit_and_kill(values);
  for (std::size_t commits = 0; commits < values.size(); ++commits) {
    const std::size_t end = commits == 0 ? 0 : ends()[commits - 1];
    std::string shorter = log().substr(0, end);
    shorter.resize(log().size(), '\0');
    expect_commits(commits, shorter, fmt::format("{} commits", commits));
  }
}

/// The last commit is of that many bytes.
class TornStore : public KilledStore, public testing::WithParamInterface<std::size_t> {};

TEST_P(TornStore, HasAllButTheLastCommit) {
  commit_and_kill({"a", std::string(1000, 'b'), "c", std::string(GetParam(), 'x')});
  const std::size_t before = ends()[2];
  const std::size_t first = before / sector_bytes;
  const std::size_t last = (ends()[3] - 1) / sector_bytes;
  expect_commits(4, log(), "whole");
  for (std::size_t sector = first; sector <= last; sector += 1 + (last - first) / 20) {
    expect_commits(3, without_sector(log(), sector, before), fmt::format("sector {}", sector));
  }
  std::mt19937 random{7};
  for (int round = 0; round < 20; ++round) {
    std::string torn = without_sector(log(), first + random() % (last - first + 1), before);
    const unsigned share = 1 + random() % 4;
    for (std::size_t sector = first; sector <= last; ++sector) {
      if (random() % 4 < share) torn = without_sector(std::move(torn), sector, before);
    }
    expect_commits(3, torn, fmt::format("round {}", round));
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, TornStore,
                         testing::Values(1, 600, 5000, block_bytes, 5 * block_bytes));

// RocksDB writes the head of a record and what belongs to it one after the other; where its buffer
// was full between both, a killed writer leaves the head alone.
TEST_F(KilledStore, HasALogThatEndsBehindAHead) {
  constexpr std::size_t head_bytes = 7;
  commit_and_kill({"a", std::string(block_bytes, 'x')});
  for (const std::size_t begin : {ends()[0], block_bytes}) {
    std::string torn = log().substr(0, begin + head_bytes);
    torn.resize(log().size(), '\0');
    expect_commits(1, torn, fmt::format("a head at {}", begin));
  }
}

TEST_F(KilledStore, TellsOfATornWriteThatALaterLogFollows) {
  commit_and_kill({"a", "b", std::string(1000, 'c')});
  const std::string torn = without_sector(log(), (ends()[2] - 1) / sector_bytes, ends()[1]);
  expect_commits(2, torn, "alone");
  write_later_log("");
  expect_commits(2, torn, "with an empty one");
  write_later_log(log().substr(0, ends()[0]));
  expect_damage(torn, "with one that something was written to");
}

TEST_F(KilledStore, TellsOfDamageBeforeTheLastCommit) {
  std::vector<std::string> values;
  for (std::size_t i = 0; i < 9; ++i) values.emplace_back(700, 'x');
  commit_and_kill(values);
  for (std::size_t i = 1; i < ends().size(); ++i) {
    std::string damaged = log();
    damaged[ends()[i] - 100] ^= 1;
    expect_damage(damaged, fmt::format("a bit of commit {}", i));
    if (i + 1 == ends().size()) break;
    // A sector that lies between the ends of two commits, so that those behind are whole.
    const std::size_t sector = ends()[i - 1] / sector_bytes + 1;
    if ((sector + 1) * sector_bytes > ends()[i]) continue;
    expect_damage(without_sector(log(), sector, 0), fmt::format("sector {}", sector));
  }
}

TEST_F(KilledStore, TellsOfALostBlockThatOthersFollow) {
  commit_and_kill({std::string(2 * block_bytes, 'x'), "a", std::string(block_bytes, 'y'), "b"});
  std::string damaged = log();
  damaged.replace(0, block_bytes, block_bytes, '\0');
  expect_damage(damaged, "the first block");
}

}  // namespace
}  // namespace annals
