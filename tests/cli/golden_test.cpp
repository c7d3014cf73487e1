// What the program prints, all of it, kept in golden/*.golden. One such file:
//
//   ## Comments stand before a command, each line with two hashes.
//   $ annals add noted acme-borg note=met
//   exit 0
//   --- stdout
//   1 ev-fcedb4aeb09988a7561ea4d12044572e
//   --- stderr
//   annals: created 'annals.db'
//
//   $ annals --db other.db ingest - << END
//   > {"type":"noted","relationship":"acme-borg"}
//   > END
//   exit 0
//   ...
//
// A command is a line of /bin/sh; lines with `> ` continue it. The steps of a file run one after
// the other in the same new folder, which holds nothing but `examples/` and `fixtures/` (links to
// those of the source tree). An output that is not shown is empty. `terminal 60` between command
// and exit code: standard output is a terminal of 60 columns. A line of output that looks like one
// of these marks has a backslash before it; `\ no newline at end` says that the last line is not
// finished. What differs from run to run goes by a name: <hash>, <now>, <today>, <s>, <bytes>,
// <id>, <tmp>.
//
// With ANNALS_UPDATE_GOLDEN=1 the files are rewritten, and git shows what has changed. To add a
// test, write down commands alone and let them be filled in.

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "cli/golden_file.h"
#include "cli/normalise.h"
#include "cli/workspace.h"

namespace annals::cli_test {
namespace {

namespace fs = std::filesystem;

struct Golden {
  fs::path path;
};

std::ostream& operator<<(std::ostream& out, const Golden& golden) {
  return out << golden.path.filename().string();
}

std::vector<Golden> golden_files() {
  std::vector<Golden> files;
  for (const auto& entry : fs::directory_iterator{ANNALS_CLI_TESTS_DIR "/golden"}) {
    if (entry.path().extension() == ".golden") files.push_back({.path = entry.path()});
  }
  std::ranges::sort(files, {}, &Golden::path);
  return files;
}

std::string test_name(const fs::path& path) {
  std::string name = path.stem();
  std::ranges::replace_if(
      name, [](unsigned char letter) { return std::isalnum(letter) == 0; }, '_');
  return name;
}

std::string text_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) throw std::runtime_error{"cannot read " + path.string()};
  return {std::istreambuf_iterator<char>{file}, {}};
}

bool is_update() {
  const char* const wanted = std::getenv("ANNALS_UPDATE_GOLDEN");
  return wanted != nullptr && std::string{wanted} == "1";
}

/// The step as it is now.
Step run(const Workspace& workspace, const Step& expected) {
  Circumstances circumstances{.workspace = workspace.path(), .days = {today()}};
  const Outcome outcome = workspace.run_shell(expected.command, expected.terminal_columns);
  circumstances.days.push_back(today());
  Step actual = expected;
  actual.exit_code = outcome.exit_code;
  actual.out = normalise(outcome.out, circumstances);
  actual.err = normalise(outcome.err, circumstances);
  return actual;
}

class GoldenFiles : public testing::TestWithParam<Golden> {};

TEST_P(GoldenFiles, ShowWhatIsPrinted) {
  const fs::path& path = GetParam().path;
  std::vector<Step> steps = parse_golden(text_of(path));
  ASSERT_FALSE(steps.empty());
  const Workspace workspace;
  for (Step& expected : steps) {
    const Step actual = run(workspace, expected);
    if (is_update()) {
      expected = actual;
      continue;
    }
    const testing::ScopedTrace trace{path.c_str(), static_cast<int>(expected.line),
                                     "$ " + expected.command};
    EXPECT_EQ(actual.exit_code, expected.exit_code);
    EXPECT_EQ(actual.out, expected.out);
    EXPECT_EQ(actual.err, expected.err);
  }
  if (!is_update()) return;
  std::ofstream file{path, std::ios::binary};
  file << print_golden(steps);
  ASSERT_TRUE(file.flush()) << path;
}

INSTANTIATE_TEST_SUITE_P(Golden, GoldenFiles, testing::ValuesIn(golden_files()),
                         [](const auto& file) { return test_name(file.param.path); });

TEST(GoldenFiles, AreWrittenAsTheRunnerWritesThem) {
  for (const Golden& golden : golden_files()) {
    const std::string text = text_of(golden.path);
    EXPECT_EQ(print_golden(parse_golden(text)), text) << golden.path;
  }
}

}  // namespace
}  // namespace annals::cli_test
