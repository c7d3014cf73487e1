#include "annals/store/key_filter.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace annals {
namespace {

std::string key_of(int number) {
  return "event-" + std::to_string(number);
}

TEST(KeyFilter, HasEveryKeyThatWasAdded) {
  constexpr int keys = 10'000;
  KeyFilter filter{keys};
  for (int i = 0; i < keys; ++i) filter.add(KeyFilter::hash(key_of(i)));
  for (int i = 0; i < keys; ++i) EXPECT_TRUE(filter.may_have(KeyFilter::hash(key_of(i)))) << i;
}

TEST(KeyFilter, HasHardlyAnyOther) {
  constexpr int keys = 10'000;
  KeyFilter filter{keys};
  for (int i = 0; i < keys; ++i) filter.add(KeyFilter::hash(key_of(i)));
  int wrong = 0;
  for (int i = keys; i < 2 * keys; ++i)
    wrong += filter.may_have(KeyFilter::hash(key_of(i))) ? 1 : 0;
  EXPECT_LT(wrong, keys / 100);
}

TEST(KeyFilter, OfNothingHasNothing) {
  const KeyFilter filter{0};
  EXPECT_FALSE(filter.may_have(KeyFilter::hash("a")));
}

}  // namespace
}  // namespace annals
