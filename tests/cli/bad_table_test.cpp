// What can be wrong with a table or with its mapping: each mistake names file, line and column, and
// nothing of the table is kept.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "cli/fixture.h"

namespace annals::cli_test {
namespace {

constexpr std::string_view mapping = R"({"annals-mapping":1,
  "dates":{"day":{"formats":["DD.MM.YYYY"],"open":["NA"]}},
  "events":[{"event":{"type":"stake_changed","relationship":{"column":"Pair"},
    "holder":{"column":"Who"},"percent":{"column":"Stake","as":"number"},
    "effective":{"column":"From","date":"day"}}}]})";

constexpr std::string_view header = "Pair,Who,Stake,From\n";
constexpr std::string_view good_row = "acme-borg,acme,27,01.02.2024\n";

class BadTables : public CliTest {
 protected:
  BadTables() { workspace().write("m.json", mapping); }

  /// Expects that a table with this row behind a good one is refused with the message.
  void expect_row_refused(std::string_view row, const std::string& message) const {
    const std::string text = std::string{header} + std::string{good_row} + std::string{row};
    workspace().write("t.csv", text);
    expect_refused({.arguments = {"ingest", "t.csv", "--mapping", "m.json"},
                    .exit_code = 2,
                    .says = {"annals: t.csv:3: " + message}});
  }

  void expect_table_refused(std::string_view table, const std::string& message) const {
    workspace().write("t.csv", table);
    expect_refused({.arguments = {"ingest", "t.csv", "--mapping", "m.json"},
                    .exit_code = 2,
                    .says = {"annals: t.csv" + message}});
  }
};

TEST_F(BadTables, HaveAFieldThatCannotBeRead) {
  expect_row_refused("acme-borg,acme,27,2024\n",
                     "column 'From': \"2024\" is no date; expected DD.MM.YYYY");
  expect_row_refused("acme-borg,acme,27,30.02.2024\n", "column 'From': \"2024-02-30\"");
  expect_row_refused("acme-borg,acme,27,NA\n", "column 'From': 'effective': is missing");
  expect_row_refused("acme-borg,acme,many,01.02.2024\n", "column 'Stake': \"many\" is no number");
  expect_row_refused("acme-borg,acme,,01.02.2024\n", "column 'Stake': 'percent': is missing");
  expect_row_refused(",acme,27,01.02.2024\n", "column 'Pair': 'relationship': is missing");
  expect_row_refused(std::string(257, 'x') + ",acme,27,01.02.2024\n",
                     "column 'Pair': 'relationship': has 257 bytes");
  expect_unchanged();
}

TEST_F(BadTables, AreNotWellFormed) {
  expect_row_refused("acme-borg,acme,27\n", "the row has 3 fields; the header has 4");
  expect_row_refused("acme-borg,acme,27,01.02.2024,\n", "the row has 5 fields; the header has 4");
  expect_row_refused("acme-borg,ac\"me\",27,01.02.2024\n",
                     "character 13: a quote where none can be");
  expect_row_refused("acme-borg,\"acme,27\n\n", "the row that begins here has a quoted field");
  expect_row_refused("acme-borg,\xFF,27,x\n", "character 11: the bytes are not UTF-8");
  expect_table_refused("", ": is empty; expected a header and rows");
  expect_table_refused(header, ": has no rows");
  expect_unchanged();
}

