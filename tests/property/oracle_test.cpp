// The judge must not share with the database what it judges.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace annals {
namespace {

bool may_include(std::string_view line) {
  constexpr std::string_view ours{R"(#include "annals/)"};
  if (!line.starts_with(ours)) return true;
  line.remove_prefix(ours.size());
  const std::string_view layer = line.substr(0, line.find('/'));
  return layer == "base" || layer == "time" || layer == "event";
}

TEST(Oracle, IncludesNothingThatItJudges) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator{ANNALS_SOURCE_DIR "/tests/oracle"}) {
    std::ifstream file{entry.path()};
    for (std::string line; std::getline(file, line);) {
      EXPECT_TRUE(may_include(line)) << entry.path() << ": " << line;
    }
    ++files;
  }
  EXPECT_GE(files, 2);
}

}  // namespace
}  // namespace annals
