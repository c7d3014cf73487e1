#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "cli/fixture.h"

namespace annals::cli_test {
namespace {

namespace fs = std::filesystem;
using Arguments = std::vector<std::string>;

/// Commands that need a database which is there.
const std::vector<Arguments> readers{
    {"state", "acme-borg"},
    {"holds", "acme-borg", "stake:first=27"},
    {"timeline", "acme-borg"},
    {"history", "acme-borg"},
    {"diff", "acme-borg", "--from", "2023", "--to", "2025"},
    {"why", "acme-borg", "stake:first"},
    {"relationships"},
    {"parties"},
    {"types"},
    {"sql", "SELECT 1"},
    {"export"},
    {"stats"},
    {"prove", "first"},
};

/// Commands that write to it.
const std::vector<Arguments> writers{
    {"add", "noted", "acme-borg", "note=met"},
    {"retract", "first", "--reason", "wrong"},
    {"ingest", "first.jsonl"},
    {"rebuild"},
};

Arguments at(const std::string& database, Arguments arguments) {
  arguments.insert(arguments.begin(), {"--db", database});
  return arguments;
}

class BadDatabases : public CliTest {
 protected:
  void expect_no_access(const std::string& database, const std::vector<Arguments>& commands,
                        const std::string& says) const {
    for (const Arguments& command : commands) {
      expect_refused({.arguments = at(database, command), .exit_code = 4, .says = {says}});
    }
  }
};

TEST_F(BadDatabases, ThatAreMissingAreNotMadeByAsking) {
  const std::string says = "there is no database at 'no.db'";
  expect_no_access("no.db", readers, says);
  expect_no_access("no.db", {{"verify"}}, says);
  expect_no_access("no.db", {{"rebuild"}, {"retract", "first", "--reason", "wrong"}}, says);
  EXPECT_FALSE(fs::exists(workspace().path() / "no.db"));
}

TEST_F(BadDatabases, AreFiles) {
  const std::string says = "'first.jsonl' is a file; a database is a directory";
  expect_no_access("first.jsonl", readers, says);
  expect_no_access("first.jsonl", writers, says);
  EXPECT_EQ(workspace().read("first.jsonl"), event_line("first") + event_line("second"));
  expect_refused({{"--db", "first.jsonl", "init"}, 2, {"'first.jsonl' exists already"}});
}

TEST_F(BadDatabases, AreOtherDirectories) {
  fs::create_directory(workspace().path() / "folder");
  workspace().write("folder/letter.txt", "Dear Ann");
  const std::string says = "'folder' is a directory, but no annals database";
  expect_no_access("folder", readers, says);
  expect_no_access("folder", writers, says);
  expect_no_access("folder", {{"verify"}}, says);
  EXPECT_EQ(workspace().read("folder/letter.txt"), "Dear Ann");
  expect_refused({{"--db", "folder", "init"}, 2, {"'folder' exists already"}});
}

TEST_F(BadDatabases, CannotBeMadeInsideAFile) {
  const Arguments init{"--db", "first.jsonl/new.db", "init"};
  expect_refused({.arguments = init, .exit_code = 4, .says = {"cannot create"}});
}

TEST_F(BadDatabases, AreMadeInAnEmptyDirectory) {
  fs::create_directory(workspace().path() / "empty");
  (void)print({"--db", "empty", "init"});
  EXPECT_EQ(basis("empty").sequence, 0U);
}

/// Turns bits in the first block of every sorted file of the database.
void damage(const fs::path& database, const Workspace& workspace) {
  constexpr std::size_t from = 4;
  constexpr std::size_t to = 64;
  for (const auto& entry : fs::directory_iterator{workspace.path() / database}) {
    if (entry.path().extension() != ".sst") continue;
    const std::string name = database / entry.path().filename();
    std::string bytes = workspace.read(name);
    for (std::size_t i = from; i < to; ++i) bytes.at(i) = static_cast<char>(~bytes[i]);
    workspace.write(name, bytes);
  }
}

TEST_F(BadDatabases, ThatAreDamagedAnswerNothing) {
  fs::copy(workspace().path() / "annals.db", workspace().path() / "damaged.db");
  damage("damaged.db", workspace());
  for (const auto& commands : {readers, writers}) {
    for (const Arguments& command : commands) {
      expect_refused(
          {.arguments = at("damaged.db", command), .exit_code = 3, .says = {"damaged.db"}});
    }
  }
}

TEST_F(BadDatabases, ThatAreDamagedAreVerifiedAsFarAsTheyCanBeRead) {
  fs::copy(workspace().path() / "annals.db", workspace().path() / "damaged.db");
  damage("damaged.db", workspace());
  const Outcome outcome = workspace().run(at("damaged.db", {"verify", "--format", "json"}));
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_EQ(outcome.err, "");
  EXPECT_NE(outcome.out.find(R"("sound":false)"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find(".sst"), std::string::npos) << outcome.out;
}

TEST_F(BadDatabases, ThatLackAFileAnswerNothing) {
  fs::copy(workspace().path() / "annals.db", workspace().path() / "torn.db");
  for (const auto& entry : fs::directory_iterator{workspace().path() / "torn.db"}) {
    if (entry.path().extension() == ".sst") fs::remove(entry.path());
  }
  for (const Arguments& command : readers) {
    expect_refused({.arguments = at("torn.db", command), .exit_code = 3, .says = {"torn.db"}});
  }
}

}  // namespace
}  // namespace annals::cli_test
