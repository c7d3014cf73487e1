#include "shell/standpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "command_line.h"
#include "unit/expect.h"

namespace annals::cli {
namespace {

using testing::ElementsAre;
using unit::failed;

/// One with all that can be set.
Standpoint standpoint() {
  Standpoint all;
  EXPECT_TRUE(all.set("on", "2025-03-01"));
  EXPECT_TRUE(all.set("known", "2024"));
  EXPECT_TRUE(all.set("basis", "7"));
  return all;
}

std::vector<std::string> added(const std::vector<std::string>& words) {
  return standpoint().add_to(words, CommandLine{}.app());
}

TEST(Standpoint, IsAddedToAQuestion) {
  EXPECT_THAT(added({"state", "a-b"}),
              ElementsAre("state", "--on=2025-03-01", "--known=2024", "--basis=7", "a-b"));
  EXPECT_THAT(added({"diff", "a-b"}), ElementsAre("diff", "--known=2024", "--basis=7", "a-b"));
  EXPECT_THAT(added({"--quiet", "changes"}),
              ElementsAre("--quiet", "changes", "--known=2024", "--basis=7"));
}

TEST(Standpoint, GivesWayToWhatIsThere) {
  EXPECT_THAT(added({"state", "a-b", "--on", "2020", "--basis=3"}),
              ElementsAre("state", "--known=2024", "a-b", "--on", "2020", "--basis=3"));
  EXPECT_THAT(added({"state", "a-b", "--recorded", "2026"}),
              ElementsAre("state", "--on=2025-03-01", "--known=2024", "a-b", "--recorded", "2026"));
}

TEST(Standpoint, LeavesQuestionsAboutOtherTimesAlone) {
  EXPECT_THAT(added({"find", "t", "--succession"}),
              ElementsAre("find", "--known=2024", "--basis=7", "t", "--succession"));
  EXPECT_THAT(added({"party", "p", "--from=2020"}),
              ElementsAre("party", "--known=2024", "--basis=7", "p", "--from=2020"));
}

TEST(Standpoint, LeavesWhatIsNoQuestionAlone) {
  EXPECT_THAT(added({"retract", "e1"}), ElementsAre("retract", "e1"));
  EXPECT_THAT(added({"ingest", "f.csv"}), ElementsAre("ingest", "f.csv"));
  EXPECT_THAT(added({"nonsense"}), ElementsAre("nonsense"));
  EXPECT_THAT(added({}), ElementsAre());
}

TEST(Standpoint, IsShownAndCleared) {
  Standpoint all = standpoint();
  EXPECT_EQ(all.to_text(), " on 2025-03-01 known 2024 basis 7");
  EXPECT_TRUE(all.set("on", std::nullopt));
  EXPECT_TRUE(all.set("known", std::nullopt));
  EXPECT_EQ(all.to_text(), " basis 7");
}

TEST(Standpoint, RefusesWhatIsNoDate) {
  Standpoint none;
  EXPECT_TRUE(failed(none.set("on", "2025-3-1"), ErrorCode::invalid_input, {"--on"}));
  EXPECT_TRUE(failed(none.set("known", "soon"), ErrorCode::invalid_input, {"--known"}));
  EXPECT_TRUE(failed(none.set("basis", "-1"), ErrorCode::invalid_input, {"--basis"}));
  EXPECT_EQ(none.to_text(), "");
}

}  // namespace
}  // namespace annals::cli
