#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "realdata/raw_table.h"
#include "realdata/real_data.h"

namespace annals::realdata {
namespace {

/// A date of the table in the order year, month, day; empty where it has none.
std::string date_of(const RawRow& row, std::string_view column) {
  const std::string text = field(row, {column});
  if (text == "NA" || text.empty() || text.ends_with("9999") || text.starts_with("9999") ||
      text == "0001-01-01" || text == "01.01.0001") {
    return {};
  }
  if (text == "2010-02-29") return "2010-02";
  if (text == "1971-0706") return "1971-07-06";
  if (text.size() == 10 && text[2] == '.') {
    return text.substr(6) + "-" + text.substr(3, 2) + "-" + text.substr(0, 2);
  }
  return text;
}

/// What the mapping calls a treaty: one `manyID` may stand for a treaty and its amendments.
std::string treaty_of(const RawRow& row) {
  return field(row, {"manyID"}) + " " + field(row, {"gengID"});
}

struct Table {
  Span known;
  std::vector<RawRow> rows;
};

Answer answer_of(const std::vector<Table>& tables, const std::string& treaty, Moment on,
                 Moment known) {
  const Table* current = nullptr;
  for (const Table& table : tables) {
    if (table.known.last <= known) current = &table;
  }
  std::map<std::string, std::vector<Statement>> cells;
  if (current == nullptr) return {};
  for (const RawRow& row : current->rows) {
    if (treaty_of(row) != treaty) continue;
    const std::string state = field(row, {"stateID"});
    const std::string signature = date_of(row, "stateSignature");
    const std::string force = date_of(row, "stateForce");
    const std::string withdrawal = date_of(row, "stateWithdrawal");
    if (!signature.empty()) {
      cells["signed:" + state].push_back({.value = "true", .start = span_of(signature), .end = {}});
    }
    if (force.empty()) continue;
    auto& party = cells["party:" + state];
    party.push_back({.value = "party", .start = span_of(force), .end = {}});
    if (!withdrawal.empty()) {
      party.push_back({.value = {}, .start = span_of(withdrawal), .end = {}});
    }
  }
  Answer answer;
  for (const auto& [cell, statements] : cells) {
    const auto at = said(statements, on);
    if (at && at->possible != std::set<std::string>{"none"}) answer[cell] = *at;
  }
  return answer;
}

class EnvTreaties : public RealData {
 protected:
  EnvTreaties() : RealData{"env-treaties"} {}
};

TEST_F(EnvTreaties, SaysWhichStatesAreBoundAsTheTableOfThatTimeDoes) {
  std::vector<Table> tables;
  for (const Version& version : versions()) {
    const auto rows = load(version.file, version.known);
    // All dates are written in another order in the second one: that alone changes nothing.
    EXPECT_EQ(rows.fresh + rows.changed + rows.vanished, tables.empty() ? 7215U : 1U);
    tables.push_back({.known = span_of(version.known), .rows = read_csv(version.file)});
  }
  std::set<std::string> names;
  for (const RawRow& row : tables.back().rows) names.insert(treaty_of(row));
  const std::vector<std::string> treaties{names.begin(), names.end()};
  ASSERT_GT(treaties.size(), 145U);
  std::size_t cells = 0;
  for (int asked = 0; asked < 200; ++asked) {
    const std::string& treaty = treaties[any_below(treaties.size())];
    const Moment on = any_moment(1945, 2024);
    const Moment known = any_moment(2023, 2024);
    const Answer expected = answer_of(tables, treaty, on, known);
    EXPECT_EQ(ask(treaty, on, known), expected) << treaty;
    cells += expected.size();
  }
  EXPECT_GT(cells, 1000U);
}

}  // namespace
}  // namespace annals::realdata
