#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>

#include "support/command.h"

namespace annals::c_test {
namespace {

TEST(Symbols, AreThoseOfTheHeaderAlone) {
  const auto outcome =
      support::run_command({NM, "--dynamic", "--defined-only", "--format=posix", ANNALS_C_LIBRARY});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  std::set<std::string> names;
  std::istringstream lines{outcome.out};
  for (std::string line; std::getline(lines, line);) names.insert(line.substr(0, line.find(' ')));
  EXPECT_EQ(names, (std::set<std::string>{"annals_append", "annals_ask", "annals_close",
                                          "annals_free", "annals_open", "annals_version"}));
}

}  // namespace
}  // namespace annals::c_test
