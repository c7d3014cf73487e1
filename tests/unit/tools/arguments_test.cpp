#include "arguments.h"

#include <gtest/gtest.h>

#include <string>

namespace annals::cli {
namespace {

TEST(FromOneOn, RefusesWhatIsNoPositiveWholeNumber) {
  EXPECT_EQ(from_one_on("1"), "");
  EXPECT_EQ(from_one_on("4711"), "");
  for (const std::string text : {"", "0", "-1", "1.5", "x"}) {
    EXPECT_NE(from_one_on(text).find("expected a whole number from 1 on"), std::string::npos);
  }
}

}  // namespace
}  // namespace annals::cli
