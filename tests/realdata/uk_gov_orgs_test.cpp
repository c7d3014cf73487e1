#include <optional>
#include <set>
#include <string>
#include <vector>

#include "realdata/raw_table.h"
#include "realdata/real_data.h"

namespace annals::realdata {
namespace {

struct Register {
  Span known;
  std::map<std::string, RawRow> rows;  // by the organisation; the last one where it has several
};

std::optional<Span> end_of(const RawRow& row) {
  const std::string text = field(row, {"end-date", "end date"});
  if (text.empty()) return std::nullopt;
  if (text.starts_with("closed")) return until(span_of("2017-02-27"));
  return span_of(text == "2005-il-Ap" ? "2005-04" : text);
}

Answer answer_of(const std::vector<Register>& registers, const std::string& id, Moment on,
                 Moment known) {
  const Register* current = nullptr;
  const Register* first = nullptr;
  for (const Register& each : registers) {
    if (first == nullptr && each.rows.contains(id)) first = &each;
    if (each.known.last <= known) current = &each;
  }
  Answer answer;
  if (current == nullptr || !current->rows.contains(id)) return answer;
  const RawRow& row = current->rows.at(id);
  const std::string start = field(row, {"start-date"});
  for (const std::string cell : {"name", "website"}) {
    const std::string value = field(row, {cell});
    if (value.empty()) continue;
    const auto at = said({{.value = value,
                           .start = start.empty() ? until(first->known) : span_of(start),
                           .end = end_of(row)}},
                         on);
    if (at && at->possible != std::set<std::string>{"none"}) answer[cell] = *at;
  }
  return answer;
}

class UkGovOrgs : public RealData {
 protected:
  UkGovOrgs() : RealData{"uk-gov-orgs"} {}
};

TEST_F(UkGovOrgs, SaysWhatTheRegisterOfThatTimeSays) {
  std::vector<Register> registers;
  std::set<std::string> names;
  std::uint64_t vanished = 0;
  for (const Version& version : versions()) {
    const auto rows = load(version.file, version.known);
    vanished = std::max(vanished, rows.vanished);
    Register read{.known = span_of(version.known), .rows = {}};
    for (const RawRow& row : read_tsv(version.file)) {
      const std::string id = field(row, {"government-organisation"});
      read.rows[id] = row;
      names.insert(id);
    }
    registers.push_back(std::move(read));
  }
  EXPECT_EQ(vanished, 1005U);  // the register changed its ids once
  const std::vector<std::string> ids{names.begin(), names.end()};
  int possible = 0;
  for (int asked = 0; asked < 2000; ++asked) {
    const std::string& id = ids[any_below(ids.size())];
    const Moment on = any_moment(1990, 2018);
    // Most of it happened in two weeks.
    const Moment known = asked % 2 == 0
                             ? any_moment(2017, 2017)
                             : span_of("2017-02-27").last + std::chrono::hours{any_below(24 * 14)};
    const Answer expected = answer_of(registers, id, on, known);
    EXPECT_EQ(ask("uk-gov " + id, on, known), expected) << id;
    for (const auto& [cell, each] : expected) possible += each.possible.size() > 1 ? 1 : 0;
  }
  EXPECT_GT(possible, 50);
}

}  // namespace
}  // namespace annals::realdata
