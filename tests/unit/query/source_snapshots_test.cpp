#include "annals/query/source_snapshots.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "support/fake_clock.h"
#include "support/must.h"
#include "support/test_database.h"

namespace annals {
namespace {

using support::FakeClock;
using support::must;
using support::TestDatabase;

class SourceSnapshots : public testing::Test {
 protected:
  void set(std::string_view id) {
    must(database_.append(R"({"type":"term_set","relationship":"r","effective":"2000","term":"t",)"
                          R"("value":1,"id":")" +
                          std::string{id} + "\"}"));
  }

  void retract(std::string_view id, std::string_view target) {
    must(database_.append(R"({"type":"retracted","reason":"x","id":")" + std::string{id} +
                          R"(","target":")" + std::string{target} + "\"}"));
  }

  [[nodiscard]] SnapshotHistory read() const {
    return must(read_snapshots(database_.snapshot(), "s"));
  }

 private:
  FakeClock clock_{Moment{std::chrono::sys_days{std::chrono::year{2020} / 1 / 1}},
                   std::chrono::hours{1}};
  TestDatabase database_{clock_};
};

TEST_F(SourceSnapshots, AreNoneInALogWithoutThem) {
  set("other/row/slot@2017");
  set("s/no snapshot made this");
  set("sx/row/slot@2017");
  EXPECT_TRUE(read().rows.empty());
  EXPECT_EQ(read().last_known, "");
}

TEST_F(SourceSnapshots, GoByTheOrderOfTheLogAndNotByThatOfTheIds) {
  set("s/row/slot@2017-12");
  set("s/row/slot@2017-12-31");
  set("s/row/other@2018");
  set("s/@2017-13");
  const SnapshotHistory history = read();
  EXPECT_EQ(history.last_known, "2017-13");
  const RowHistory& row = history.rows.at("row");
  EXPECT_EQ(row.first_known, "2017-12");
  EXPECT_EQ(row.last_known, "2018");
  EXPECT_EQ(row.slots.at("slot").known, "2017-12-31");
  EXPECT_EQ(row.slots.at("slot").said.value, 2U);
  EXPECT_TRUE(row.slots.at("slot").is_there);
}

TEST_F(SourceSnapshots, KnowWhatIsGone) {
  set("s/row/slot@2017");
  retract("s/row/slot@2018/gone", "s/row/slot@2017");
  EXPECT_FALSE(read().rows.at("row").slots.at("slot").is_there);
  set("s/row/slot@2019");
  EXPECT_TRUE(read().rows.at("row").slots.at("slot").is_there);
}

TEST_F(SourceSnapshots, KnowWhichEndsStand) {
  set("s/row/slot@2017");
  set("s/row/slot@2018/end");
  set("s/row/slot@2018/end-2");
  EXPECT_FALSE(read().rows.at("row").slots.at("slot").is_there);
  EXPECT_EQ(read().rows.at("row").slots.at("slot").ends.size(), 2U);
  retract("s/row/slot@2019/back", "s/row/slot@2018/end-2");
  const SlotHistory slot = read().rows.at("row").slots.at("slot");
  EXPECT_TRUE(slot.is_there);
  ASSERT_EQ(slot.ends.size(), 1U);
  EXPECT_EQ(slot.ends.begin()->first, "s/row/slot@2018/end");
  EXPECT_EQ(slot.said.value, 1U);
}

}  // namespace
}  // namespace annals
