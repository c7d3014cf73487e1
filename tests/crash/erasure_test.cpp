// What was erased is in no file; and an erasure that is stopped at any moment leaves the database
// as before it, or is finished by whoever opens it next.

#include "annals/erasure.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "annals/backup.h"
#include "annals/codec/json_line.h"
#include "annals/codec/record_block.h"
#include "annals/database.h"
#include "annals/log/log_reader.h"
#include "annals/store/files.h"
#include "cli/process.h"
#include "crash/disk.h"
#include "crash/options.h"
#include "crash/sound.h"
#include "crash/unsynced.h"
#include "crash/writing.h"
#include "support/must.h"
#include "support/temporary_directory.h"
#include "support/test_database.h"

namespace annals::crash {
namespace {

namespace fs = std::filesystem;
using support::must;

bool go_on(std::string_view /*doing*/, std::uint64_t /*done*/, std::uint64_t /*total*/) {
  return true;
}

/// What no file may have afterwards: as it does not compress, it stands in the files as it is.
constexpr std::array<std::string_view, 5> secrets{"id-qZ7xK0vB9mWc3", "value-Jt5yR8pLh2Xn",
                                                  "title-Ue4Gw6DsQ1oA", "quote-Fk9bN3zYv7Ci",
                                                  "note-Mr2HjT8lEx5S"};
constexpr std::uint64_t events = 300;  // two blocks, several runs

std::string event_line(std::uint64_t number) {
  return fmt::format(
      R"({{"id":"event-{0}","type":"term_set","relationship":"r{1}","term":"t","key":"k{0}","value":"{0}","effective":"2020"}})",
      number, number % 3);
}

std::string secret_line() {
  return fmt::format(
      R"({{"id":"{}","type":"term_set","relationship":"r1","term":"t","key":"k","value":"{}","effective":"2020","source":{{"title":"{}","quote":"{}"}},"note":"{}"}})",
      secrets[0], secrets[1], secrets[2], secrets[3], secrets[4]);
}

/// Fills a new database with events, of which one is secret, in several files of RocksDB.
void fill(const fs::path& path, std::uint64_t count, std::uint64_t secret,
          const RunLayout& layout = {}) {
  must(Database::create(path, {}, layout));
  JsonLineReader reader;
  for (std::uint64_t next = 1; next <= count;) {
    auto database = must(Database::open(path, {.access = Access::write}));
    Transaction transaction = database.begin();
    for (const std::uint64_t end = next + (count + 3) / 4; next < end && next <= count; ++next) {
      const std::string line = next == secret ? secret_line() : event_line(next);
      must(transaction.add(must(reader.read(line))));
    }
    must(database.commit(std::move(transaction)));
    must(database.flush());
  }
}

bool has_secret(const std::string& bytes) {
  return std::ranges::any_of(
      secrets, [&](std::string_view secret) { return bytes.find(secret) != std::string::npos; });
}

std::string bytes_of(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// The files under a folder that have something of what is secret.
std::vector<std::string> files_with_secrets(const fs::path& folder) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    if (entry.is_regular_file() && has_secret(bytes_of(entry.path()))) {
      found.push_back(entry.path().string());
    }
  }
  return found;
}

/// The columns of a database that have something of it, unpacked.
std::set<std::string_view> columns_with_secrets(const fs::path& path) {
  const auto database = must(Database::open(path, {.access = Access::read}));
  const Snapshot snapshot = database.snapshot();
  std::set<std::string_view> found;
  for (std::size_t i = 0; i < column_count; ++i) {
    for (const auto& [key, value] : support::entries_of(snapshot, static_cast<Column>(i))) {
      bool has = has_secret(key) || has_secret(value);
      const auto block = key.starts_with('b') && i == static_cast<std::size_t>(Column::log)
                             ? RecordBlock::open(value)
                             : Result<RecordBlock>{Error{}};
      for (std::size_t at = 0; block && at < block->size(); ++at) {
        has = has || has_secret(block->record(at));
      }
      if (has) found.insert(column_names.at(i));
    }
  }
  return found;
}

/// The files under a folder that have keys and values.
std::set<std::string> data_files(const fs::path& folder) {
  std::set<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    const fs::path extension = entry.path().extension();
    if (extension == ".sst" || extension == ".log") found.insert(entry.path().filename());
  }
  return found;
}

std::vector<std::string> both(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::vector<std::string> found;
  std::ranges::set_intersection(a, b, std::back_inserter(found));
  return found;
}

class Erasure : public testing::Test {
 protected:
  [[nodiscard]] fs::path path(const std::string& name) const { return directory_.path() / name; }

 private:
  support::TemporaryDirectory directory_;
};

