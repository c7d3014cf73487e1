#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "realdata/raw_table.h"
#include "realdata/real_data.h"

namespace annals::realdata {
namespace {

/// What the tables have said of one cell of a company: since when it has a value, and ends where
/// the company left the list.
class Spells {
 public:
  void say(const std::string& value, const Span& start) {
    Statement now{.value = value, .start = start, .end = {}};
    const auto is_same = [&](const Statement& other) {
      return other.value == now.value && other.start.first == start.first &&
             other.start.last == start.last;
    };
    const auto last =
        std::ranges::find_if(facts_.rbegin(), facts_.rend(),
                             [](const Statement& each) { return each.value.has_value(); });
    const bool has_last = last != facts_.rend();
    if (is_there_ && is_same(*last)) return;
    // A start before an end says that it never ended.
    const bool goes_on = is_there_ || (was_ended_ && facts_.back().start.last >= start.first);
    const bool is_as_before = has_last && is_same(*last);
    if (goes_on && !(is_as_before && !is_there_)) facts_.erase(std::next(last).base());
    std::erase_if(facts_, [&](const Statement& each) {
      return !each.value && each.start.last >= start.first;
    });
    if (!goes_on || is_there_ || !is_as_before) facts_.push_back(now);
    is_there_ = true;
    was_ended_ = false;
  }

  void vanish(const Span& known) {
    if (!is_there_) return;
    is_there_ = false;
    was_ended_ = known.last >= facts_.back().start.first;
    if (was_ended_) {
      facts_.push_back({.value = {}, .start = known, .end = {}});
    } else {
      facts_.pop_back();
    }
  }

  [[nodiscard]] const std::vector<Statement>& facts() const { return facts_; }

 private:
  std::vector<Statement> facts_;
  bool is_there_ = false;
  bool was_ended_ = false;
};

struct Company {
  Span first_known;
  Spells seat;
  Spells sector;
};
using Companies = std::map<std::string, Company>;

void take(const std::vector<RawRow>& rows, const Span& known, Companies& companies) {
  std::map<std::string, const RawRow*> by_symbol;
  for (const RawRow& row : rows) by_symbol[field(row, {"Symbol"})] = &row;
  for (auto& [symbol, company] : companies) {
    if (by_symbol.contains(symbol)) continue;
    company.seat.vanish(known);
    company.sector.vanish(known);
  }
  for (const auto& [symbol, row] : by_symbol) {
    Company& company =
        companies.try_emplace(symbol, Company{.first_known = known, .seat = {}, .sector = {}})
            .first->second;
    const std::string added = field(*row, {"Date added"});
    const Span start = added.empty() ? until(company.first_known) : span_of(added);
    const std::string sector = field(*row, {"GICS Sector", "Sector"});
    company.seat.say("constituent", start);
    company.sector.say(sector.empty() ? "not stated" : sector, start);
  }
}

class Sp500 : public RealData {
 protected:
  Sp500() : RealData{"sp500-constituents"} {}
};

Answer answer_of(const Companies& companies, Moment on) {
  Answer answer;
  for (const auto& [symbol, company] : companies) {
    for (const auto& [cell, spells] :
         {std::pair{"party:", &company.seat}, std::pair{"sector:", &company.sector}}) {
      const auto at = said(spells->facts(), on);
      if (at && at->possible != std::set<std::string>{"none"}) answer[cell + symbol] = *at;
    }
  }
  return answer;
}

/// The cells in which two answers differ, with both.
std::string difference(const Answer& actual, const Answer& expected) {
  std::ostringstream text;
  for (const auto& [cell, said] : actual) {
    if (!expected.contains(cell)) text << cell << ": " << said << ", expected nothing\n";
  }
  for (const auto& [cell, said] : expected) {
    const auto found = actual.find(cell);
    if (found == actual.end()) {
      text << cell << ": nothing, expected " << said << "\n";
    } else if (found->second != said) {
      text << cell << ": " << found->second << ", expected " << said << "\n";
    }
  }
  return text.str();
}

TEST_F(Sp500, SaysWhoWasInTheIndexAsTheListsUpToThenDo) {
  constexpr std::size_t step = 8;  // every eighth list: the test stays short
  std::map<Moment, Companies> known_then;
  Companies companies;
  for (const Version& version : versions(step)) {
    load(version.file, version.known);
    take(read_csv(version.file), span_of(version.known), companies);
    known_then[span_of(version.known).last] = companies;
  }
  ASSERT_GT(known_then.size(), 20U);
  std::ptrdiff_t uncertain = 0;
  std::size_t said_of = 0;
  for (int asked = 0; asked < 60; ++asked) {
    const Moment on = any_moment(1990, 2026);
    const Moment known = any_moment(2013, 2026);
    const auto after = known_then.upper_bound(known);
    const Answer expected =
        after == known_then.begin() ? Answer{} : answer_of(std::prev(after)->second, on);
    EXPECT_EQ(difference(ask("S&P 500", on, known), expected), "");
    said_of += expected.size();
    uncertain += std::ranges::count_if(
        expected, [](const auto& cell) { return cell.second.possible.size() > 1; });
  }
  EXPECT_GT(uncertain, 100);
  EXPECT_GT(said_of, 10000U);
}

}  // namespace
}  // namespace annals::realdata
