#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include "cli/golden_file.h"
#include "cli/workspace.h"

namespace annals::cli_test {
namespace {

/// The commands that `annals --help` lists: the lines with two spaces before the first word, after
/// the heading.
std::vector<std::string> commands_in(const std::string& help) {
  static const std::regex command{R"(\n  ([a-z]+) +[A-Z])"};
  const std::string list = help.substr(help.find("Subcommands:"));
  std::vector<std::string> names;
  for (std::sregex_iterator match{list.begin(), list.end(), command}, end; match != end; ++match) {
    names.push_back((*match)[1]);
  }
  return names;
}

TEST(Help, OfEveryCommandIsGolden) {
  std::ifstream file{ANNALS_CLI_TESTS_DIR "/golden/help.golden"};
  const auto steps = parse_golden(std::string{std::istreambuf_iterator<char>{file}, {}});
  const auto commands = commands_in(Workspace{}.run({"--help"}).out);
  EXPECT_GE(commands.size(), 16U);
  for (const std::string& command : commands) {
    EXPECT_TRUE(std::ranges::any_of(
        steps, [&](const Step& step) { return step.command == "annals " + command + " --help"; }))
        << "help.golden lacks: $ annals " << command << " --help";
  }
}

TEST(Help, HasTwoExamplesForEveryCommand) {
  const Workspace workspace;
  for (const std::string& command : commands_in(workspace.run({"--help"}).out)) {
    const std::string help = workspace.run({command, "--help"}).out;
    const std::size_t examples = help.find("\nExamples:\n");
    ASSERT_NE(examples, std::string::npos) << help;
    const std::string list = help.substr(examples);
    static const std::regex example{R"(\n  [^\n]*annals )"};
    EXPECT_GE(std::distance(std::sregex_iterator{list.begin(), list.end(), example}, {}), 2)
        << list;
  }
}

}  // namespace
}  // namespace annals::cli_test