TEST_F(Erasure, LeavesNothingOfTheContentInAnyFile) {
  for (const std::uint64_t secret : {1U, 128U, 290U, 300U}) {
    const fs::path db = path(std::to_string(secret));
    fill(db, events, secret, secret % 2 == 0 ? support::small_runs : RunLayout{});
    // A block of records is packed: there its bytes do not stand in the file as they are.
    EXPECT_EQ(files_with_secrets(db).empty(), secret <= 2 * block_records);
    EXPECT_EQ(columns_with_secrets(db),
              (std::set<std::string_view>{"log", "ids", "timeline", "values"}));
    const auto before = data_files(db);
    {
      auto database = must(Database::open(db, {.access = Access::write}));
      must(database.erase(secrets[0], "why", go_on));
      // Not only once it is closed.
      EXPECT_EQ(files_with_secrets(db), std::vector<std::string>{});
      EXPECT_EQ(both(before, data_files(db)), std::vector<std::string>{});
    }
    EXPECT_EQ(files_with_secrets(db), std::vector<std::string>{});
    EXPECT_TRUE(columns_with_secrets(db).empty());
    EXPECT_EQ(expect_sound(db).size(), events);
  }
}

TEST_F(Erasure, OfWhatIsInTheWriteAheadLogLeavesNothing) {
  const fs::path db = path("db");
  must(Database::create(db, {}));
  auto database = must(Database::open(db, {.access = Access::write}));
  JsonLineReader reader;
  must(database.append(must(reader.read(secret_line()))));
  EXPECT_FALSE(files_with_secrets(db).empty());
  const auto before = data_files(db);
  must(database.erase(secrets[0], "why", go_on));
  EXPECT_EQ(files_with_secrets(db), std::vector<std::string>{});
  EXPECT_EQ(both(before, data_files(db)), std::vector<std::string>{});
}

TEST_F(Erasure, GoesIntoTheNextBackup) {
  const fs::path db = path("db");
  fill(db, events, 290);
  must(back_up(db, path("backup")));
  EXPECT_FALSE(files_with_secrets(path("backup")).empty());
  const auto before = data_files(path("backup"));
  {
    auto database = must(Database::open(db, {.access = Access::write}));
    must(database.erase(secrets[0], "why", go_on));
  }
  const auto report = must(back_up(db, path("backup")));
  EXPECT_EQ(files_with_secrets(path("backup")), std::vector<std::string>{});
  EXPECT_EQ(both(before, data_files(path("backup"))), std::vector<std::string>{});
  EXPECT_EQ(must(restore(path("backup"), path("restored"))).head, report.head);
  EXPECT_EQ(expect_sound(path("restored")).size(), events);
}

/// Whether the database at a place is as after the erasure; else it must be as before. Throws
/// std::runtime_error if it is neither, or if anything is left of what was erased.
bool is_erased(const fs::path& path, std::uint64_t count, std::uint64_t secret) {
  bool is_after = false;
  {
    const FilesElsewhere elsewhere{unsynced_files()};
    const auto database = must(Database::open(path, {.access = Access::write}));
    const Snapshot snapshot = database.snapshot();
    const LogReader log{snapshot};
    if (database.last().value != count) throw std::runtime_error{"events are missing"};
    const LoggedEvent there = must(log.read({.value = secret}));
    is_after = there.erased.has_value();
    if (!is_after && there.event.id != secrets[0]) throw std::runtime_error{"another event"};
  }
  if (is_after && !files_with_secrets(path).empty()) {
    throw std::runtime_error{"what was erased is in " + files_with_secrets(path).front()};
  }
  if (expect_sound(path).size() != count) throw std::runtime_error{"events are missing"};
  return is_after;
}

constexpr std::uint64_t few = 23;  // five runs and a tail
constexpr std::uint64_t secret_of_few = 9;

/// A small database that every round copies.
const fs::path& small_database() {
  static const support::TemporaryDirectory directory;
  static const fs::path path = [] {
    const fs::path made = directory.path() / "db";
    fill(made, few, secret_of_few, support::small_runs);
    return made;
  }();
  return path;
}

/// Opens the database at `path`, erases the secret, closes it. Says what failed.
std::optional<Error> erase_secret(const fs::path& path, bool& acknowledged) {
  auto database = Database::open(path, {.access = Access::write});
  if (!database) return database.error();
  const auto erased = database->erase(secrets[0], "why", go_on);
  if (!erased) return erased.error();
  acknowledged = true;
  return std::nullopt;
}

/// The small database on a disk of its own.
class OnDisk {
 public:
  OnDisk() : disk_{std::make_shared<Disk>(root_.path())} {
    const auto environment = rocksdb::NewCompositeEnv(disk_);
    const FilesElsewhere elsewhere{*environment};
    fill(path(), few, secret_of_few, support::small_runs);
  }

  std::optional<Error> erase(std::optional<Fault> fault) {
    disk_->fail(fault);
    const auto environment = rocksdb::NewCompositeEnv(disk_);
    const FilesElsewhere elsewhere{*environment};
    return erase_secret(path(), acknowledged_);
  }

