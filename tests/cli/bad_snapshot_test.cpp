// Snapshots that are refused, and flags that do not go together: nothing of them is kept.

#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <vector>

#include "cli/fixture.h"

namespace annals::cli_test {
namespace {

constexpr std::string_view mapping = R"({"annals-mapping":1,"key":["id"],
  "events":[{"event":{"type":"term_set","relationship":"offices","term":"name",
    "key":{"column":"id"},"value":{"column":"name"},"effective":"2017"}}]})";

/// The mapping with `members` more.
std::string with(std::string_view members) {
  std::string text{mapping};
  text.insert(1, members);
  return text;
}

std::string rows(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "D" + std::to_string(i) + ",Office of Hats\n";
  return text;
}

class BadSnapshots : public CliTest {
 protected:
  BadSnapshots() {
    workspace().write("m.json", mapping);
    workspace().write("1.csv", "id,name\nD1,Hats\nD2,Gloves\n");
    workspace().write("2.csv", "id,name\nD1,Caps\n");
  }

  [[nodiscard]] static std::vector<std::string> load(const std::string& file,
                                                     const std::string& known) {
    return {"ingest", file, "--mapping", "m.json", "--as-snapshot", "offices", "--known", known};
  }

  void expect_load_refused(const std::vector<std::string>& arguments,
                           const std::string& message) const {
    expect_refused({.arguments = arguments, .exit_code = 2, .says = {message}});
  }
};

TEST_F(BadSnapshots, AreOlderThanTheLastOneOrOfTheSameDateAndDifferent) {
  (void)print(load("1.csv", "2017-03-01"));
  (void)print(load("2.csv", "2017-04-01"));
  const Basis before = basis();
  expect_load_refused(load("1.csv", "2017-03-15"),
                      "snapshot 'offices' was last loaded as known 2017-04-01; one known "
                      "2017-03-15 is older");
  expect_load_refused(load("1.csv", "2017-03-01"), "was last loaded as known 2017-04-01");
  expect_load_refused(load("1.csv", "2017-04-01"),
                      "1.csv:2: the snapshot 'offices' of 2017-04-01 is there already and says "
                      "something else of the row \"D1\"");
  EXPECT_EQ(basis(), before);
  // Of another name, it is another table.
  (void)print({"ingest", "1.csv", "--mapping", "m.json", "--as-snapshot", "other", "--known",
               "2017-03-01"});
}

TEST_F(BadSnapshots, HaveTwoRowsWithOneKey) {
  workspace().write("t.csv", "id,name\nD1,Hats\nD2,Gloves\nD1,Caps\n");
  expect_load_refused(load("t.csv", "2017"),
                      "t.csv:4: the key \"D1\" is that of t.csv:2 as well, which says something");
  workspace().write("more.csv", "id,name\nD2,Mittens\n");
  expect_load_refused({"ingest", "1.csv", "more.csv", "--mapping", "m.json", "--as-snapshot",
                       "offices", "--known", "2017"},
                      "more.csv:2: the key \"D2\" is that of 1.csv:3 as well");
  expect_unchanged();
  // Rows that say the same are one.
  workspace().write("t.csv", "id,name\nD1,Hats\nD1,Hats\n");
  (void)print(load("t.csv", "2017"));
}

TEST_F(BadSnapshots, MayTakeTheFirstOrTheLastOfSeveralRows) {
  workspace().write("t.csv", "id,name\nD1,Hats\nD1,Caps\n");
  workspace().write("m.json", with(R"("duplicates":"last",)"));
  (void)print(load("t.csv", "2017"));
  EXPECT_NE(print({"state", "offices"}).find("Caps"), std::string::npos);
  workspace().write("m.json", with(R"("duplicates":"first",)"));
  (void)print(load("t.csv", "2018"));
  EXPECT_NE(print({"state", "offices"}).find("Hats"), std::string::npos);
}

