#include "annals/query/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/must.h"
#include "unit/sample.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using unit::Sample;

Json joined(const std::string& relationship, const std::string& entity) {
  return {{"type", "party_joined"},
          {"relationship", relationship},
          {"entity", entity},
          {"effective", "2020"}};
}

class CatalogueTest : public testing::Test {
 protected:
  CatalogueTest() {
    sample_.add(joined("s", "borg"));
    sample_.add(joined("r", "borg"));
    sample_.add(joined("r", "acme"));
    sample_.add({{"type", "noted"}, {"relationship", "q"}});
  }

  /// The relationships up to a basis, each as `r 2-3: acme, borg`.
  [[nodiscard]] std::vector<std::string> relationships_at(std::uint64_t basis) const {
    std::vector<std::string> lines;
    for (const auto& each : must(relationships(sample_.snapshot(), {.value = basis}))) {
      lines.push_back(each.relationship + " " + std::to_string(each.first.value) + "-" +
                      std::to_string(each.last.value) + ":" + joined_names(each.parties));
    }
    return lines;
  }

  [[nodiscard]] std::vector<std::string> parties_at(std::uint64_t basis) const {
    std::vector<std::string> lines;
    for (const auto& each : must(parties(sample_.snapshot(), {.value = basis}))) {
      lines.push_back(each.party + ":" + joined_names(each.relationships));
    }
    return lines;
  }

 private:
  static std::string joined_names(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += " " + name;
    return text;
  }

  Sample sample_;
};

TEST_F(CatalogueTest, ListsRelationshipsByName) {
  EXPECT_THAT(relationships_at(4), ElementsAre("q 4-4:", "r 2-3: acme borg", "s 1-1: borg"));
}

TEST_F(CatalogueTest, ListsPartiesByName) {
  EXPECT_THAT(parties_at(4), ElementsAre("acme: r", "borg: r s"));
}

TEST_F(CatalogueTest, LeavesOutWhatTheLogNamesLater) {
  EXPECT_THAT(relationships_at(2), ElementsAre("r 2-2: borg", "s 1-1: borg"));
  EXPECT_THAT(relationships_at(1), ElementsAre("s 1-1: borg"));
  EXPECT_THAT(parties_at(1), ElementsAre("borg: s"));
  EXPECT_THAT(relationships_at(0), IsEmpty());
  EXPECT_THAT(parties_at(0), IsEmpty());
}

}  // namespace
}  // namespace annals
