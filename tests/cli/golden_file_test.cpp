#include "cli/golden_file.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace annals::cli_test {
namespace {

Step step(const std::string& command) {
  return {.comment = "",
          .command = command,
          .terminal_columns = {},
          .exit_code = 0,
          .out = "",
          .err = "",
          .line = 1};
}

std::vector<std::string> texts_of(const std::vector<Step>& steps) {
  std::vector<std::string> texts;
  texts.reserve(steps.size());
  for (const Step& each : steps) {
    texts.push_back(each.comment + "|" + each.command + "|" + each.out + "|" + each.err);
  }
  return texts;
}

TEST(GoldenFile, ReadsWhatAPersonWrites) {
  const auto steps = parse_golden(
      "## Two lines\n## of comment.\n$ annals ingest - << END\n> {}\n> END\nterminal 60\n"
      "exit 2\n--- stdout\nfirst\n\nthird\n--- stderr\nannals: no\n\n$ annals stats\n");
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].comment, "## Two lines\n## of comment.\n");
  EXPECT_EQ(steps[0].command, "annals ingest - << END\n{}\nEND");
  EXPECT_EQ(steps[0].terminal_columns, 60);
  EXPECT_EQ(steps[0].exit_code, 2);
  EXPECT_EQ(steps[0].out, "first\n\nthird\n");
  EXPECT_EQ(steps[0].err, "annals: no\n");
  EXPECT_EQ(steps[0].line, 3U);
  EXPECT_EQ(steps[1].command, "annals stats");
  EXPECT_FALSE(steps[1].exit_code);
  EXPECT_EQ(steps[1].line, 15U);
}

TEST(GoldenFile, KeepsEveryOutput) {
  const std::vector<std::string> outputs{"a line\n",
                                         "\n",
                                         "\n\n",
                                         "no end",
                                         "an empty line at the end\n\n",
                                         "$ not a command\n",
                                         "## no comment\n",
                                         "--- stderr\n",
                                         "\\ x\n",
                                         "\\ no newline at end\n",
                                         "\\ no newline at end"};
  std::vector<Step> steps;
  for (const std::string& output : outputs) {
    steps.push_back(step("to standard output"));
    steps.back().out = output;
    steps.push_back(step("to standard error"));
    steps.back().comment = "## why\n";
    steps.back().err = output;
    steps.push_back(step("to both"));
    steps.back().out = output;
    steps.back().err = output;
  }
  EXPECT_EQ(texts_of(parse_golden(print_golden(steps))), texts_of(steps));
}

TEST(GoldenFile, IsRefusedWithTheLineThatIsWrong) {
  try {
    (void)parse_golden("$ annals\nexit zero\n");
    FAIL() << "it was accepted";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "line 2: expected a number after 'exit '");
  }
  EXPECT_THROW((void)parse_golden("annals\n"), std::runtime_error);
}

}  // namespace
}  // namespace annals::cli_test
