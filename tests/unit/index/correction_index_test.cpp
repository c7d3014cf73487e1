#include "annals/index/correction_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "annals/base/big_endian.h"
#include "annals/index/key_codec.h"
#include "annals/time/when.h"
#include "support/must.h"
#include "unit/expect.h"
#include "unit/log/test_log.h"
#include "unit/sample.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using unit::failed;
using unit::Sample;
using unit::to_json;

/// The corrections of a relationship, each as `3 retracts 1`.
std::vector<std::string> corrections(const Sample& sample, std::string_view relationship) {
  std::vector<std::string> lines;
  for (const Correction& each : must(read_corrections(sample.snapshot(), relationship))) {
    const std::string verb = each.kind == CorrectionKind::retracts       ? " retracts "
                             : each.kind == CorrectionKind::retracts_all ? " retracts all of "
                                                                         : " replaces ";
    lines.push_back(std::to_string(each.by.value) + verb + std::to_string(each.target.value));
  }
  return lines;
}

Json replacing(const Sample::Set& event, const std::string& target) {
  Json json = to_json(event);
  json["replaces"] = target;
  return json;
}

Json retraction(const std::string& id, const std::string& target) {
  return {{"type", "retracted"}, {"id", id}, {"target", target}, {"reason", "wrong"}};
}

TEST(CorrectionIndex, GivesBackEachKind) {
  Sample sample;
  sample.set({.id = "a", .relationship = "r", .cell = "t", .effective = "2020"});
  sample.retract("b", "a");
  Json all = retraction("c", "a");
  all["versions"] = "all";
  sample.add(all);
  sample.add(replacing({.id = "d", .relationship = "r", .cell = "t", .effective = "2020"}, "a"));
  EXPECT_THAT(corrections(sample, "r"),
              ElementsAre("2 retracts 1", "3 retracts all of 1", "4 replaces 1"));
}

TEST(CorrectionIndex, GivesBackWhenTheCorrectionWasKnown) {
  Sample sample;
  sample.set({.id = "a", .relationship = "r", .cell = "t", .effective = "2020"});
  Json late = retraction("b", "a");
  late["known"] = "2025-05";
  sample.add(late);
  const auto all = must(read_corrections(sample.snapshot(), "r"));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].known.at, must(parse_span("2025-05")).last);
}

TEST(CorrectionIndex, IsOrderedByTargetThenCorrection) {
  Sample sample;
  sample.set({.id = "a", .relationship = "r", .cell = "t", .effective = "2020"});
  sample.set({.id = "b", .relationship = "r", .cell = "u", .effective = "2020"});
  sample.retract("c", "b");
  sample.retract("d", "a");
  sample.retract("e", "a");
  EXPECT_THAT(corrections(sample, "r"),
              ElementsAre("4 retracts 1", "5 retracts 1", "3 retracts 2"));
}

TEST(CorrectionIndex, HasBothThingsThatOneEventDoes) {
  Sample sample;
  sample.set({.id = "a", .relationship = "r", .cell = "t", .effective = "2020"});
  Json both = retraction("b", "a");
  both["replaces"] = "a";
  sample.add(both);
  EXPECT_THAT(corrections(sample, "r"), ElementsAre("2 retracts 1", "2 replaces 1"));
}

TEST(CorrectionIndex, ReachesAcrossRelationships) {
  Sample sample;
  sample.set({.id = "a", .relationship = "r", .cell = "t", .effective = "2020"});
  sample.add(replacing({.id = "b", .relationship = "s", .cell = "t", .effective = "2020"}, "a"));
  EXPECT_THAT(corrections(sample, "r"), ElementsAre("2 replaces 1"));
  EXPECT_THAT(corrections(sample, "s"), IsEmpty());
  // What corrects b matters to r too, where b withdraws a.
  sample.retract("c", "b");
  EXPECT_THAT(corrections(sample, "r"), ElementsAre("2 replaces 1", "3 retracts 2"));
  EXPECT_THAT(corrections(sample, "s"), ElementsAre("3 retracts 2"));
  sample.retract("d", "c");
  EXPECT_THAT(corrections(sample, "r"),
              ElementsAre("2 replaces 1", "3 retracts 2", "4 retracts 3"));
}

TEST(CorrectionIndex, IsEmptyForARelationshipThatNothingCorrects) {
  Sample sample;
  sample.set({.id = "a", .relationship = "ra", .cell = "t", .effective = "2020"});
  sample.retract("b", "a");
  EXPECT_THAT(corrections(sample, "r"), IsEmpty());
  EXPECT_THAT(corrections(sample, "ra"), ElementsAre("2 retracts 1"));
}

std::string key(std::uint64_t target, std::uint64_t by, char kind) {
  std::string bytes = text_prefix("r");
  put_big_endian(bytes, target);
  put_big_endian(bytes, by);
  return bytes + kind;
}

std::string entry(char kind) {
  std::string bytes(1, kind);
  put_big_endian_signed(bytes, 0);
  return bytes;
}

/// Whether a store with this entry for `r` is reported as damaged there and nowhere else.
testing::AssertionResult is_corrupt(const std::string& key, const std::string& entry) {
  static unit::TestLog log;
  log.clear(Column::corrections);
  log.put(Column::corrections, key, entry);
  if (!read_corrections(log.snapshot(), "s")) return testing::AssertionFailure() << "elsewhere";
  return failed(read_corrections(log.snapshot(), "r"), ErrorCode::corrupt,
                {"'corrections'", "annals rebuild"});
}

TEST(DamagedCorrectionEntry, IsCorruptWithTheNameOfTheIndex) {
  EXPECT_FALSE(is_corrupt(key(1, 2, 1), entry(1)));
  EXPECT_TRUE(is_corrupt(key(1, 2, 0), entry(0))) << "no such kind";
  EXPECT_TRUE(is_corrupt(key(1, 2, 4), entry(4))) << "no such kind";
  EXPECT_TRUE(is_corrupt(key(2, 2, 1), entry(1))) << "corrects itself";
  EXPECT_TRUE(is_corrupt(key(3, 2, 1), entry(1))) << "corrects a later event";
  EXPECT_TRUE(is_corrupt(key(1, 2, 1), "")) << "empty entry";
  EXPECT_TRUE(is_corrupt(key(1, 2, 1), entry(1).substr(1))) << "short entry";
  EXPECT_TRUE(is_corrupt(key(1, 2, 1), entry(1) + "x")) << "long entry";
  EXPECT_TRUE(is_corrupt(key(1, 2, 1) + "x", entry(1))) << "long key";
  EXPECT_TRUE(is_corrupt(key(1, 2, 1).substr(0, 18), entry(1))) << "short key";
  EXPECT_TRUE(is_corrupt(text_prefix("r"), entry(1))) << "no sequences";
}

}  // namespace
}  // namespace annals
