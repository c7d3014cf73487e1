#include "annals/state/conflicts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "unit/statements.h"

namespace annals {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using unit::Said;

std::vector<std::vector<std::uint64_t>> conflicts(const std::vector<Said>& said) {
  const auto statements = unit::statements(said);
  std::vector<std::vector<std::uint64_t>> all;
  for (const Conflict& conflict : conflicts_among(statements)) {
    all.push_back(unit::numbers(conflict.events));
  }
  return all;
}

TEST(Conflicts, AreDifferentValuesWhoseOrderIsOpen) {
  EXPECT_THAT(conflicts({{.sequence = 1, .start = "2020", .value = "x"},
                         {.sequence = 2, .start = "2020-05", .value = "y"}}),
              ElementsAre(ElementsAre(1, 2)));
  EXPECT_THAT(conflicts({{.sequence = 2, .start = "2020-05-01", .value = "y"},
                         {.sequence = 1, .start = "2020-05-01", .value = None{}}}),
              ElementsAre(ElementsAre(1, 2)));
}

TEST(Conflicts, AreNotSuccessionsNorConfirmations) {
  EXPECT_THAT(conflicts({{.sequence = 1, .start = "2020", .value = "x"},
                         {.sequence = 2, .start = "2021-01-01", .value = "y"}}),
              IsEmpty());
  EXPECT_THAT(conflicts({{.sequence = 1, .start = "2020", .value = "x"},
                         {.sequence = 2, .start = "2020-05", .value = "x"}}),
              IsEmpty());
}

TEST(Conflicts, AreApartWhereNothingLinksThem) {
  // The two long ones say the same, so that what contradicts each has nothing to do with the other.
  EXPECT_THAT(conflicts({{.sequence = 1, .start = "[2020-01..2020-10]", .value = "x"},
                         {.sequence = 2, .start = "[2020-01..2020-02]", .value = "y"},
                         {.sequence = 3, .start = "[2020-08..2021-08]", .value = "x"},
                         {.sequence = 4, .start = "[2021-03..2021-08]", .value = "y"}}),
              ElementsAre(ElementsAre(2, 1), ElementsAre(3, 4)));
}

TEST(Conflicts, AreLinkedThroughOthers) {
  EXPECT_THAT(conflicts({{.sequence = 1, .start = "2020-01", .value = "x"},
                         {.sequence = 2, .start = "[2020-01..2020-03]", .value = "y"},
                         {.sequence = 3, .start = "2020-03", .value = "x"}}),
              ElementsAre(ElementsAre(1, 2, 3)));
}

}  // namespace
}  // namespace annals
