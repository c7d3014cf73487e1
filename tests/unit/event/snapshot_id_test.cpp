#include "annals/event/snapshot_id.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "annals/event/limits.h"
#include "unit/expect.h"

namespace annals {
namespace {

using unit::inside;
using unit::refused;
using unit::succeeded;

TEST(SnapshotId, IsTextAndReadBack) {
  SnapshotId id{.name = "sp500", .row = "BRK/B@x", .slot = "seat", .known = "2017-03-08"};
  EXPECT_EQ(to_text(id), "sp500/BRK/B@x/seat@2017-03-08");
  for (const SnapshotStep step : {SnapshotStep::gone, SnapshotStep::ended, SnapshotStep::resumed}) {
    for (const std::uint64_t number : {1U, 2U, 17U}) {
      id.step = step;
      id.number = number;
      const SnapshotId read = inside(parse_snapshot_id(to_text(id)));
      EXPECT_EQ(to_text(read), to_text(id));
      EXPECT_EQ(read.row, "BRK/B@x");
      EXPECT_EQ(read.slot, "seat");
      EXPECT_EQ(read.known, "2017-03-08");
      EXPECT_EQ(read.step, step);
      EXPECT_EQ(read.number, number);
    }
  }
  EXPECT_EQ(to_text(id), "sp500/BRK/B@x/seat@2017-03-08/back-17");
}

TEST(SnapshotId, OfTheWholeHasNoRow) {
  const SnapshotId id{.name = "sp500", .row = {}, .slot = {}, .known = "2017"};
  EXPECT_EQ(to_text(id), "sp500/@2017");
  EXPECT_EQ(inside(parse_snapshot_id("sp500/@2017")).row, "");
}

TEST(SnapshotId, IsNotReadFromOtherIds) {
  for (const std::string text : {"", "ev-1", "a/b", "a@b", "a/b@", "a/b@2017", "a//s@2017",
                                 "a/b/@2017", "a@b/c", "a/b/s@2017/went", "a/b/s@2017/",
                                 "a/b/s@2017/end-1", "a/b/s@2017/end-x", "a/b/s@2017/end-2x"}) {
    EXPECT_FALSE(parse_snapshot_id(text)) << text;
  }
}

TEST(RowName, KeepsKeysApart) {
  const auto name = [](const std::vector<std::string>& key) { return row_name(key); };
  EXPECT_EQ(name({"AAPL"}), "AAPL");
  EXPECT_EQ(name({"https://ror.org/1"}), "https://ror.org/1");
  EXPECT_EQ(name({"a", "b"}), "a|b");
  EXPECT_EQ(name({"a|b"}), "a%7Cb");
  EXPECT_EQ(name({"a%7Cb"}), "a%257Cb");
  EXPECT_EQ(name({"a\nb\xC2\x85"}), "a%0Ab%C2%85");
  EXPECT_EQ(name({""}), "%");
  EXPECT_EQ(name({"ü~"}), "ü%7E");
}

TEST(RowName, CutsWhatIsTooLongAndEndsItInADigest) {
  const std::string one = row_name(std::vector{std::string(300, 'x') + "1"});
  const std::string other = row_name(std::vector{std::string(300, 'x') + "2"});
  EXPECT_EQ(one.size(), 80U);
  EXPECT_NE(one, other);
  EXPECT_EQ(one.find('~'), 55U);
  const std::string umlauts = row_name(std::vector<std::string>{"x" + std::string(300, '\xC3')});
  EXPECT_LE(umlauts.size(), 80U);
}

TEST(SlotName, HasNoSlashAndNoAt) {
  EXPECT_EQ(slot_name("seat", ""), "seat");
  EXPECT_EQ(slot_name("child", "https://ror.org/a@b"), "child=https:%2F%2Fror.org%2Fa%40b");
}

TEST(SnapshotId, FitsTheLimitOfIds) {
  const std::string many(300, '@');
  const SnapshotId id{.name = std::string(40, 'n'),
                      .row = row_name(std::vector{many}),
                      .slot = slot_name(many, many),
                      .known = "2017-02-27T13:48:12.123456+00:00",
                      .step = SnapshotStep::ended,
                      .number = 1000};
  EXPECT_LE(to_text(id).size(), limits::id_bytes_max);
  EXPECT_TRUE(parse_snapshot_id(to_text(id)));
}

TEST(SnapshotName, HasNoSlashAndIsShort) {
  EXPECT_TRUE(succeeded(check_snapshot_name("sp500 constituents")));
  for (const std::string name : {"", "a/b", "a@b", "a\n", "\xFF"}) {
    EXPECT_TRUE(refused(check_snapshot_name(name), {"cannot name a snapshot"})) << name;
  }
  EXPECT_TRUE(refused(check_snapshot_name(std::string(41, 'x')), {"expected 1 to 40 bytes"}));
}

}  // namespace
}  // namespace annals
