// A program that keeps a projection of its own is killed at any moment; what it acknowledged is in
// the projection too, and this is what the log makes of it.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <sstream>
#include <string>
#include <thread>

#include "annals/database.h"
#include "annals/verify/verify.h"
#include "cli/process.h"
#include "crash/options.h"
#include "crash/writing.h"
#include "support/must.h"
#include "support/own_projection.h"
#include "support/temporary_directory.h"
#include "support/test_database.h"

namespace annals::crash {
namespace {

using support::must;
using support::terms_projection;

/// Lets the program append until it is killed; gives the last event that it acknowledged.
std::uint64_t write_until_killed(const std::filesystem::path& path, std::uint64_t first,
                                 std::chrono::microseconds life) {
  cli_test::Process writer{{.arguments = {ANNALS_OWN_WRITER, path.string(), std::to_string(first)},
                            .environment = {},
                            .directory = path.parent_path(),
                            .input = cli_test::Input::nothing,
                            .terminal_columns = {}}};
  writer.wait_for_output("\n");
  std::this_thread::sleep_for(life);
  writer.send(SIGKILL);
  const auto outcome = writer.wait();
  EXPECT_EQ(outcome.err, "");
  std::istringstream lines{outcome.out.substr(0, outcome.out.rfind('\n'))};
  std::uint64_t last = 0;
  for (std::uint64_t number = 0; lines >> number;) last = number;
  return last;
}

/// The projection as it is on opening; it must be the same when it was made anew.
std::size_t expect_sound(const std::filesystem::path& path) {
  EXPECT_TRUE(must(verify(path, {.projections = {&terms_projection}})).is_sound());
  Database database =
      must(Database::open(path, {.access = Access::write, .projections = {&terms_projection}}));
  const Column column = must(database.own_projections()).at(0).column;
  const auto rows = support::entries_of(database.snapshot(), column);
  EXPECT_EQ(rows.size(), database.last().value);
  must(database.rebuild([](std::uint64_t, std::uint64_t) { return true; }));
  EXPECT_EQ(support::entries_of(database.snapshot(), column), rows);
  return rows.size();
}

TEST(OwnProjectionKill, LosesNothingThatWasAcknowledged) {
  constexpr std::uint64_t rounds_usual = 8;
  Random random{seed()};
  const support::TemporaryDirectory directory;
  const auto path = directory.path() / "db";
  must(Database::create(path, {}, support::small_runs));
  std::size_t there = 0;
  for (std::uint64_t round = 0; round < rounds(rounds_usual); ++round) {
    constexpr std::size_t microseconds_max = 200'000;
    const std::chrono::microseconds life{below(random, microseconds_max)};
    const std::uint64_t acknowledged = write_until_killed(path, there + 1, life);
    there = expect_sound(path);
    ASSERT_GE(there, acknowledged) << "round " << round << " of ANNALS_CRASH_SEED=" << seed();
    ASSERT_EQ(there % 3, 0U) << "a transaction is there by half";
  }
  EXPECT_GT(there, 8U * rounds_usual);
}

TEST(DroppedProjection, IsGoneFromTheDatabase) {
  const support::TemporaryDirectory directory;
  const auto path = directory.path() / "db";
  must(Database::create(path, {}, support::small_runs));
  write_until_killed(path, 1, std::chrono::milliseconds{20});
  for (const std::string word : {"terms", "other"}) {
    cli_test::Process drop{{.arguments = {ANNALS_CLI, "rebuild", "--drop", word, "--db", path},
                            .environment = {},
                            .directory = directory.path(),
                            .input = cli_test::Input::nothing,
                            .terminal_columns = {}}};
    EXPECT_EQ(drop.wait().exit_code, word == "terms" ? 0 : 2);
  }
  const Database database = must(Database::open(path, {}));
  EXPECT_TRUE(must(database.own_projections()).empty());
  EXPECT_TRUE(support::entries_of(database.snapshot(), Column::own).empty());
}

}  // namespace
}  // namespace annals::crash
