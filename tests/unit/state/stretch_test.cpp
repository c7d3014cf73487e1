// Days on which something holds, surely or possibly, against every way that it may have been.

#include "annals/state/stretch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <random>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "unit/statements.h"

namespace annals {
namespace {

constexpr Day first{std::chrono::year{2020} / 1 / 1};

/// `YYp-Y` reads: surely on the first two days, possibly on the third, not on the fourth, …
Stretches stretches(std::string_view days) {
  Stretches all;
  for (std::size_t i = 0; i < days.size(); ++i) {
    if (days[i] == '-') continue;
    const Day day = first + std::chrono::days{static_cast<int>(i)};
    const bool certain = days[i] == 'Y';
    const bool goes_on = i > 0 && days[i - 1] == days[i];
    if (!goes_on) all.push_back({.days = {.from = day, .to = {}}, .certain = certain});
    all.back().days.to = day + std::chrono::days{1};
  }
  return all;
}

Days days(int from, int to) {
  return {.from = first + std::chrono::days{from}, .to = first + std::chrono::days{to}};
}

TEST(Stretches, OfACellAreThoseOfItsRunsThatMeetTheCondition) {
  const auto runs =
      timeline(unit::statements({{.sequence = 1, .start = "2020-01-01", .value = "x"},
                                 {.sequence = 2, .start = "[2020-01-03..2020-01-04]", .value = "y"},
                                 {.sequence = 3, .start = "2020-01-06", .value = "x"}}));
  const Condition is_x{
      .term = "t", .key = {}, .comparison = Comparison::equal, .value = Value{"x"}};
  Stretches expected = stretches("YYp--Y");
  expected.back().days.to.reset();
  EXPECT_EQ(stretches_of(is_x, runs), expected);
  const Condition is_any{.term = "t", .key = {}};
  EXPECT_EQ(stretches_of(is_any, runs),
            (Stretches{{.days = {.from = first, .to = {}}, .certain = true}}));
}

TEST(Stretches, OfBothAreTheDaysThatTheyHaveInCommon) {
  EXPECT_EQ(both(stretches("YYpp--Y"), stretches("pYYp-YY")), stretches("pYpp--Y"));
  EXPECT_EQ(both(stretches("YY"), stretches("--YY")), Stretches{});
}

TEST(Stretches, OfEitherAreTheDaysOfOneOrTheOther) {
  EXPECT_EQ(either(stretches("YYpp----p"), stretches("pYYp-Y--Y")), stretches("YYYp-Y--Y"));
  EXPECT_EQ(either({}, stretches("-Y")), stretches("-Y"));
  const Stretches perhaps_always{{.days = {}, .certain = false}};
  EXPECT_EQ(either(perhaps_always, {}), perhaps_always);
  EXPECT_EQ(either(perhaps_always, {{.days = {}, .certain = true}}),
            (Stretches{{.days = {}, .certain = true}}));
}

TEST(Stretches, HoldDuringAndThroughoutDays) {
  const Stretches some = stretches("-YYp-p");
  EXPECT_EQ(holds_during(some, days(0, 1)), Answer::no);
  EXPECT_EQ(holds_during(some, days(0, 2)), Answer::yes);
  EXPECT_EQ(holds_during(some, days(3, 5)), Answer::possible);
  EXPECT_EQ(holds_throughout(some, days(1, 3)), Answer::yes);
  EXPECT_EQ(holds_throughout(some, days(1, 4)), Answer::possible);
  EXPECT_EQ(holds_throughout(some, days(1, 6)), Answer::no);
  EXPECT_EQ(holds_throughout({{.days = {}, .certain = true}}, {}), Answer::yes);
  EXPECT_EQ(holds_throughout(some, {}), Answer::no);
}

using World = std::bitset<8>;

constexpr std::array relations{Relation::overlaps, Relation::before, Relation::after,
                               Relation::meets, Relation::met_by};

/// Whether a time of `a`, a row of days without a gap, lies so to one of `b`.
bool lies_in(const World& a, Relation relation, const World& b) {
  if (relation == Relation::overlaps) return (a & b).any();
  if (relation == Relation::after) return lies_in(b, Relation::before, a);
  if (relation == Relation::met_by) return lies_in(b, Relation::meets, a);
  for (std::size_t end = 1; end < a.size(); ++end) {
    const bool ends_here = a[end - 1] && !a[end];
    for (std::size_t begin = 0; begin < b.size(); ++begin) {
      const bool begins_here = b[begin] && (begin == 0 || !b[begin - 1]);
      const bool fits = relation == Relation::meets ? begin == end : begin > end;
      if (ends_here && begins_here && fits) return true;
    }
  }
  return false;
}

/// How days that are possible may have been: each time is whole but for a break between certain
/// ones.
std::regex ways_of(bool after_certain, bool before_certain) {
  if (after_certain && before_certain) return std::regex{"1*0*1*"};
  if (after_certain) return std::regex{"1*0*"};
  if (before_certain) return std::regex{"0*1*"};
  return std::regex{"0*1*0*"};
}

bool may_have_been(std::string_view days, const World& world) {
  for (std::size_t i = 0; i < days.size();) {
    if (days[i] != 'p') {
      if (world[i] != (days[i] == 'Y')) return false;
      ++i;
      continue;
    }
    const std::size_t begin = i;
    std::string pattern;
    for (; i < days.size() && days[i] == 'p'; ++i) pattern += world[i] ? '1' : '0';
    const bool after_certain = begin > 0 && days[begin - 1] == 'Y';
    const bool before_certain = i < days.size() && days[i] == 'Y';
    if (!std::regex_match(pattern, ways_of(after_certain, before_certain))) return false;
  }
  return true;
}

/// Every way in which the days may have been.
std::vector<World> worlds(std::string_view days) {
  std::vector<World> all;
  for (std::size_t bits = 0; bits < (std::size_t{1} << days.size()); ++bits) {
    if (may_have_been(days, World{bits})) all.emplace_back(bits);
  }
  return all;
}

TEST(Relations, AreNeverFalseOfAnyWayThatItMayHaveBeen) {
  std::mt19937 random{7};  // NOLINT(cert-msc51-cpp): the same cases every time
  std::array<int, 3> met{};
  for (int round = 0; round < 400; ++round) {
    // The last day is off, so that every time ends within the days looked at.
    std::array<std::string, 2> drawn{"-------", "-------"};
    for (std::string& each : drawn) {
      for (char& day : each) day = "YYYpp---"[random() % 8];
      each += '-';
    }
    const auto ways_a = worlds(drawn[0]);
    const auto ways_b = worlds(drawn[1]);
    for (const Relation relation : relations) {
      bool always = true;
      bool ever = false;
      for (const World& a : ways_a) {
        for (const World& b : ways_b) {
          const bool so = lies_in(a, relation, b);
          always = always && so;
          ever = ever || so;
        }
      }
      const Answer answer = lies(stretches(drawn[0]), relation, stretches(drawn[1]));
      ++met.at(static_cast<std::size_t>(answer));
      const auto said = static_cast<int>(answer);
      EXPECT_EQ(answer != Answer::no, ever)
          << drawn[0] << " " << static_cast<int>(relation) << " " << drawn[1] << " " << said;
      EXPECT_TRUE(answer != Answer::yes || always)
          << drawn[0] << " " << static_cast<int>(relation) << " " << drawn[1];
    }
  }
  for (const int count : met) EXPECT_GT(count, 100);
}

TEST(Relations, AreSureWhereTheDatesAre) {
  EXPECT_EQ(lies(stretches("YY---"), Relation::before, stretches("---YY")), Answer::yes);
  EXPECT_EQ(lies(stretches("YYp--"), Relation::before, stretches("---YY")), Answer::possible);
  EXPECT_EQ(lies(stretches("YYp--"), Relation::before, stretches("----Y")), Answer::yes);
  EXPECT_EQ(lies(stretches("YY---"), Relation::meets, stretches("--YYY")), Answer::yes);
  EXPECT_EQ(lies(stretches("YYp--"), Relation::meets, stretches("--YYY")), Answer::possible);
  EXPECT_EQ(lies(stretches("--YYY"), Relation::met_by, stretches("YY---")), Answer::yes);
  EXPECT_EQ(lies(stretches("---YY"), Relation::after, stretches("YY---")), Answer::yes);
  EXPECT_EQ(lies(stretches("YYY"), Relation::overlaps, stretches("--Y")), Answer::yes);
}

TEST(Relations, HoldOfATimeWhoseBeginningIsVagueAsOfOne) {
  EXPECT_EQ(lies(stretches("ppYY--"), Relation::before, stretches("----YY")), Answer::no);
  EXPECT_EQ(lies(stretches("ppYY--"), Relation::meets, stretches("----YY")), Answer::yes);
}

TEST(Relations, KnowThatWhatGoesOnHasNoEnd) {
  const Stretches for_ever{{.days = {.from = first, .to = {}}, .certain = true}};
  const Stretches later{{.days = days(5, 6), .certain = true}};
  EXPECT_EQ(lies(for_ever, Relation::before, later), Answer::no);
  EXPECT_EQ(lies(for_ever, Relation::overlaps, later), Answer::yes);
  const Stretches perhaps{
      {.days = days(0, 1), .certain = true},
      {.days = {.from = first + std::chrono::days{1}, .to = {}}, .certain = false}};
  EXPECT_EQ(lies(perhaps, Relation::before, later), Answer::possible);
}

}  // namespace
}  // namespace annals