TEST_F(BadTables, AreKeptButForRowsThatDoNotFit) {
  workspace().write("states.csv", "Who,When,Role\nacme,2020,lead\nborg,2021\ncyd,2022,lead\n");
  workspace().write("mapping.json",
                    R"({"annals-mapping":1,"events":[{"event":{"type":"party_joined",)"
                    R"("relationship":"r","entity":{"column":"Who"},"role":{"column":"Role"},)"
                    R"("effective":{"column":"When"}}}]})");
  const Outcome outcome =
      workspace().run({"--format", "json", "ingest", "states.csv", "--mapping", "mapping.json",
                       "--on-error", "skip", "--rejects", "rejects"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_NE(outcome.out.find(R"("appended":2,"duplicates":0,"rejected":1)"), std::string::npos)
      << outcome.out;
  EXPECT_NE(workspace().read("rejects").find("the row has 2 fields; the header has 3"),
            std::string::npos);
}

TEST_F(BadTables, LackAColumnOfTheMapping) {
  expect_table_refused("Pair,Whom,Stake,From\na,b,1,01.01.2024\n",
                       ":1: there is no column 'Who', which the mapping names in "
                       "events[0].event.holder; did you mean 'Whom'? the columns are: Pair, Whom, "
                       "Stake, From");
  expect_table_refused("Pair,Who,Who,Stake,From\na,b,c,1,01.01.2024\n",
                       ":1: there are two columns 'Who'");
  expect_unchanged();
}

TEST_F(BadTables, ComeToNoEvent) {
  std::string none{mapping};
  none.insert(none.find("\"events\""), R"("skip":[{"column":"Who","is":"acme"}],)");
  workspace().write("m.json", none);
  expect_table_refused(std::string{header} + std::string{good_row},
                       ": the mapping makes no event of its 1 rows");
  expect_refused({.arguments = {"mapping", "m.json", "--check", "t.csv"},
                  .exit_code = 2,
                  .says = {"t.csv: the mapping makes no event of its 1 rows"}});
  expect_unchanged();
}

TEST_F(BadTables, AreRefusedByTheLogToo) {
  std::string with_id{mapping};
  with_id.insert(with_id.find("\"type\""), R"("id":{"column":"Who"},)");
  workspace().write("m.json", with_id);
  expect_row_refused("acme-borg,acme,28,01.02.2024\n",
                     "column 'Stake': 'percent': the id \"acme\" is taken by");
  expect_unchanged();
}

TEST_F(BadTables, HaveNoMapping) {
  workspace().write("t.csv", header);
  for (const std::string name : {"t.csv", "t.tsv", "t.csv.gz"}) {
    workspace().write(name, header);
    expect_refused({.arguments = {"ingest", name},
                    .exit_code = 2,
                    .says = {name + ": a table needs --mapping FILE"}});
  }
  expect_refused({.arguments = {"ingest", "t.csv", "--mapping", "none.json"},
                  .exit_code = 2,
                  .says = {"none.json: cannot be opened"}});
  workspace().write("bad.json", "{");
  expect_refused({.arguments = {"ingest", "t.csv", "--mapping", "bad.json"},
                  .exit_code = 2,
                  .says = {"bad.json: malformed JSON at line 1"}});
  expect_unchanged();
}

TEST_F(BadTables, AreJsonThatIsNone) {
  std::string jsonl{mapping};
  jsonl.insert(jsonl.find("\"dates\""), R"("input":{"format":"jsonl"},)");
  workspace().write("m.json", jsonl);
  const std::string row = R"({"Pair":"p","Who":"w","Stake":1,"From":"01.02.2024"})";
  workspace().write("t.jsonl", row + "\n{\"Pair\":\n");
  const std::vector<std::string> load{"ingest", "t.jsonl", "--mapping", "m.json"};
  expect_refused(
      {.arguments = load, .exit_code = 2, .says = {"t.jsonl:2: malformed JSON at column"}});
  workspace().write("t.jsonl", row + "\n" + R"({"Pair":"p","Stake":"x"})" + "\n");
  expect_refused({.arguments = load, .exit_code = 2, .says = {"t.jsonl:2: column 'Stake': \"x\""}});
  workspace().write("t.jsonl", R"({"Pair":"p","Stake":1,"Whom":"w","From":"01.02.2024"})");
  expect_refused(
      {.arguments = load, .exit_code = 2, .says = {"t.jsonl:1: column 'Who': 'holder'"}});
  expect_unchanged();
}

}  // namespace
}  // namespace annals::cli_test
