#include <set>
#include <string>
#include <vector>

#include "annals/codec/json.h"
#include "realdata/raw_table.h"
#include "realdata/real_data.h"
#include "support/must.h"

namespace annals::realdata {
namespace {

struct Release {
  Span known;
  Json regions;
};

/// When the first release came that had this currency of the region from this date on.
Span first_known(const std::vector<Release>& releases, const std::string& region,
                 const std::string& currency) {
  for (const Release& release : releases) {
    if (!release.regions.contains(region)) continue;
    for (const Json& item : release.regions[region]) {
      if (item.contains(currency) && !item[currency].contains("_from")) return release.known;
    }
  }
  return releases.back().known;
}

Answer answer_of(const std::vector<Release>& releases, const std::string& region, Moment on,
                 Moment known) {
  const Release* current = nullptr;
  for (const Release& release : releases) {
    if (release.known.last <= known) current = &release;
  }
  Answer answer;
  if (current == nullptr || !current->regions.contains(region)) return answer;
  std::map<std::string, std::vector<Statement>> cells;
  for (const Json& item : current->regions[region]) {
    for (const auto& [currency, use] : item.items()) {
      Statement statement{
          .value = use.contains("_tender") ? "in use" : "legal tender", .start = {}, .end = {}};
      if (use.contains("_to")) statement.end = span_of(use["_to"]);
      statement.start = use.contains("_from") ? span_of(use["_from"])
                        : use.contains("_to") ? until(*statement.end)
                                              : until(first_known(releases, region, currency));
      cells["currency:" + currency].push_back(statement);
    }
  }
  for (const auto& [cell, statements] : cells) {
    const auto at = said(statements, on);
    if (at && at->possible != std::set<std::string>{"none"}) answer[cell] = *at;
  }
  return answer;
}

class CldrCurrency : public RealData {
 protected:
  CldrCurrency() : RealData{"cldr-currency"} {}
};

TEST_F(CldrCurrency, SaysWhichCurrenciesARegionHadAsTheReleaseOfThatTimeDoes) {
  std::vector<Release> releases;
  for (const Version& version : versions(2)) {
    load(version.file, version.known);
    const Json json = support::must(parse_json(text_of(version.file)));
    releases.push_back({.known = span_of(version.known),
                        .regions = json["supplemental"]["currencyData"]["region"]});
  }
  std::vector<std::string> regions;
  for (const auto& [region, unused] : releases.back().regions.items()) regions.push_back(region);
  ASSERT_GT(regions.size(), 250U);
  int answered = 0;
  for (int asked = 0; asked < 1000; ++asked) {
    const std::string& region = regions[any_below(regions.size())];
    const Moment on = any_moment(1850, 2021);
    const Moment known = any_moment(2015, 2020);
    const Answer expected = answer_of(releases, region, on, known);
    EXPECT_EQ(ask("region " + region, on, known), expected) << region;
    if (!expected.empty()) ++answered;
  }
  EXPECT_GT(answered, 300);
}

// Belarus: the end of BYR was in the release of October 2016, before it came.
TEST_F(CldrCurrency, KnewTheEndOfTheOldRoubleBeforeItCame) {
  for (const Version& version : versions()) {
    if (version.known > "2017") break;
    load(version.file, version.known);
  }
  const Moment on = span_of("2017-06-01").last;
  EXPECT_EQ(ask("region BY", on, span_of("2016-09-01").last).count("currency:BYR"), 1U);
  EXPECT_EQ(ask("region BY", on, span_of("2016-10-05").last).count("currency:BYR"), 0U);
}

}  // namespace
}  // namespace annals::realdata
