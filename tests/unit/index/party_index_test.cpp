#include "annals/index/party_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "annals/index/key_codec.h"
#include "support/must.h"
#include "unit/expect.h"
#include "unit/log/test_log.h"
#include "unit/sample.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using unit::Sample;

/// Every link, each as `acme in r from 1`.
std::vector<std::string> links(const Sample& sample) {
  std::vector<std::string> lines;
  for (const PartyLink& each : must(read_party_links(sample.snapshot()))) {
    lines.push_back(each.party + " in " + each.relationship + " from " +
                    std::to_string(each.first.value));
  }
  return lines;
}

Json joined(const std::string& relationship, const std::string& entity) {
  return {{"type", "party_joined"},
          {"relationship", relationship},
          {"entity", entity},
          {"effective", "2020"}};
}

TEST(PartyIndex, LinksEveryPartyWithItsRelationships) {
  Sample sample;
  sample.add({{"type", "partnership_formed"},
              {"relationship", "r"},
              {"effective", "2020"},
              {"parties", Json::array({{{"entity", "borg"}}, {{"entity", "acme"}}})}});
  sample.add(joined("q", "borg"));
  sample.add(joined("r", "bor"));
  EXPECT_THAT(links(sample), ElementsAre("acme in r from 1", "bor in r from 3", "borg in q from 2",
                                         "borg in r from 1"));
}

TEST(PartyIndex, NamesTheFirstEventThatSaysSo) {
  Sample sample;
  sample.add(joined("r", "acme"));
  sample.set({.id = "a", .relationship = "r", .cell = "party:acme", .effective = "2022"});
  sample.add(
      {{"type", "party_left"}, {"relationship", "r"}, {"entity", "acme"}, {"effective", "2023"}});
  EXPECT_THAT(links(sample), ElementsAre("acme in r from 1"));
}

TEST(PartyIndex, LeavesOutOtherTermsAndAPartyWithoutAName) {
  Sample sample;
  sample.set({.id = "a", .relationship = "r", .cell = "party", .effective = "2020"});
  sample.set({.id = "b", .relationship = "r", .cell = "provider:acme", .effective = "2020"});
  EXPECT_THAT(links(sample), IsEmpty());
}

TEST(DamagedPartyEntry, IsCorruptWithTheNameOfTheIndex) {
  unit::TestLog log;
  for (const std::string& key :
       {std::string{"no end"}, text_prefix("acme") + "no end",
        text_prefix("acme") + text_prefix("r"), text_prefix("acme") + text_prefix("r") + "1234567",
        text_prefix("acme") + text_prefix("r") + "123456789"}) {
    log.clear(Column::parties);
    log.put(Column::parties, key, "");
    EXPECT_TRUE(unit::failed(read_party_links(log.snapshot()), ErrorCode::corrupt,
                             {"'parties'", "annals rebuild"}));
  }
}

}  // namespace
}  // namespace annals