TEST_F(BadSnapshots, HaveAMappingThatDoesNotFit) {
  const auto expect_mapping_refused = [&](std::string_view text, const std::string& message) {
    workspace().write("m.json", text);
    expect_load_refused(load("1.csv", "2017"), message);
  };
  expect_mapping_refused(R"({"annals-mapping":1,"events":[{"event":{"type":"noted",
    "relationship":{"column":"id"}}}]})",
                         "the mapping has no 'key', which names a row");
  expect_mapping_refused(with(R"("known":{"column":"name"},)"), "leave --known out");
  std::string with_id{mapping};
  with_id.insert(with_id.find("\"type\""), R"("id":{"column":"id"},)");
  expect_mapping_refused(with_id, "events[0].event.id, which is the snapshot's to give");
  expect_mapping_refused(with(R"("skip":[{"column":"id","empty":false}],)"),
                         "the mapping makes no event of any row");
  expect_mapping_refused(with(R"("vanished":{"end":{"column":"name"}},)"),
                         "m.json: vanished.end: names a column");
  std::string previous{mapping};
  previous.replace(previous.find("\"2017\""), 6, R"({"template":"{$previous}"})");
  expect_mapping_refused(previous, "'{$previous}' has a meaning in 'vanished' only");
  expect_unchanged();
}

TEST_F(BadSnapshots, HaveFlagsThatDoNotGoTogether) {
  const auto and_also = [&](const std::vector<std::string>& more) {
    auto arguments = load("1.csv", "2017");
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  };
  expect_load_refused(and_also({"--on-error", "skip"}), "no --on-error skip");
  expect_load_refused(and_also({"--batch", "5"}), "no --batch");
  expect_load_refused(and_also({"--known-from", "published"}), "no --known-from");
  expect_load_refused({"ingest", "1.csv", "--mapping", "m.json", "--known", "2017"},
                      "--known is the date of a snapshot and needs --as-snapshot");
  expect_load_refused({"ingest", "1.csv", "--as-snapshot", "offices", "--known", "2017"},
                      "--as-snapshot needs --mapping");
  expect_load_refused({"ingest", "1.csv", "--mapping", "m.json", "--as-snapshot", "offices"},
                      "a snapshot needs --known DATE");
  expect_load_refused(
      {"ingest", "1.csv", "--mapping", "m.json", "--as-snapshot", "a/b", "--known", "2017"},
      "\"a/b\" cannot name a snapshot");
  for (const std::string date : {"soon", "[2017..2018]", "[2017..]", "2017-13"}) {
    expect_load_refused(load("1.csv", date), "--known: ");
  }
  expect_load_refused(load("1.csv", "9999"), "'known': 9999 begins after now");
  expect_unchanged();
  workspace().write("m.json", with(R"("known":{"column":"name"},)"));
  expect_load_refused({"ingest", "1.csv", "--mapping", "m.json"}, "which needs --as-snapshot");
}

TEST_F(BadSnapshots, LeaveNothingOfThemselvesWhenARowIsBad) {
  workspace().write("bad.csv", "id,name\nD1,Hats\nD2,\n");
  expect_load_refused(load("bad.csv", "2017"), "bad.csv:3: column 'name': 'value': is missing");
  workspace().write("empty.csv", "id,name\n");
  expect_load_refused(load("empty.csv", "2017"), "empty.csv: has no rows");
  expect_unchanged();
}

TEST_F(BadSnapshots, LeaveNothingOfThemselvesWhenInterrupted) {
  for (const int signal : {SIGINT, SIGKILL}) {
    Process process = workspace().start(load("-", "2017"));
    // More than a pipe holds: so the program has read some of it.
    process.write("id,name\n" + rows(6000));
    process.wait_until_asleep();
    process.send(signal);
    EXPECT_EQ(process.wait().exit_code, signal == SIGINT ? 130 : 128 + SIGKILL);
  }
  expect_unchanged();
}

}  // namespace
}  // namespace annals::cli_test
