#include "annals/base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "annals/base/check.h"

namespace annals {
namespace {

Error not_there() {
  return {.code = ErrorCode::not_found, .message = "not there"};
}

Result<int> half(int number) {
  if (number % 2 != 0) return Error{.code = ErrorCode::invalid_input, .message = "odd"};
  return number / 2;
}

TEST(Result, HoldsAValue) {
  const Result<int> seven = 7;
  ASSERT_TRUE(seven.has_value());
  EXPECT_TRUE(static_cast<bool>(seven));
  EXPECT_EQ(*seven, 7);
}

TEST(Result, HoldsAnError) {
  const Result<int> none = not_there();
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, ErrorCode::not_found);
  EXPECT_EQ(none.error().message, "not there");
}

TEST(Result, GivesItsValueAwayOnce) {
  Result<std::unique_ptr<int>> owner = std::make_unique<int>(7);
  const std::unique_ptr<int> taken = *std::move(owner);
  EXPECT_EQ(*taken, 7);
}

TEST(Result, ChangesThroughItsOperators) {
  Result<std::string> text = std::string{"a"};
  *text += "b";
  text->push_back('c');
  EXPECT_EQ(*text, "abc");
}

TEST(Result, PassesAValueOn) {
  const Result<int> quarter = half(12).and_then(half);
  ASSERT_TRUE(quarter.has_value());
  EXPECT_EQ(*quarter, 3);
}

TEST(Result, PassesTheFirstErrorThroughUntouched) {
  const Result<int> eighth = half(12).and_then(half).and_then(half).and_then(half);
  ASSERT_FALSE(eighth.has_value());
  EXPECT_EQ(eighth.error().message, "odd");
}

TEST(Status, IsDoneOrAnError) {
  const Status done = Done{};
  EXPECT_TRUE(done.has_value());
  const Status failed = not_there();
  EXPECT_FALSE(failed.has_value());
}

TEST(ResultDeathTest, IsNotReadBeforeItIsTested) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const Result<int> none = not_there();
  EXPECT_DEATH(static_cast<void>(*none), "a Result is tested before it is read");
  const Result<int> seven = 7;
  EXPECT_DEATH(static_cast<void>(seven.error()), "only a failed Result has an error");
}

TEST(CheckDeathTest, NamesTheBrokenInvariantAndItsPlace) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(check(false, "two is even"),
               "result_test.cpp:[0-9]+: broken invariant: two is even");
}

TEST(Check, SaysNothingOfWhatHolds) {
  check(true, "two is even");
}

TEST(Overloaded, PicksTheCaseOfEachAlternative) {
  using Either = std::variant<int, std::string>;
  const Overloaded name{[](int) { return "number"; }, [](const std::string&) { return "text"; }};
  EXPECT_STREQ(std::visit(name, Either{1}), "number");
  EXPECT_STREQ(std::visit(name, Either{std::string{}}), "text");
}

}  // namespace
}  // namespace annals
