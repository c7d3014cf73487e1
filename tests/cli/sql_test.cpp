// What cannot be seen in a golden file: SQL that is interrupted, damaged or wants to write.

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "cli/fixture.h"

namespace annals::cli_test {
namespace {

using Sql = CliTest;

TEST_F(Sql, ChangesNothing) {
  for (const std::string statement :
       {"INSERT INTO events(id) VALUES ('x')", "UPDATE events SET note = 'x'", "DELETE FROM events",
        "DROP TABLE events", "CREATE TABLE x(y)",
        "CREATE TRIGGER t AFTER DELETE ON events BEGIN "
        "SELECT 1; END",
        "ATTACH 'annals.db/CURRENT' AS x", "VACUUM INTO 'copy.db'", "BEGIN",
        "PRAGMA user_version = 5", "REINDEX", "ANALYZE"}) {
    const Outcome outcome = workspace().run({"sql", statement});
    EXPECT_EQ(outcome.exit_code, 2) << statement;
    EXPECT_EQ(outcome.out, "") << statement;
    EXPECT_NE(outcome.err, "") << statement;
  }
  EXPECT_FALSE(std::filesystem::exists(workspace().path() / "copy.db"));
  expect_unchanged();
}

TEST_F(Sql, EndsWhenItIsInterrupted) {
  constexpr int interrupted = 130;
  Process query = workspace().start({"sql", "-"});
  query.write(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n");
  query.wait_until_asleep();
  query.close_input();
  // The second time it would be killed: so wait until it knows what to do with the first.
  std::this_thread::sleep_for(std::chrono::milliseconds{500});
  query.send(SIGINT);
  const Outcome outcome = query.wait();
  EXPECT_EQ(outcome.exit_code, interrupted);
  EXPECT_EQ(outcome.out, "");
  EXPECT_NE(outcome.err.find("interrupted"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace annals::cli_test
