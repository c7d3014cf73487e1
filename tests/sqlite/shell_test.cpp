// The module in the stock shell.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "sqlite/loaded.h"

namespace annals::sqlite_test {
namespace {

using support::Outcome;
using support::run_command;
using testing::HasSubstr;

using Shell = Loaded;

/// Lines of JSON as the shell prints them: `[{…},` a line each, and `]` at the end.
std::string as_list(const std::string& lines) {
  std::string list = "[";
  for (const char character : lines) list += character == '\n' ? ",\n" : std::string(1, character);
  return list.substr(0, list.size() - 2) + "]\n";
}

TEST_F(Shell, GivesTheAnswersOfTheCommand) {
  const std::vector<std::string> queries{
      "SELECT * FROM state('2025-03-01')",
      "SELECT relationship, value, since FROM state WHERE term='exclusivity' AND "
      "on_date='2025-03-01'",
      "SELECT *, on_date, known, basis FROM timeline('2023', '2024', 60)",
      "SELECT * FROM timeline WHERE relationship='stargate'",
      "SELECT * FROM events",
      "SELECT id FROM events WHERE sequence > 70 ORDER BY sequence DESC",
      "SELECT * FROM sources WHERE relationship='microsoft-openai'",
      "SELECT * FROM relationships",
      "SELECT * FROM parties WHERE party='openai'",
      "SELECT p.party, s.value FROM parties p JOIN state('2025-06-30') s USING (relationship) "
      "WHERE s.term='status' ORDER BY 1, 2",
  };
  for (const std::string& query : queries) {
    const Outcome outcome = shell_with_example({".mode json", query});
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.out, as_list(annals({"sql", "--format", "jsonl", query}))) << query;
  }
}

TEST_F(Shell, PlansAsTheCommandDoes) {
  const Outcome outcome = shell_with_example(
      {"EXPLAIN QUERY PLAN SELECT * FROM state('2025') WHERE relationship='stargate'"});
  EXPECT_THAT(outcome.out, HasSubstr("SCAN state VIRTUAL TABLE INDEX 2:relationship=,on_date="));
}

TEST_F(Shell, JoinsWithTablesOfItsOwn) {
  const Outcome outcome = shell_with_example(
      {"CREATE TABLE days(day)", "INSERT INTO days VALUES ('2019-12-31'), ('2025-03-01')",
       "CREATE VIEW cloud AS SELECT day, value FROM days, state(day) WHERE "
       "relationship='microsoft-openai' AND term='exclusivity' AND key='cloud'",
       "SELECT * FROM cloud ORDER BY day"});
  EXPECT_EQ(outcome.out, "2019-12-31|exclusive\n2025-03-01|right-of-first-refusal\n");
}

TEST_F(Shell, IsToldThatNoDatabaseIsOpen) {
  const Outcome outcome = shell({"SELECT * FROM state"});
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("no database is open: SELECT annals_open('annals.db')"));
}

TEST_F(Shell, IsToldWhatCannotBeOpened) {
  std::ofstream{path("file")} << "no database";
  std::filesystem::create_directory(path("empty"));
  struct Case {
    std::string argument;
    std::string says;
  };
  for (const Case& each : std::vector<Case>{
           {.argument = "'" + path("nowhere") + "'", .says = "there is no database at"},
           {.argument = "'" + path("empty") + "'", .says = "empty"},
           {.argument = "'" + path("file") + "'", .says = "file"},
           {.argument = "NULL", .says = "expected the path of a database as text"},
           {.argument = "5", .says = "expected the path of a database as text"},
           {.argument = "", .says = "wrong number of arguments"}}) {
    const Outcome outcome = shell({"SELECT annals_open(" + each.argument + ")"});
    EXPECT_NE(outcome.exit_code, 0) << each.argument;
    EXPECT_EQ(outcome.out, "") << each.argument;
    EXPECT_THAT(outcome.err, HasSubstr(each.says)) << each.argument;
  }
}

TEST_F(Shell, KeepsWhatIsOpenWhereAnotherCannotBeOpened) {
  std::ofstream{path("script")} << "SELECT annals_open('" << path("nowhere") << "');\n"
                                << "SELECT count(*) FROM events;\n";
  const Outcome outcome = shell_with_example({".bail off", ".read " + path("script")});
  EXPECT_THAT(outcome.err, HasSubstr("there is no database at"));
  EXPECT_EQ(outcome.out, "76\n");
}

TEST_F(Shell, IsToldWhatCannotBeAsked) {
  const Outcome outcome = shell_with_example({"SELECT * FROM state('yesterday')"});
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("on_date: \"yesterday\" is not a date"));
}

TEST_F(Shell, SeesWhatWasAppendedOnceItOpensAgain) {
  const std::string append = std::string{".system "} + ANNALS_CLI + " --quiet --db " + database() +
                             " add noted stargate note=met effective=2026 > /dev/null";
  const std::string count = "SELECT count(*) FROM events";
  const Outcome outcome = shell_with_example({append, count, opening(database()), count,
                                              "SELECT max(sequence) FROM "
                                              "events"});
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(outcome.out, "76\n77\n77\n77\n");
}

TEST_F(Shell, CannotWrite) {
  const std::string before = annals({"export"});
  for (const std::string statement :
       {"DELETE FROM events", "INSERT INTO state(term) VALUES ('x')", "UPDATE timeline SET key=''",
        "INSERT INTO sources SELECT * FROM sources", "DELETE FROM relationships",
        "DELETE FROM parties"}) {
    const Outcome outcome = shell_with_example({statement});
    EXPECT_NE(outcome.exit_code, 0) << statement;
    EXPECT_THAT(outcome.err, HasSubstr("may not be modified")) << statement;
  }
  EXPECT_EQ(annals({"export"}), before);
}

// A view comes with whatever file is opened, and so must not open others.
TEST_F(Shell, OpensNothingFromWithinAView) {
  const Outcome outcome =
      shell({"CREATE VIEW v AS " + opening(database()) + " AS opened", "SELECT * FROM v"});
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("unsafe use of annals_open()"));
}

TEST(Module, ShowsNothingButItsEntryPoints) {
  const Outcome outcome = run_command(
      {"/usr/bin/nm", "--dynamic", "--defined-only", "--format=just-symbols", ANNALS_MODULE});
  EXPECT_EQ(outcome.out, "sqlite3_annalssqlite_init\nsqlite3_extension_init\n");
}

TEST(Module, LinksNoSqliteOfItsOwn) {
  const Outcome outcome = run_command({"/usr/bin/ldd", ANNALS_MODULE});
  EXPECT_THAT(outcome.out, HasSubstr("librocksdb"));
  EXPECT_THAT(outcome.out, testing::Not(HasSubstr("libsqlite3")));
}

}  // namespace
}  // namespace annals::sqlite_test
