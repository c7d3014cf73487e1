#include "shell/history_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "support/temporary_directory.h"

namespace annals::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(HistoryFile, KeepsLinesForItsOwnerAlone) {
  namespace fs = std::filesystem;
  const support::TemporaryDirectory directory;
  const fs::path path = directory.path() / "state" / "annals" / "history";
  const HistoryFile file{path};
  EXPECT_THAT(file.load(), IsEmpty());
  for (const char* const line : {"state a-b", " not this", "", "types"}) file.append(line);
  EXPECT_THAT(file.load(), ElementsAre("state a-b", "types"));
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(fs::status(path.parent_path()).permissions(), fs::perms::owner_all);
}

TEST(HistoryFile, ForgetsTheOldest) {
  const support::TemporaryDirectory directory;
  const auto path = directory.path() / "history";
  {
    std::ofstream lines{path};
    for (int i = 1; i <= 2001; ++i) lines << i << "\n";
  }
  const HistoryFile file{path};
  EXPECT_EQ(file.load().size(), 1000U);
  EXPECT_EQ(file.load().front(), "1002");
  std::ifstream rest{path};
  std::string first;
  EXPECT_TRUE(std::getline(rest, first));
  EXPECT_EQ(first, "1002");
}

TEST(HistoryFile, IsNoneWhereNobodySaysWhere) {
  const HistoryFile none{std::nullopt};
  none.append("state a-b");
  EXPECT_THAT(none.load(), IsEmpty());
}

}  // namespace
}  // namespace annals::cli
