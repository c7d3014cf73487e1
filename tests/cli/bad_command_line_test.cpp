#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "cli/fixture.h"

namespace annals::cli_test {
namespace {

class BadCommandLines : public CliTest {
 protected:
  /// Expects exit code 2 for each, and that the message says all of the second list.
  void expect_each_refused(
      const std::vector<std::pair<std::vector<std::string>, std::vector<std::string>>>& lines)
      const {
    for (const auto& [arguments, says] : lines) {
      expect_refused({.arguments = arguments, .exit_code = 2, .says = says});
    }
    expect_unchanged();
  }
};

TEST_F(BadCommandLines, NameWhatIsUnknown) {
  expect_each_refused({
      {{"frobnicate"}, {"there is no command 'frobnicate'", "annals --help"}},
      {{"sttae", "acme-borg"}, {"there is no command 'sttae'", "'state'"}},
      {{"state", "acme-borg", "--at", "2024"}, {"--at", "annals state --help"}},
      {{"help", "sttae"}, {"there is no command 'sttae'", "'state'"}},
      {{"--frob", "stats"}, {"--frob"}},
      {{"stats", "-x"}, {"-x"}},
      {{"stats", "acme-borg"}, {"acme-borg"}},
      {{"state", "acme-borg", "stake", "more"}, {"more"}},
      {{"--format", "xml", "stats"}, {"--format", "'xml'", "table, json, jsonl, csv"}},
      {{"stats", "--color", "blue"}, {"--color", "'blue'", "auto, always, never"}},
      {{"ingest", "first.jsonl", "--on-error", "ignore"}, {"--on-error", "ignore", "stop", "skip"}},
      {{"ingest", "first.jsonl", "--known-from", "title"}, {"--known-from", "title", "published"}},
      {{"add", "agreed", "acme-borg"}, {"'type': \"agreed\" is not an event type"}},
      {{"add", "noted", "acme-borg", "nte=met"}, {"'nte': is not a field of 'noted'", "'note'"}},
  });
}

TEST_F(BadCommandLines, NameWhatIsMissing) {
  expect_each_refused({
      {{"state"}, {"is required", "annals state --help"}},
      {{"state", ""}, {"RELATIONSHIP: is empty; expected 1 to 256 bytes"}},
      {{"sql", "SELECT valeu FROM state"}, {"no such column: valeu; did you mean 'value'?"}},
      {{"holds", "acme-borg"}, {"is required", "annals holds --help"}},
      {{"why", "acme-borg"}, {"is required", "annals why --help"}},
      {{"diff", "acme-borg", "--from", "2024"}, {"--to", "is required"}},
      {{"diff", "acme-borg", "--to", "2024"}, {"--from", "is required"}},
      {{"ingest"}, {"is required", "annals ingest --help"}},
      {{"retract", "first"}, {"--reason", "is required"}},
      {{"draw", "acme-borg"}, {"-o", "is required"}},
      {{"draw", "-o", "x.svg"}, {"one or more relationships, or --party NAME"}},
      {{"draw", "acme-borg", "--party", "acme", "-o", "x.svg"}, {"or --party NAME"}},
      {{"draw", "acme-borg", "-o", "x.png"}, {"'x.png'", ".svg", ".html", "--as"}},
      {{"draw", "acme-borg", "-o", "-"}, {"'-'", "--as"}},
      {{"draw", "acme-borg", "-o", "-", "--as", "png"}, {"--as", "'png'", "svg, html"}},
      {{"draw", "acme-borg", "-o", "x.svg", "--term", "a=b"}, {"--term", "a=b"}},
      {{"draw", "acme-borg", "-o", "x.svg", "--from", "2020", "--to", "2019"}, {"--to", "--from"}},
      {{"retract", "--reason", "wrong"}, {"is required"}},
      {{"add", "noted"}, {"is required", "annals add --help"}},
      {{"state", "acme-borg", "--on"}, {"--on", "DATE"}},
      {{"stats", "--format"}, {"--format"}},
      {{"stats", "--db"}, {"--db", "PATH"}},
      {{"add", "noted", "acme-borg", "note"}, {"\"note\"", "expected FIELD=VALUE"}},
      {{"add", "noted", "acme-borg", "=met"}, {"\"=met\"", "expected FIELD=VALUE"}},
      {{"holds", "acme-borg", "stake"}, {"\"stake\" has no '='", "expected TERM:KEY=VALUE"}},
      {{"holds", "acme-borg", "=27"}, {"'term': is empty"}},
      {{"state", "acme-borg", ":first"}, {"'term': is empty"}},
      {{"state", "acme-borg", ""}, {"'term': is empty"}},
  });
}

TEST_F(BadCommandLines, NameWhatIsGivenTwice) {
  expect_each_refused({
      {{"add", "noted", "acme-borg", "note=a", "note=b"}, {"'note': is given twice"}},
      {{"add", "noted", "acme-borg", "type=noted"}, {"'type': is given twice"}},
      {{"add", "noted", "acme-borg", "relationship=x"}, {"'relationship': is given twice"}},
      {{"add", "noted", "acme-borg", "source.title=a", "source.title=b"},
       {"'source.title': is given twice"}},
      {{"state", "acme-borg", "--basis", "1", "--recorded", "2024"}, {"--basis", "--recorded"}},
      {{"export", "--basis", "1", "--recorded", "2024"}, {"--basis", "--recorded"}},
  });
}

TEST_F(BadCommandLines, NameTheDateThatIsNone) {
  const std::string forms = "expected YYYY, YYYY-MM, YYYY-Qn, YYYY-MM-DD";
  expect_each_refused({
      {{"state", "acme-borg", "--on", "2025-02-30"}, {"--on: \"2025-02-30\"", "days 01 to 28"}},
      {{"state", "acme-borg", "--on", "tomorrow"}, {"--on: \"tomorrow\"", forms}},
      {{"state", "acme-borg", "--on", ""}, {"--on: \"\"", forms}},
      {{"state", "acme-borg", "--on", "2019/2020"}, {"--on: \"2019/2020\"", "an interval"}},
      {{"state", "acme-borg", "--on", "[2019..]"}, {"--on: \"[2019..]\"", "no last moment"}},
      {{"state", "acme-borg", "--known", "next week"}, {"--known: \"next week\"", forms}},
      {{"state", "acme-borg", "--recorded", "2025-13"}, {"--recorded: \"2025-13\"", "01 to 12"}},
      {{"holds", "acme-borg", "stake=1", "--on", "x"}, {"--on: \"x\"", forms}},
      {{"why", "acme-borg", "stake", "--on", "x"}, {"--on: \"x\"", forms}},
      {{"timeline", "acme-borg", "--known", "x"}, {"--known: \"x\"", forms}},
      {{"history", "acme-borg", "--recorded", "x"}, {"--recorded: \"x\"", forms}},
      {{"diff", "acme-borg", "--from", "x", "--to", "2024"}, {"--from: \"x\"", forms}},
      {{"diff", "acme-borg", "--from", "2024", "--to", "2024@x"}, {"--to: \"x\"", forms}},
      {{"diff", "acme-borg", "--from", "2024@", "--to", "2024"}, {"--from: \"\"", forms}},
      {{"retract", "first", "--reason", "wrong", "--known", "x"}, {"'known': \"x\"", forms}},
      {{"retract", "first", "--reason", "wrong", "--known", "2999"},
       {"'known': 2999 begins after"}},
      {{"add", "noted", "acme-borg", "effective=x"}, {"'effective': \"x\"", forms}},
  });
}

TEST_F(BadCommandLines, NameTheNumberThatIsNone) {
  const std::string expected = "is not a sequence; expected a whole number from 0 on";
  expect_each_refused({
      {{"state", "acme-borg", "--basis", "3"}, {"basis 3 lies beyond the last sequence, 2"}},
      {{"export", "--basis", "3"}, {"basis 3 lies beyond the last sequence, 2"}},
      {{"parties", "--basis", "3"}, {"basis 3 lies beyond the last sequence, 2"}},
      {{"state", "acme-borg", "--basis", "two"}, {"--basis: \"two\"", expected}},
      {{"state", "acme-borg", "--basis", "-1"}, {"--basis: \"-1\"", expected}},
      {{"state", "acme-borg", "--basis", "1.5"}, {"--basis: \"1.5\"", expected}},
      {{"state", "acme-borg", "--basis", ""}, {"--basis: \"\"", expected}},
      {{"state", "acme-borg", "--basis", "18446744073709551616"}, {"--basis", expected}},
      {{"export", "--from", "0"}, {"--from"}},
      {{"export", "--from", "x"}, {"--from"}},
      {{"ingest", "first.jsonl", "--batch", "0"}, {"--batch"}},
      {{"ingest", "first.jsonl", "--batch", "x"}, {"--batch"}},
      {{"add", "stake_changed", "acme-borg", "effective=2024", "holder=acme", "percent=many"},
       {"'percent': expected a number, not text"}},
  });
}

TEST_F(BadCommandLines, NameTheEventThatIsNotThere) {
  expect_each_refused({
      {{"retract", "nowhere", "--reason", "wrong"}, {"'target': there is no event \"nowhere\""}},
      {{"add", "noted", "acme-borg", "replaces=nowhere"}, {"'replaces': there is no event"}},
      {{"add", "noted", "acme-borg", "id=first"}, {"the id \"first\" is taken by sequence 1"}},
  });
}

TEST_F(BadCommandLines, AreRefusedBeforeAnythingIsMade) {
  expect_refused({{"init"}, 2, {"'annals.db' exists already"}});
  expect_refused({{"--db", "new.db", "init", "--vocabulary", "missing.json"},
                  2,
                  {"missing.json: cannot be opened"}});
  workspace().write("bad.json", R"({"annals-vocabulary":1,"name":"x","types":[{"type":7}]})");
  expect_refused({{"--db", "new.db", "init", "--vocabulary", "bad.json"},
                  2,
                  {"bad.json: types[0].type: expected text"}});
  EXPECT_FALSE(std::filesystem::exists(workspace().path() / "new.db"));
  expect_unchanged();
}

}  // namespace
}  // namespace annals::cli_test
