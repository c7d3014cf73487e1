// Backups while a writer runs, and what is refused.

#include "annals/backup.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "cli/process.h"
#include "crash/sound.h"
#include "support/must.h"
#include "support/temporary_directory.h"
#include "support/test_database.h"

namespace annals::crash {
namespace {

namespace fs = std::filesystem;
using support::must;

std::string event_line(const std::string& id) {
  return R"({"id":")" + id +
         R"(","type":"noted","relationship":"r1","note":"n","effective":"2020"})" + "\n";
}

class Backup : public testing::Test {
 protected:
  Backup() { must(Database::create(database(), {}, support::small_runs)); }

  [[nodiscard]] fs::path path(const std::string& name) const { return directory_.path() / name; }
  [[nodiscard]] fs::path database() const { return path("db"); }
  [[nodiscard]] fs::path backup() const { return path("backup"); }

  [[nodiscard]] cli_test::Launch launch(const std::vector<std::string>& arguments,
                                        cli_test::Input input = cli_test::Input::nothing) const {
    std::vector<std::string> all{ANNALS_CLI, "--db", database()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return {.arguments = all,
            .environment = {"TERM=dumb", "LC_ALL=C"},
            .directory = directory_.path(),
            .input = input,
            .terminal_columns = {}};
  }

  /// Appends one event.
  void append(const std::string& id) const {
    std::ofstream{path("line.jsonl")} << event_line(id);
    ASSERT_EQ(cli_test::Process{launch({"ingest", path("line.jsonl")})}.wait().exit_code, 0);
  }

  void expect_refused(const Result<BackupReport>& report, ErrorCode code,
                      const std::string& says) const {
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, code) << report.error().message;
    EXPECT_NE(report.error().message.find(says), std::string::npos) << report.error().message;
    EXPECT_FALSE(fs::exists(path("restored")));
  }

 private:
  support::TemporaryDirectory directory_;
};

TEST_F(Backup, OfADatabaseThatIsWrittenToIsABeginningOfItsLog) {
  cli_test::Process writer{launch({"ingest", "-", "--batch", "1"}, cli_test::Input::pipe)};
  std::size_t sent = 0;
  for (int round = 0; round < 6; ++round) {
    for (int i = 0; i < 9; ++i) writer.write(event_line("event-" + std::to_string(sent++)));
    writer.wait_for_output("Acknowledged " + std::to_string(sent) + " events");
    for (int i = 0; i < 9; ++i) writer.write(event_line("event-" + std::to_string(sent++)));
    const auto report = must(back_up(database(), backup()));
    EXPECT_GE(report.last.value, sent - 9);
    fs::remove_all(path("restored"));
    EXPECT_EQ(must(restore(backup(), path("restored"))).head, report.head);
    const auto log = expect_sound(path("restored"));
    ASSERT_EQ(log.size(), report.last.value);
    for (std::size_t i = 0; i < log.size(); ++i) {
      EXPECT_EQ(log[i].at("id"), "event-" + std::to_string(i));
    }
  }
  writer.close_input();
  EXPECT_EQ(writer.wait().exit_code, 0);
}

TEST_F(Backup, CopiesNoSortedFileTwice) {
  append("a");
  EXPECT_EQ(must(back_up(database(), backup())).files.files_reused, 0U);
  append("b");
  const auto second = must(back_up(database(), backup()));
  EXPECT_GT(second.files.files_reused, 0U);
  EXPECT_GT(second.files.files_copied, 0U);
  EXPECT_EQ(must(restore(backup(), path("restored"))).last.value, 2U);
}

TEST_F(Backup, OfAnotherLogIsNotReplaced) {
  append("a");
  must(back_up(database(), backup()));
  must(Database::create(path("other"), {}));
  const auto report = back_up(path("other"), backup());
  expect_refused(report, ErrorCode::invalid_input, "has a backup of another log");
  EXPECT_EQ(must(restore(backup(), path("restored"))).last.value, 1U);
}

TEST_F(Backup, TouchesNoOtherFolderAndNoTakenPlace) {
  fs::create_directory(path("folder"));
  std::ofstream{path("folder") / "letter.txt"} << "Dear Ann";
  expect_refused(back_up(database(), path("folder")), ErrorCode::invalid_input,
                 "holds something, but no backup");
  must(back_up(database(), backup()));
  expect_refused(restore(backup(), path("folder")), ErrorCode::invalid_input, "exists already");
  expect_refused(restore(backup(), database()), ErrorCode::invalid_input, "exists already");
  expect_refused(restore(path("nothing"), path("restored")), ErrorCode::missing,
                 "there is no backup");
  EXPECT_TRUE(fs::exists(path("folder") / "letter.txt"));
}

/// The folder in which the backup has its copy.
fs::path copy_in(const fs::path& backup) {
  for (const auto& entry : fs::directory_iterator{backup}) {
    if (entry.is_directory()) return entry.path();
  }
  throw std::runtime_error{"the backup has no copy"};
}

TEST_F(Backup, WithALinkInItIsNotRestored) {
  append("a");
  must(back_up(database(), backup()));
  const fs::path current = copy_in(backup()) / "CURRENT";
  fs::rename(current, path("elsewhere"));
  fs::create_symlink(path("elsewhere"), current);
  expect_refused(restore(backup(), path("restored")), ErrorCode::corrupt, "is not the file");
}

TEST_F(Backup, WithADamagedFileIsNotRestored) {
  append("a");
  must(back_up(database(), backup()));
  std::vector<fs::path> files{backup() / "BACKUP"};
  for (const auto& entry : fs::directory_iterator{copy_in(backup())}) {
    const std::string name = entry.path().filename();
    // What tells the database's identity and how far it came is not part of the log.
    if (entry.file_size() > 0 && name != "IDENTITY" && name != "WRITTEN") {
      files.push_back(entry.path());
    }
  }
  for (const fs::path& file : files) {
    std::fstream stream{file, std::ios::in | std::ios::out | std::ios::binary};
    const auto middle = static_cast<std::streamoff>(fs::file_size(file) / 2);
    stream.seekg(middle);
    const int byte = stream.get();
    stream.seekp(middle);
    stream.put(static_cast<char>(~byte));
    stream.close();
    expect_refused(restore(backup(), path("restored")), ErrorCode::corrupt, "");
    std::fstream again{file, std::ios::in | std::ios::out | std::ios::binary};
    again.seekp(middle);
    again.put(static_cast<char>(byte));
  }
  EXPECT_EQ(must(restore(backup(), path("restored"))).last.value, 1U);
}

TEST_F(Backup, AndDatabaseAreForTheirOwnerAlone) {
  const mode_t before = umask(0);
  must(Database::create(path("open"), {}));
  must(back_up(path("open"), backup()));
  must(restore(backup(), path("restored")));
  umask(before);
  for (const fs::path& folder : {path("open"), backup(), path("restored")}) {
    EXPECT_EQ(fs::status(folder).permissions(), fs::perms::owner_all) << folder;
    for (const auto& entry : fs::recursive_directory_iterator{folder}) {
      const auto expected = entry.is_directory() ? fs::perms::owner_all
                                                 : fs::perms::owner_read | fs::perms::owner_write;
      EXPECT_EQ(entry.status().permissions(), expected) << entry.path();
    }
  }
}

}  // namespace
}  // namespace annals::crash