  [[nodiscard]] Disk& disk() { return *disk_; }
  [[nodiscard]] bool acknowledged() const { return acknowledged_; }
  [[nodiscard]] fs::path path() const { return root_.path() / "db"; }

 private:
  support::TemporaryDirectory root_;
  std::shared_ptr<Disk> disk_;
  bool acknowledged_ = false;
};

struct Moment {
  Image image;
  bool acknowledged;
};

/// Each image that the power can leave while the secret is erased, once.
template <typename ImageOf>
std::vector<Moment> moments(const ImageOf& image_of) {
  OnDisk all;
  std::vector<Moment> moments;
  all.disk().watch([&] {
    Moment now{.image = image_of(all.disk()), .acknowledged = all.acknowledged()};
    const bool is_same = !moments.empty() && moments.back().image == now.image;
    if (is_same) moments.pop_back();
    moments.push_back(std::move(now));
  });
  EXPECT_FALSE(all.erase({}));
  EXPECT_TRUE(all.acknowledged());
  return moments;
}

bool image_has_secret(const Image& image) {
  return std::ranges::any_of(
      image, [](const auto& file) { return file.second && has_secret(*file.second); });
}

TEST_F(Erasure, IsWholeAfterAPowerLoss) {
  Random random{seed()};
  const auto synced = moments([](const Disk& disk) { return disk.synced(); });
  const auto torn = moments([&](const Disk& disk) { return disk.torn(random); });
  EXPECT_GE(synced.size(), 20U);
  std::size_t after = 0;
  std::size_t looked = 0;
  const auto look = [&](const Moment& moment) {
    const support::TemporaryDirectory directory;
    write_image(moment.image, directory.path() / "disk");
    const bool erased = is_erased(directory.path() / "disk" / "db", few, secret_of_few);
    EXPECT_TRUE(erased || !moment.acknowledged);
    EXPECT_FALSE(moment.acknowledged && image_has_secret(moment.image))
        << "what was acknowledged to be gone came back with the power";
    ++looked;
    if (erased) ++after;
  };
  for (const Moment& moment : synced) look(moment);
  for (std::size_t i = 0; i < torn.size(); i += 1 + below(random, 8)) look(torn[i]);
  EXPECT_GT(after, 0U);
  EXPECT_LT(after, looked);
}

TEST_F(Erasure, IsToldAndWholeWhereAWriteFails) {
  OnDisk undisturbed;
  EXPECT_FALSE(undisturbed.erase({}));
  const std::uint64_t calls = undisturbed.disk().calls(Fault::Calls::writing);
  EXPECT_GT(calls, 50U);
  Random random{seed()};
  const std::uint64_t one_of = calls / rounds(12) + 1;
  for (const bool for_good : {false, true}) {
    for (std::uint64_t at = 1 + below(random, one_of); at <= calls; at += one_of) {
      OnDisk all;
      const auto error = all.erase(Fault{
          .calls = Fault::Calls::writing, .at = at, .for_good = for_good, .disk_full = false});
      if (error) {
        EXPECT_EQ(error->code, ErrorCode::io) << at << ": " << error->message;
      }
      all.disk().fail({});
      EXPECT_TRUE(is_erased(all.path(), few, secret_of_few) || error) << "call " << at;
    }
  }
}

TEST_F(Erasure, IsWholeAfterAKill) {
  Random random{seed()};
  std::chrono::microseconds usual{0};
  std::size_t after = 0;
  std::size_t killed = 0;
  for (std::uint64_t round = 0; round < rounds(20); ++round) {
    const fs::path db = path(std::to_string(round));
    fs::copy(small_database(), db, fs::copy_options::recursive);
    const auto started = std::chrono::steady_clock::now();
    cli_test::Process process{
        {.arguments = {ANNALS_CLI, "--db", db, "erase", std::string{secrets[0]}, "--reason", "why"},
         .environment = {"TERM=dumb", "LC_ALL=C"},
         .directory = path(""),
         .input = cli_test::Input::nothing,
         .terminal_columns = {}}};
    if (round > 0) {
      std::this_thread::sleep_for(std::chrono::microseconds{
          below(random, static_cast<std::size_t>(usual.count() * 11 / 10))});
      process.send(SIGKILL);
    }
    const auto outcome = process.wait();
    if (round == 0) {
      usual = std::chrono::duration_cast<std::chrono::microseconds>(
          std::chrono::steady_clock::now() - started);
    }
    const bool is_after = is_erased(db, few, secret_of_few);
    EXPECT_TRUE(is_after || outcome.exit_code != 0);
    if (outcome.exit_code != 0) ++killed;
    if (is_after) ++after;
    fs::remove_all(db);
  }
  fmt::print("killed: {}, erased: {}\n", killed, after);
  EXPECT_GT(killed, 0U);
}

}  // namespace
}  // namespace annals::crash
