#include "shell/shell.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace annals::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Shell, TellsWholeStatementsFromOthers) {
  for (const char* const whole :
       {"", "# it's a remark", "state a-b", "SELECT 1;", "\\on '", "state 'a b'"}) {
    EXPECT_TRUE(Shell::is_whole(whole)) << whole;
  }
  for (const char* const begun : {"SELECT 1", "state 'a", "state \\"}) {
    EXPECT_FALSE(Shell::is_whole(begun)) << begun;
  }
}

TEST(Shell, ShowsTheMomentInItsPrompt) {
  Shell shell{{}, false};
  EXPECT_EQ(shell.prompt(false), "annals> ");
  EXPECT_EQ(shell.run("\\on 2025-03-01"), ExitCode::done);
  EXPECT_EQ(shell.prompt(false), "annals on 2025-03-01> ");
  EXPECT_EQ(shell.prompt(true).size(), shell.prompt(false).size());
  EXPECT_EQ(shell.run("\\on"), ExitCode::done);
  EXPECT_EQ(shell.prompt(false), "annals> ");
}

TEST(Shell, EndsWhereItIsTold) {
  for (const char* const end : {"\\quit", "\\q", "quit", "exit"}) {
    Shell shell{{}, false};
    EXPECT_FALSE(shell.is_over());
    EXPECT_EQ(shell.run(end), ExitCode::done);
    EXPECT_TRUE(shell.is_over()) << end;
  }
}

TEST(Shell, SuggestsItsOwnWords) {
  const Shell shell{{}, false};
  EXPECT_THAT(shell.suggest("\\f").words, ElementsAre("\\format"));
  EXPECT_EQ(shell.suggest("  \\f").begin, 2U);
  EXPECT_THAT(shell.suggest("\\format j").words, ElementsAre("json", "jsonl"));
  EXPECT_EQ(shell.suggest("\\format j").begin, 8U);
  EXPECT_THAT(shell.suggest("\\help ").words, Contains("state"));
  EXPECT_THAT(shell.suggest("help stat").words, ElementsAre("state", "stats"));
  EXPECT_THAT(shell.suggest("qui").words, ElementsAre("quit"));
  EXPECT_THAT(shell.suggest("SEL").words, ElementsAre("SELECT"));
  EXPECT_THAT(shell.suggest("sel").words, ElementsAre("select"));
}

TEST(Shell, SuggestsInTheLaterLinesOfAStatement) {
  const Shell shell{{}, false};
  const Suggestions table = shell.suggest("  FROM tim", "SELECT term");
  EXPECT_THAT(table.words, ElementsAre("timeline"));
  EXPECT_EQ(table.begin, 7U);
  EXPECT_THAT(shell.suggest("  --form", "state a-b \\").words, ElementsAre("--format"));
  EXPECT_THAT(shell.suggest("b", "state 'a").words, IsEmpty()) << "the word began before";
}

TEST(Shell, RefusesHelpOnWhatIsNot) {
  Shell shell{{}, false};
  for (const char* const asked : {"\\help stat-", "help frob"}) {
    EXPECT_EQ(shell.run(asked), ExitCode::bad_input) << asked;
  }
  EXPECT_EQ(shell.run("help"), ExitCode::done);
  EXPECT_EQ(shell.run(";"), ExitCode::done);
}

}  // namespace
}  // namespace annals::cli
