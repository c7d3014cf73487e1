#include "annals/base/nearest.h"

#include <gtest/gtest.h>

#include <string>

namespace annals {
namespace {

std::string nearest(std::string_view name) {
  Nearest nearest{name};
  for (const char* const candidate : {"exclusivity", "exclusive", "known", "role", "until"}) {
    nearest.consider(candidate);
  }
  return nearest.best();
}

TEST(Nearest, IsAtMostTwoEditsAway) {
  EXPECT_EQ(nearest("exclusivty"), "exclusivity");
  EXPECT_EQ(nearest("kninn"), "known");
  EXPECT_EQ(nearest("knxyz"), "");
  EXPECT_EQ(nearest("exclusivityyyy"), "");
  EXPECT_EQ(nearest(""), "");
}

TEST(Nearest, ChangesNoMoreThanHalfOfTheLetters) {
  EXPECT_EQ(nearest("roll"), "role");
  EXPECT_EQ(nearest("ro"), "");
  EXPECT_EQ(nearest("r"), "");
}

TEST(Nearest, IsTheFirstOfThoseThatAreFewestEditsAway) {
  Nearest nearest{"terms"};
  for (const char* const candidate : {"tea", "term", "teams"}) nearest.consider(candidate);
  EXPECT_EQ(nearest.best(), "term");
  EXPECT_EQ(nearest.hint(), "; did you mean 'term'?");
}

}  // namespace
}  // namespace annals
