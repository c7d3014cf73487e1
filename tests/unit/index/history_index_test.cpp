#include "annals/index/history_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/index/key_codec.h"
#include "support/must.h"
#include "unit/expect.h"
#include "unit/log/test_log.h"
#include "unit/sample.h"
#include "unit/statements.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using unit::failed;
using unit::Sample;

std::vector<std::uint64_t> history(const Sample& sample, std::string_view relationship) {
  std::vector<std::uint64_t> numbers;
  for (const HistoryEntry& entry : must(read_history(sample.snapshot(), relationship))) {
    numbers.push_back(entry.sequence.value);
  }
  return numbers;
}

/// Every relationship of the log up to a basis, each as `r 1-3`.
std::vector<std::string> ranges(const Sample& sample, std::uint64_t basis) {
  std::vector<std::string> lines;
  for (const RelationshipRange& each :
       must(read_relationships(sample.snapshot(), {.value = basis}))) {
    lines.push_back(each.relationship + " " + std::to_string(each.first.value) + "-" +
                    std::to_string(each.last.value));
  }
  return lines;
}

TEST(HistoryIndex, HasTheEventsOfARelationshipInTheOrderOfTheLog) {
  Sample sample;
  sample.set({.id = "a", .relationship = "r", .cell = "t", .effective = "2022"});
  sample.set({.id = "b", .relationship = "s", .cell = "t", .effective = "2021"});
  sample.set({.id = "c", .relationship = "r", .cell = "t", .effective = "2020"});
  sample.add({{"type", "noted"}, {"relationship", "r"}, {"note", "n"}});
  EXPECT_THAT(history(sample, "r"), ElementsAre(1, 3, 4));
  EXPECT_THAT(history(sample, "s"), ElementsAre(2));
  EXPECT_THAT(history(sample, "q"), IsEmpty());
}

TEST(HistoryIndex, KnowsWhoPublishedAnEvent) {
  Sample sample;
  sample.set({.id = "a", .relationship = "r", .cell = "t", .effective = "2020"});
  Json json = unit::to_json({.id = "b", .relationship = "r", .cell = "t", .effective = "2021"});
  json["source"] = {{"publisher", "Reuters"}, {"title", "t"}};
  sample.add(json);
  json = {{"type", "retracted"}, {"id", "c"}, {"target", "b"}, {"reason", "wrong"}};
  json["source"] = {{"publisher", "Herald"}};
  sample.add(json);
  std::vector<std::string> publishers;
  for (const HistoryEntry& entry : must(read_history(sample.snapshot(), "r"))) {
    publishers.push_back(entry.publisher);
  }
  EXPECT_THAT(publishers, ElementsAre("", "Reuters", "Herald"));
}

