// One process writes, others read and try to write.

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

#include "cli/fixture.h"

namespace annals::cli_test {
namespace {

std::string acknowledgement(std::size_t events) {
  return "Acknowledged " + std::to_string(events) + " events";
}

/// How many events the writer has acknowledged so far.
std::size_t acknowledged(const Process& writer) {
  constexpr std::string_view mark = "Acknowledged ";
  const std::string out = writer.out();
  // A line without its end may still lack digits.
  const std::size_t end = out.rfind('\n');
  const std::size_t last = end == std::string::npos ? end : out.rfind(mark, end);
  return last == std::string::npos ? 0 : std::stoul(out.substr(last + mark.size()));
}

using Concurrent = CliTest;

TEST_F(Concurrent, ReadersSeeWhatIsAcknowledged) {
  Process writer = workspace().start({"ingest", "-", "--batch", "1"});
  for (std::size_t events = 1; events <= 5; ++events) {
    const std::string id = "batch-" + std::to_string(events);
    writer.write(event_line(id));
    writer.wait_for_output(acknowledgement(events));
    EXPECT_EQ(ids().back(), id);
    EXPECT_EQ(workspace().run({"holds", "acme-borg", "stake:" + id + "=27"}).exit_code, 0);
  }
  writer.close_input();
  const Outcome outcome = writer.wait();
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(basis().sequence, 7U);
}

TEST_F(Concurrent, ASecondWriterIsToldWhoWrites) {
  Process writer = workspace().start({"ingest", "-", "--batch", "1"});
  writer.write(event_line("batch"));
  writer.wait_for_output(acknowledgement(1));
  const Basis before = basis();
  for (const std::vector<std::string>& second :
       std::vector<std::vector<std::string>>{{"add", "noted", "acme-borg", "note=met"},
                                             {"retract", "first", "--reason", "wrong"},
                                             {"ingest", "first.jsonl"},
                                             {"rebuild"}}) {
    const Outcome outcome = workspace().run(second);
    EXPECT_EQ(outcome.exit_code, 4) << second.front();
    EXPECT_EQ(outcome.out, "") << second.front();
    EXPECT_NE(outcome.err.find("'annals.db' is in use: process "), std::string::npos)
        << outcome.err;
    EXPECT_NE(outcome.err.find(" (annals) is writing to it"), std::string::npos) << outcome.err;
  }
  EXPECT_EQ(basis(), before);
  writer.close_input();
  EXPECT_EQ(writer.wait().exit_code, 0);
  (void)print({"add", "noted", "acme-borg", "note=met"});
  EXPECT_EQ(basis().sequence, before.sequence + 1);
}

TEST_F(Concurrent, ReadersNeitherFailNorGoBackWhileAPipeIsRead) {
  constexpr std::size_t reads = 50;
  constexpr std::size_t events_a_read = 40;
  Process writer = workspace().start({"ingest", "-", "--batch", "7"});
  std::size_t seen = 2;
  for (std::size_t read = 1; read <= reads; ++read) {
    writer.write(event_lines("batch-" + std::to_string(read), events_a_read));
    const std::size_t promised = 2 + acknowledged(writer);
    const std::size_t now = basis().sequence;
    EXPECT_GE(now, promised);
    EXPECT_GE(now, seen);
    seen = now;
  }
  writer.close_input();
  EXPECT_EQ(writer.wait().exit_code, 0);
  EXPECT_EQ(basis().sequence, 2 + reads * events_a_read);
}

TEST_F(Concurrent, ReadersNeitherFailNorGoBackWhileWritersComeAndGo) {
  constexpr std::size_t reads = 50;
  constexpr std::size_t files = 12;
  constexpr std::size_t events_a_file = 60;
  for (std::size_t file = 1; file <= files; ++file) {
    const std::string name = "part-" + std::to_string(file);
    workspace().write(name + ".jsonl", event_lines(name, events_a_file));
  }
  // Each of them ends by moving its events into sorted files, under the eyes of the readers.
  Process writers = workspace().start_shell("set -e; for i in $(seq " + std::to_string(files) +
                                            "); do annals ingest part-$i.jsonl; done");
  std::size_t seen = 2;
  for (std::size_t read = 1; read <= reads || writers.running(); ++read) {
    const std::vector<std::string> log = ids();
    EXPECT_GE(log.size(), seen);
    EXPECT_EQ((log.size() - 2) % events_a_file, 0U) << "a file is in the log as a whole";
    seen = log.size();
  }
  EXPECT_EQ(writers.wait().exit_code, 0);
  EXPECT_EQ(basis().sequence, 2 + files * events_a_file);
}

TEST_F(Concurrent, AFollowerPrintsWhatOthersAppend) {
  Process follower = workspace().start({"tail", "--follow", "--from", "2"});
  follower.wait_for_output(ids().back());
  EXPECT_EQ(follower.out().find(R"("sequence":1})"), std::string::npos);
  (void)print({"add", "noted", "acme-borg", "note=met", "id=seen"});
  follower.wait_for_output(R"("id":"seen")");
  Process writer = workspace().start({"ingest", "-", "--batch", "1"});
  writer.write(event_line("piped"));
  follower.wait_for_output(R"("id":"piped")");
  writer.close_input();
  (void)writer.wait();
  follower.send(SIGINT);
  const Outcome outcome = follower.wait();
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(std::ranges::count(outcome.out, '\n'), 3) << outcome.out;
  // It can be taken up where it ended.
  const std::string rest = print({"tail", "--from", "4"});
  EXPECT_NE(rest.find(R"("id":"piped")"), std::string::npos);
  EXPECT_EQ(std::ranges::count(rest, '\n'), 1);
}

}  // namespace
}  // namespace annals::cli_test
