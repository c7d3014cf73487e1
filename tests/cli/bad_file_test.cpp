#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "cli/fixture.h"

namespace annals::cli_test {
namespace {

namespace fs = std::filesystem;
using Ids = std::vector<std::string>;

/// A file of four lines, two of which are bad.
std::string mixed_lines() {
  return event_line("third") + "{\n" + event_line("fourth") +
         "{\"type\":\"noted\",\"relationship\":\"acme-borg\",\"nte\":\"met\"}\n";
}

using BadFiles = CliTest;

TEST_F(BadFiles, ThatCannotBeReadAreNamed) {
  workspace().write("empty.jsonl", "");
  workspace().write("blank.jsonl", "\n  \n\t\r\n");
  const std::string is_empty = "is empty; expected one event a line";
  expect_refused(
      {{"ingest", "missing.jsonl"}, 2, {"missing.jsonl: cannot be opened: No such file"}});
  expect_refused({{"ingest", "examples"}, 2, {"examples: is a directory; expected a file"}});
  expect_refused({{"ingest", "empty.jsonl"}, 2, {"empty.jsonl: " + is_empty}});
  expect_refused({{"ingest", "blank.jsonl"}, 2, {"blank.jsonl: " + is_empty}});
  expect_refused({{"ingest", "/dev/null"}, 2, {"/dev/null: " + is_empty}});
  expect_refused({{"ingest", "-"}, 2, {"standard input: " + is_empty}});
  expect_unchanged();
}

TEST_F(BadFiles, MakeNoDatabase) {
  const Outcome outcome = workspace().run({"--db", "new.db", "ingest", "missing.jsonl"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_FALSE(fs::exists(workspace().path() / "new.db"));
}

TEST_F(BadFiles, KeepNothingOfTheFileByDefault) {
  workspace().write("mixed.jsonl", mixed_lines());
  expect_refused({{"ingest", "mixed.jsonl"}, 2, {"mixed.jsonl:2: malformed JSON"}});
  expect_refused({{"ingest", "--on-error", "stop", "mixed.jsonl"}, 2, {"mixed.jsonl:2: "}});
  expect_unchanged();
}

TEST_F(BadFiles, KeepTheFilesBeforeThem) {
  workspace().write("good.jsonl", event_line("good"));
  workspace().write("mixed.jsonl", mixed_lines());
  workspace().write("later.jsonl", event_line("later"));
  const Outcome outcome = workspace().run({"ingest", "good.jsonl", "mixed.jsonl", "later.jsonl"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.out.find("Appended 1 of 1 events (sequence 3 to 3)"), std::string::npos)
      << outcome.out;
  EXPECT_NE(outcome.err.find("mixed.jsonl:2: "), std::string::npos) << outcome.err;
  EXPECT_EQ(ids(), (Ids{"first", "second", "good"}));
}

TEST_F(BadFiles, ThatAreMissingKeepTheOthersOut) {
  workspace().write("good.jsonl", event_line("good"));
  expect_refused({{"ingest", "good.jsonl", "missing.jsonl"}, 2, {"missing.jsonl: "}});
  expect_unchanged();
}

TEST_F(BadFiles, AreReadInPartWhereThatIsWanted) {
  workspace().write("mixed.jsonl", mixed_lines());
  const Outcome outcome =
      workspace().run({"ingest", "mixed.jsonl", "--on-error", "skip", "--rejects", "bad.jsonl"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_NE(outcome.out.find("Appended 2 of 4 events (sequence 3 to 4), 2 rejected"),
            std::string::npos)
      << outcome.out;
  EXPECT_EQ(ids(), (Ids{"first", "second", "third", "fourth"}));
  const std::string rejects = workspace().read("bad.jsonl");
  EXPECT_NE(rejects.find(R"({"file":"mixed.jsonl","line":2,"reason":"malformed JSON)"),
            std::string::npos)
      << rejects;
  EXPECT_NE(rejects.find(R"("line":4,"reason":"'nte': is not a field of 'noted'; did you mean)"),
            std::string::npos)
      << rejects;
}

TEST_F(BadFiles, NameWhatTheySkipWhereNothingTakesIt) {
  workspace().write("mixed.jsonl", mixed_lines());
  const Outcome outcome = workspace().run({"ingest", "mixed.jsonl", "--on-error", "skip"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_NE(outcome.err.find("mixed.jsonl:2: malformed JSON"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("mixed.jsonl:4: 'nte': "), std::string::npos) << outcome.err;
  EXPECT_EQ(ids(), (Ids{"first", "second", "third", "fourth"}));
}

TEST_F(BadFiles, AreSkippedWholeIfNoLineIsGood) {
  workspace().write("bad.jsonl", "{\n[]\n");
  const Outcome outcome = workspace().run({"ingest", "bad.jsonl", "--on-error", "skip", "--quiet"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_NE(outcome.out.find("Appended 0 of 2 events, 2 rejected"), std::string::npos)
      << outcome.out;
  expect_unchanged();
}

TEST_F(BadFiles, MayHaveRejectsAgainOnceMended) {
  workspace().write("mixed.jsonl", mixed_lines());
  (void)print({"ingest", "mixed.jsonl", "--on-error", "skip", "--rejects", "bad.jsonl"});
  workspace().write("mended.jsonl", event_line("third") + event_line("mended"));
  EXPECT_NE(print({"ingest", "mended.jsonl"}).find("Appended 1 of 2 events"), std::string::npos);
  EXPECT_EQ(ids(), (Ids{"first", "second", "third", "fourth", "mended"}));
}

TEST_F(BadFiles, CannotHaveRejectsWhereNothingCanBeWritten) {
  workspace().write("good.jsonl", event_line("good"));
  expect_refused({{"ingest", "good.jsonl", "--on-error", "skip", "--rejects", "no/where.jsonl"},
                  2,
                  {"no/where.jsonl: cannot be written"}});
  expect_unchanged();
}

/// A noted event with this id and these members.
std::string published(const std::string& id, const std::string& members) {
  return R"({"id":")" + id + R"(","type":"noted","relationship":"acme-borg",)" + members + "}\n";
}

TEST_F(BadFiles, TakeKnownFromTheDateOfTheSourceWhereThatIsWanted) {
  workspace().write("sources.jsonl",
                    published("dated", R"("source":{"published":"2024-05"})") +
                        published("known", R"("known":"2023","source":{"published":"2024-05"})") +
                        published("undated", R"("source":{"title":"Report"})"));
  (void)print({"ingest", "sources.jsonl", "--known-from", "published"});
  const std::string log = print({"export", "--from", "3"});
  EXPECT_NE(log.find(R"("relationship":"acme-borg","known":"2024-05","source")"), std::string::npos)
      << log;
  EXPECT_NE(log.find(R"("relationship":"acme-borg","known":"2023","source")"), std::string::npos)
      << log;
}

TEST_F(BadFiles, HaveASourceFromTheFuture) {
  workspace().write("future.jsonl", published("x", R"("source":{"published":"2999"})"));
  expect_refused({{"ingest", "future.jsonl", "--known-from", "published"},
                  2,
                  {"future.jsonl:1: 'known': 2999 begins after now"}});
  workspace().write("soon.jsonl", published("x", R"("source":{"published":"soon"})"));
  expect_refused({{"ingest", "soon.jsonl", "--known-from", "published"},
                  2,
                  {"soon.jsonl:1: ", "\"soon\" is not a date"}});
  expect_unchanged();
}

TEST_F(BadFiles, MayBeginWithAMarkAndEndWithoutALineBreak) {
  std::string last = event_line("last");
  last.pop_back();
  workspace().write("windows.jsonl", "\xEF\xBB\xBF" + event_line("third") + "\r\n\r\n" + last);
  (void)print({"ingest", "windows.jsonl"});
  EXPECT_EQ(ids(), (Ids{"first", "second", "third", "last"}));
}

TEST_F(BadFiles, AppendNothingTheSecondTime) {
  EXPECT_NE(print({"ingest", "first.jsonl"}).find("Appended 0 of 2 events, 2 there already"),
            std::string::npos);
  expect_unchanged();
}

}  // namespace
}  // namespace annals::cli_test
