#include "annals/index/value_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/must.h"
#include "unit/expect.h"
#include "unit/sample.h"
#include "unit/statements.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using unit::failed;
using unit::Sample;

class HoldersOfAValue : public testing::Test {
 protected:
  void set(const std::string& relationship, const std::string& cell, const Json& value,
           const std::string& effective = "2020") {
    sample_.set({.id = std::to_string(++number_),
                 .relationship = relationship,
                 .cell = cell,
                 .effective = effective,
                 .value = value});
  }

  [[nodiscard]] std::vector<std::string> holders(const Condition& condition,
                                                 const std::string& by = "2025") const {
    return must(read_holders(sample_.snapshot(), condition, unit::on(by), unit::whole(100)));
  }

  static Condition is(std::string term, Value value) {
    return {.term = std::move(term),
            .key = {},
            .comparison = Comparison::equal,
            .value = std::move(value)};
  }

  Sample& sample() { return sample_; }

 private:
  Sample sample_;
  int number_ = 0;
};

TEST_F(HoldersOfAValue, AreFoundByTermValueAndKey) {
  set("b", "t:k", "x");
  set("a", "t", "x");
  set("c", "t:k", "y");
  set("d", "tt:k", "x");
  EXPECT_THAT(holders(is("t", "x")), ElementsAre("a", "b"));
  Condition keyed = is("t", "x");
  keyed.key = "k";
  EXPECT_THAT(holders(keyed), ElementsAre("b"));
  keyed.key = "";
  EXPECT_THAT(holders(keyed), ElementsAre("a"));
  EXPECT_THAT(holders({.term = "t", .key = {}}), ElementsAre("a", "b", "c"));
  EXPECT_THAT(holders({.term = "t", .key = "k"}), ElementsAre("b", "c"));
  EXPECT_THAT(holders(is("t", 1.0)), IsEmpty());
}

TEST_F(HoldersOfAValue, AreFoundByTextOfAnyBytes) {
  const std::string odd{"\0x\xc3\xbf", 4};
  set("a", "t", odd);
  set("b", "t", odd + odd);
  set("c", "t", "");
  EXPECT_THAT(holders(is("t", odd)), ElementsAre("a"));
  EXPECT_THAT(holders(is("t", "")), ElementsAre("c"));
}

TEST_F(HoldersOfAValue, AreFoundByComparingNumbers) {
  const std::vector<std::pair<std::string, double>> numbers{
      {"a", -2.5}, {"b", -1}, {"c", 0}, {"d", 0.5}, {"e", 255}, {"f", 9007199254740991}};
  for (const auto& [name, number] : numbers) set(name, "t", number);
  set("g", "t", "300");
  set("h", "t", true);
  const auto found = [&](Comparison comparison, double bound) {
    return holders({.term = "t", .key = {}, .comparison = comparison, .value = bound});
  };
  EXPECT_THAT(found(Comparison::less, 0), ElementsAre("a", "b"));
  EXPECT_THAT(found(Comparison::at_most, 0), ElementsAre("a", "b", "c"));
  EXPECT_THAT(found(Comparison::greater, 0), ElementsAre("d", "e", "f"));
  EXPECT_THAT(found(Comparison::at_least, -1), ElementsAre("b", "c", "d", "e", "f"));
  EXPECT_THAT(found(Comparison::at_least, 255.5), ElementsAre("f"));
  EXPECT_THAT(holders(is("t", true)), ElementsAre("h"));
}

TEST_F(HoldersOfAValue, AreThoseWhoMayHaveHadItByThen) {
  set("a", "t", "x", "2021");
  set("a", "t", "x", "2019");
  set("b", "t", "x", "[2020-06..2022]");
  EXPECT_THAT(holders(is("t", "x"), "2019"), ElementsAre("a"));
  EXPECT_THAT(holders(is("t", "x"), "2020"), ElementsAre("a", "b"));
  EXPECT_THAT(holders(is("t", "x"), "2018"), IsEmpty());
}

TEST_F(HoldersOfAValue, AreThoseOfWhomSomethingIsSeen) {
  set("a", "t", "x");
  for (int more = 0; more < 10; ++more) set("b", "t", "x");
  const auto up_to = [&](std::uint64_t basis) {
    return must(
        read_holders(sample().snapshot(), is("t", "x"), unit::on("2025"), unit::whole(basis)));
  };
  EXPECT_THAT(up_to(1), ElementsAre("a"));
  EXPECT_THAT(up_to(2), ElementsAre("a", "b"));
  EXPECT_THAT(up_to(0), IsEmpty());
  EXPECT_THAT(must(read_holders(sample().snapshot(), is("t", "x"), unit::on("2025"),
                                {.known = unit::known("2025"), .basis = {.value = 100}})),
              IsEmpty());
}

TEST_F(HoldersOfAValue, ReportAnEntryThatCannotBeRead) {
  sample().put(Column::values, std::string{"t\0\x01", 3}, "");
  EXPECT_TRUE(failed(read_holders(sample().snapshot(), {.term = "t", .key = {}},
                                  EffectiveTime::latest(), unit::whole(1)),
                     ErrorCode::corrupt, {"'values'"}));
}

}  // namespace
}  // namespace annals
