// Rules for every file of ours, kept by a machine.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/tree.h"

namespace annals::tidy {
namespace {

/// Whether a file holds data, a drawing or the printed output of a command, and not text of ours.
bool is_data(const std::filesystem::path& file) {
  const std::set<std::string> endings{".json", ".jsonl", ".golden", ".csv", ".gz", ".zst", ".svg"};
  const std::regex kept{"tests/(fuzz/(corpus|words)|compat/v[0-9]+)/"};
  return endings.contains(file.extension().string()) || std::regex_search(file.string(), kept);
}

std::vector<std::filesystem::path> our_files() {
  auto files = files_under({"src", "tools", "tests", "bench"});
  std::erase_if(files, is_data);
  return files;
}

TEST(Files, AreMet) {
  EXPECT_GT(our_files().size(), 100U);
}

TEST(Files, HaveAtMost500Lines) {
  constexpr std::size_t lines_max = 500;
  for (const auto& file : our_files()) EXPECT_LE(lines_of(file).size(), lines_max) << file;
}

TEST(Files, DefineNoMacroThatTakesArguments) {
  const std::regex macro{R"(^\s*#\s*define\s+\w+\()"};
  for (const auto& file : our_files()) {
    for (const std::string& line : lines_of(file)) {
      EXPECT_FALSE(std::regex_search(line, macro)) << file << ": " << line;
    }
  }
}

TEST(Files, LeaveNothingForLater) {
  // Put together, so that this file does not have them itself.
  const std::regex later{std::string{"\\b(TO"} + "DO|FIX" + "ME)\\b"};
  for (const auto& file : our_files()) {
    for (const std::string& line : lines_of(file)) {
      EXPECT_FALSE(std::regex_search(line, later)) << file << ": " << line;
    }
  }
}

TEST(Headers, AreReadOnce) {
  for (const auto& file : our_files()) {
    if (file.extension() != ".h") continue;
    const auto lines = lines_of(file);
    EXPECT_NE(std::ranges::find(lines, "#pragma once"), lines.end()) << file;
  }
}

TEST(Headers, OpenNoNamespaceForThoseWhoIncludeThem) {
  const std::regex opening{R"(^using namespace )"};
  for (const auto& file : our_files()) {
    if (file.extension() != ".h") continue;
    for (const std::string& line : lines_of(file)) {
      EXPECT_FALSE(std::regex_search(line, opening)) << file << ": " << line;
    }
  }
}

}  // namespace
}  // namespace annals::tidy
