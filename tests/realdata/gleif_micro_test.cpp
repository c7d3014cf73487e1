#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "annals/codec/json.h"
#include "realdata/raw_table.h"
#include "realdata/real_data.h"
#include "support/must.h"

namespace annals::realdata {
namespace {

/// A version of a record: who is consolidated by whom, since when that is known, and until when.
struct Record {
  std::string key;
  std::string child;
  std::string cell;
  std::string parent;
  Span start;
  Moment known;
  std::optional<Moment> deleted;
};

Record record_of(const Json& line) {
  const Json& relationship = line["Relationship"];
  const bool is_direct = relationship["RelationshipType"] == "IS_DIRECTLY_CONSOLIDATED_BY";
  Record record{.key = {},
                .child = relationship["StartNode"]["NodeID"],
                .cell = is_direct ? "direct-parent" : "ultimate-parent",
                .parent = relationship["EndNode"]["NodeID"],
                .start = {},
                .known = span_of(line["Registration"]["LastUpdateDate"]).last,
                .deleted = {}};
  record.key = record.child + record.cell + record.parent;
  for (const Json& period : relationship["RelationshipPeriods"]) {
    if (period["PeriodType"] == "RELATIONSHIP_PERIOD") record.start = span_of(period["StartDate"]);
  }
  if (line.contains("Extension")) {
    record.deleted = span_of(line["Extension"]["Deletion"]["DeletedAt"]).last;
  }
  return record;
}

/// What the records say of `child` as known on `known`: of each the last version, if it is not
/// deleted.
Answer answer_of(const std::vector<Record>& records, const std::string& child, Moment on,
                 Moment known) {
  std::map<std::string, std::vector<Statement>> cells;
  for (const Record& record : records) {
    if (record.child != child || record.known > known) continue;
    if (record.deleted && *record.deleted <= known) continue;
    const bool is_last = std::ranges::none_of(records, [&](const Record& other) {
      return other.key == record.key && other.known > record.known && other.known <= known;
    });
    if (is_last) cells[record.cell].push_back({record.parent, record.start, {}});
  }
  Answer answer;
  for (const auto& [cell, statements] : cells) {
    if (const auto at = said(statements, on)) answer[cell] = *at;
  }
  return answer;
}

class Gleif : public RealData {
 protected:
  Gleif() : RealData{"gleif-micro"} {}
};

TEST_F(Gleif, SaysWhoConsolidatesWhomAsTheLastVersionsDo) {
  const auto file = folder() / "relationship_records.jsonl";
  load(file, {});
  EXPECT_EQ(load(file, {}).fresh, 0U);
  std::vector<Record> records;
  for (const std::string& line : lines_of(file)) {
    records.push_back(record_of(support::must(parse_json(line))));
  }
  ASSERT_EQ(records.size(), 14U);
  std::set<std::string> different;
  for (int asked = 0; asked < 200; ++asked) {
    const std::string& child = records[any_below(records.size())].child;
    const Moment on = any_moment(2013, 2025);
    const Moment known = any_moment(2023, 2024);
    const Answer expected = answer_of(records, child, on, known);
    EXPECT_EQ(ask("lei " + child, on, known), expected) << child;
    different.insert(testing::PrintToString(expected));
  }
  EXPECT_GT(different.size(), 6U);  // else the questions did not tell versions apart
}

}  // namespace
}  // namespace annals::realdata
