// Databases that earlier builds wrote are opened, answer as they did, and can be appended to. What
// is refused by its format is in tests/unit/store/store_test.cpp.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "annals/codec/json_line.h"
#include "annals/database.h"
#include "compat/sheet.h"
#include "support/must.h"
#include "support/temporary_directory.h"

namespace annals::compat {
namespace {

namespace fs = std::filesystem;
using support::must;

class Kept : public testing::TestWithParam<std::string> {
 protected:
  Kept() { fs::copy(folder_ / "db", path(), fs::copy_options::recursive); }

  /// A copy of the database.
  [[nodiscard]] fs::path path() const { return directory_.path() / "db"; }

  /// What it answered when it was written.
  [[nodiscard]] std::string sheet() const {
    std::ifstream file{folder_ / "sheet.txt"};
    return {std::istreambuf_iterator<char>{file}, {}};
  }

 private:
  fs::path folder_ = fs::path{ANNALS_SOURCE_DIR "/tests/compat"} / GetParam();
  support::TemporaryDirectory directory_;
};

TEST_P(Kept, AnswersAsWhenItWasWritten) {
  ASSERT_FALSE(sheet().empty());
  EXPECT_EQ(sheet_of(path()), sheet());
}

TEST_P(Kept, AnswersTheSameWithItsIndexesMadeAnew) {
  {
    Database database = must(Database::open(path(), {.access = Access::write}));
    must(database.rebuild([](std::uint64_t, std::uint64_t) { return true; }));
  }
  EXPECT_EQ(sheet_of(path()), sheet());
}

TEST_P(Kept, CanBeAppendedTo) {
  JsonLineReader reader;
  std::uint64_t last = 0;
  {
    Database database = must(Database::open(path(), {.access = Access::write}));
    last = database.last().value;
    for (int i = 0; i < 200; ++i) {
      const std::string line =
          R"({"type":"noted","relationship":"later","id":"later-)" + std::to_string(i) + "\"}";
      must(database.append(must(reader.read(line))));
    }
  }
  EXPECT_TRUE(sheet_of(path()).starts_with("head " + std::to_string(last + 200) + " "));
}

std::string name_of(const testing::TestParamInfo<std::string>& kept) {
  std::string name = kept.param;
  std::ranges::replace(name, '/', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Formats, Kept, testing::Values("v2/example", "v2/runs", "v2/erased"),
                         name_of);

}  // namespace
}  // namespace annals::compat