TEST(HistoryIndex, HasTheCorrectionsThatConcernARelationship) {
  Sample sample;
  sample.set({.id = "a", .relationship = "r", .cell = "t", .effective = "2020"});
  sample.retract("b", "a");
  sample.retract("c", "b");
  sample.add({{"type", "retracted"},
              {"id", "d"},
              {"relationship", "s"},
              {"target", "a"},
              {"reason", "wrong"}});
  EXPECT_THAT(history(sample, "r"), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(history(sample, "s"), ElementsAre(4));
}

TEST(HistoryIndex, HasAnEventOnceWhereItReachesItsOwnRelationship) {
  Sample sample;
  sample.set({.id = "a", .relationship = "r", .cell = "t", .effective = "2020"});
  Json json = unit::to_json({.id = "b", .relationship = "r", .cell = "t", .effective = "2020"});
  json["replaces"] = "a";
  sample.add(json);
  EXPECT_THAT(history(sample, "r"), ElementsAre(1, 2));
}

TEST(HistoryIndex, KnowsWhereTheLogFirstAndLastSpeaksOfARelationship) {
  Sample sample;
  int number = 0;
  for (const std::string relationship : {"b", "ab", "a", "b", "é", "a"}) {
    sample.set({.id = std::to_string(++number),
                .relationship = relationship,
                .cell = "t",
                .effective = "2020"});
  }
  EXPECT_THAT(ranges(sample, 6), ElementsAre("a 3-6", "ab 2-2", "b 1-4", "é 5-5"));
  EXPECT_THAT(ranges(sample, 4), ElementsAre("a 3-3", "ab 2-2", "b 1-4"));
  EXPECT_THAT(ranges(sample, 0), IsEmpty());
}

TEST(HistoryIndex, KnowsTheRangeOfOneRelationshipUpToABasis) {
  Sample sample;
  sample.set({.id = "a", .relationship = "ra", .cell = "t", .effective = "2020"});
  sample.set({.id = "b", .relationship = "r", .cell = "t", .effective = "2020"});
  sample.set({.id = "c", .relationship = "r", .cell = "t", .effective = "2021"});
  const auto range = [&](std::uint64_t basis) {
    return must(read_relationship(sample.snapshot(), "r", {.value = basis}));
  };
  EXPECT_FALSE(range(1).has_value());
  EXPECT_EQ(unit::inside(range(2)).last, Sequence{.value = 2});
  EXPECT_EQ(unit::inside(range(3)).relationship, "r");
  EXPECT_EQ(unit::inside(range(3)).first, Sequence{.value = 2});
  EXPECT_EQ(unit::inside(range(3)).last, Sequence{.value = 3});
  EXPECT_FALSE(must(read_relationship(sample.snapshot(), "q", {.value = 3})).has_value());
}

TEST(HistoryIndex, OfAnEmptyLogIsEmpty) {
  Sample sample;
  EXPECT_THAT(ranges(sample, 0), IsEmpty());
}

TEST(DamagedHistoryEntry, IsCorruptWithTheNameOfTheIndex) {
  unit::TestLog log;
  for (const std::string& key :
       {text_prefix("r"), text_prefix("r") + "1234567", text_prefix("r") + "123456789"}) {
    log.clear(Column::history);
    log.put(Column::history, key, "");
    const Snapshot snapshot = log.snapshot();
    constexpr Sequence basis{.value = 9};
    EXPECT_TRUE(failed(read_history(snapshot, "r"), ErrorCode::corrupt, {"'history'"}));
    EXPECT_TRUE(failed(read_relationship(snapshot, "r", basis), ErrorCode::corrupt, {"'history'"}));
    EXPECT_TRUE(failed(read_relationships(snapshot, basis), ErrorCode::corrupt, {"'history'"}));
  }
}

TEST(DamagedHistoryEntry, WithoutTheEndOfATextIsCorrupt) {
  unit::TestLog log;
  log.put(Column::history, "no end", "");
  EXPECT_TRUE(failed(read_relationships(log.snapshot(), {.value = 9}), ErrorCode::corrupt,
                     {"'history'", "annals rebuild"}));
}

/// The relationships of the log up to a basis, each found from the one before.
std::vector<std::string> walked(const Sample& sample, std::uint64_t basis) {
  std::vector<std::string> names;
  std::string name;
  while (const auto next =
             must(read_relationship_after(sample.snapshot(), name, {.value = basis}))) {
    name = next->relationship;
    names.push_back(name);
  }
  return names;
}

TEST(HistoryIndex, LeadsFromOneRelationshipToTheNext) {
  Sample sample;
  for (const std::string name : {"b", "a", "ab", "c"}) {
    sample.set({.id = name, .relationship = name, .cell = "t", .effective = "2020"});
  }
  EXPECT_THAT(walked(sample, 4), ElementsAre("a", "ab", "b", "c"));
  EXPECT_THAT(walked(sample, 2), ElementsAre("a", "b"));
  EXPECT_THAT(walked(sample, 0), IsEmpty());
  // Also from a name that no relationship has.
  const auto next = must(read_relationship_after(sample.snapshot(), "aa", {.value = 4}));
  ASSERT_TRUE(next.has_value());
  EXPECT_EQ(next->relationship, "ab");
}

}  // namespace
}  // namespace annals
