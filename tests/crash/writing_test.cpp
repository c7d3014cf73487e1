// The judge of a crash is one that can say no.

#include "crash/writing.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "support/must.h"

namespace annals::crash {
namespace {

std::string line(const std::string& id) {
  return R"({"id":")" + id + R"(","note":"n"})";
}

std::vector<Json> log_with(const std::vector<std::string>& ids) {
  std::vector<Json> log;
  for (const std::string& id : ids) log.push_back(support::must(parse_json(line(id))));
  return log;
}

/// Two parts of two events each, after one event that is done.
Promised two_parts() {
  Promised promised;
  promised.send({{line("a")}});
  promised.settle(log_with({"a"}), 1);
  promised.send({{line("b"), line("c")}, {line("d"), line("e")}});
  return promised;
}

TEST(Promised, TakesAWholeNumberOfParts) {
  EXPECT_EQ(two_parts().settle(log_with({"a"}), 0), 0U);
  EXPECT_EQ(two_parts().settle(log_with({"a", "b", "c"}), 0), 1U);
  EXPECT_EQ(two_parts().settle(log_with({"a", "b", "c"}), 1), 1U);
  EXPECT_EQ(two_parts().settle(log_with({"a", "b", "c", "d", "e"}), 2), 2U);
}

TEST(Promised, RefusesALogThatLacksWhatWasAcknowledged) {
  EXPECT_THROW(two_parts().settle(log_with({}), 0), std::runtime_error);
  EXPECT_THROW(two_parts().settle(log_with({"a"}), 1), std::runtime_error);
  EXPECT_THROW(two_parts().settle(log_with({"a", "b", "c"}), 2), std::runtime_error);
}

TEST(Promised, RefusesHalfAPartAndWhatIsThereTwice) {
  EXPECT_THROW(two_parts().settle(log_with({"a", "b"}), 0), std::runtime_error);
  EXPECT_THROW(two_parts().settle(log_with({"a", "b", "b"}), 0), std::runtime_error);
  EXPECT_THROW(two_parts().settle(log_with({"a", "d", "e"}), 0), std::runtime_error);
  EXPECT_THROW(two_parts().settle(log_with({"a", "b", "c", "d", "e", "f"}), 0), std::runtime_error);
}

TEST(Promised, ExpectsNothingNewOfWhatIsThereAlready) {
  Promised promised = two_parts();
  promised.settle(log_with({"a", "b", "c"}), 0);
  promised.send({{line("b"), line("c")}, {line("d"), line("e")}});
  EXPECT_EQ(promised.settle(log_with({"a", "b", "c", "d", "e"}), 2), 2U);
}

}  // namespace
}  // namespace annals::crash
