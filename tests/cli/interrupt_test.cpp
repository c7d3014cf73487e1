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

constexpr int killed = 128 + SIGKILL;
constexpr int interrupted = 130;

using Interrupted = CliTest;

TEST_F(Interrupted, AnIngestOfAPipeKeepsNothing) {
  Process ingest = workspace().start({"ingest", "-"});
  // More than a pipe holds: so the program has read some of it, and knows what to do with signals.
  ingest.write(event_lines("lost", 4000));
  ingest.wait_until_asleep();
  ingest.send(SIGINT);
  const Outcome outcome = ingest.wait();
  EXPECT_EQ(outcome.exit_code, interrupted);
  EXPECT_EQ(outcome.out, "");
  EXPECT_NE(outcome.err.find("interrupted; nothing of it was kept"), std::string::npos)
      << outcome.err;
  expect_unchanged();
}

TEST_F(Interrupted, BatchesKeepWhatWasAcknowledged) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const std::string prefix = "signal-" + std::to_string(signal);
    const std::size_t before = basis().sequence;
    Process ingest = workspace().start({"ingest", "-", "--batch", "2"});
    ingest.write(event_lines(prefix, 5));
    ingest.wait_for_output("Acknowledged 4 events");
    ingest.wait_until_asleep();
    ingest.send(signal);
    const Outcome outcome = ingest.wait();
    EXPECT_EQ(outcome.exit_code, interrupted);
    EXPECT_NE(outcome.err.find("interrupted; what was acknowledged is kept"), std::string::npos)
        << outcome.err;
    EXPECT_EQ(basis().sequence, before + 4);
    EXPECT_EQ(ids().back(), prefix + "-4");
  }
}

TEST_F(Interrupted, ARunThatIsKilledKeepsWhatWasAcknowledged) {
  Process ingest = workspace().start({"ingest", "-", "--batch", "1"});
  ingest.write(event_lines("batch", 20));
  ingest.wait_for_output("Acknowledged 10 events");
  ingest.send(SIGKILL);
  EXPECT_EQ(ingest.wait().exit_code, killed);
  const std::vector<std::string> log = ids();
  ASSERT_GE(log.size(), 12U);
  for (std::size_t i = 2; i < log.size(); ++i) EXPECT_EQ(log[i], "batch-" + std::to_string(i - 1));
  // What was cut off is sent again: what is there already is not appended twice.
  workspace().write("again.jsonl", event_lines("batch", 20));
  (void)print({"ingest", "again.jsonl"});
  EXPECT_EQ(basis().sequence, 22U);
}

TEST_F(Interrupted, AFileIsThereAsAWholeOrNotAtAll) {
  constexpr std::size_t events = 3000;
  constexpr int times = 6;
  workspace().write("large.jsonl", event_lines("large", events));
  const auto start = std::chrono::steady_clock::now();
  (void)print({"--db", "whole.db", "ingest", "large.jsonl"});
  const auto duration = std::chrono::steady_clock::now() - start;

  // Killed at a sixth of that time, at two sixths, …: whenever it is, all or nothing is there.
  for (int time = 1; time <= times; ++time) {
    const std::string database = "killed-" + std::to_string(time) + ".db";
    std::filesystem::copy(workspace().path() / "annals.db", workspace().path() / database);
    Process ingest = workspace().start({"--db", database, "ingest", "large.jsonl"});
    std::this_thread::sleep_for(duration * time / times);
    ingest.send(SIGKILL);
    (void)ingest.wait();
    const std::size_t sequence = basis(database).sequence;
    EXPECT_TRUE(sequence == 2 || sequence == 2 + events) << sequence;
    (void)print({"--db", database, "ingest", "large.jsonl"});
    EXPECT_EQ(basis(database).sequence, 2 + events);
  }
}

}  // namespace
}  // namespace annals::cli_test
