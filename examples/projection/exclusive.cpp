#include "exclusive.h"

#include <annals/index/key_codec.h>
#include <annals/query/timelines.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace example {
namespace {

using namespace annals;

const Value exclusive = "exclusive";
constexpr std::string_view exclusivity = "exclusivity";

/// What the key of a row begins with: the first moment from which it may be so.
std::string key_of(Moment from) {
  std::string key;
  put_big_endian_signed(key, from.time_since_epoch().count());
  return key;
}

/// Of one event: a row for each cell that it makes exclusive. What later events say of it does not
/// matter here; that is the kernel's business, when it is asked.
void apply(const LoggedEvent& logged, RowSink& rows) {
  for (const Assertion& effect : logged.event.effects) {
    if (effect.cell.term != exclusivity || effect.value != exclusive) continue;
    std::string key = key_of(logged.event.effective->first.at);
    put_text(key, logged.event.relationship);
    put_text(key, effect.cell.key);
    rows.put(key, {});
  }
}

struct Agreement {
  std::string relationship;
  std::string key;

  friend auto operator<=>(const Agreement&, const Agreement&) = default;
};

/// The agreements that were ever said to be exclusive from before `until` on.
Result<std::set<Agreement>> read_agreements(const Database& database, const Snapshot& snapshot,
                                            Moment until, const Scope& scope) {
  const auto reader = database.projection(exclusive_projection.name);
  if (!reader) return reader.error();
  std::set<Agreement> agreements;
  ProjectionCursor cursor = reader->rows(snapshot, {.until = key_of(until)}, scope.horizon);
  for (; cursor.valid(); cursor.next()) {
    std::string_view key = cursor.row().key;
    const auto from = take_big_endian_signed(key);
    const auto relationship = from ? take_text(key) : std::nullopt;
    const auto what = relationship ? take_text(key) : std::nullopt;
    if (!what) return corrupt_index(exclusive_projection.name);
    agreements.insert({.relationship = std::string{*relationship}, .key = std::string{*what}});
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  return agreements;
}

/// What the count of each day differs by from the day before.
using Steps = std::map<Day, std::pair<int, int>>;

void add(const Run& run, Day until, Steps& steps) {
  const bool is_possible = std::ranges::find(run.possible, exclusive) != run.possible.end();
  if (!is_possible) return;
  const Day from = run.from.value_or(first_day);
  const Day to = run.to.value_or(until + std::chrono::days{1});
  const auto count = [&](Day day, int step) {
    (run.certain ? steps[day].first : steps[day].second) += step;
  };
  count(from, 1);
  count(to, -1);
}

}  // namespace

const Projection exclusive_projection{
    .name = "example.exclusive-by-day", .version = 1, .apply = apply};

Result<std::vector<DayCount>> count_by_day(const Database& database, const Snapshot& snapshot,
                                           Day until, const Scope& scope) {
  const Moment end = last_moment_of(until) + Microseconds{1};
  const auto agreements = read_agreements(database, snapshot, end, scope);
  if (!agreements) return agreements.error();
  Steps steps;
  for (const Agreement& each : *agreements) {
    const Cell cell{.term = std::string{exclusivity}, .key = each.key};
    const auto answer = timelines(snapshot, each.relationship, cell, scope);
    if (!answer) return answer.error();
    for (const CellTimeline& timeline : answer->cells) {
      for (const Run& run : timeline.runs) add(run, until, steps);
    }
  }
  std::vector<DayCount> counts;
  DayCount count{.from = {}, .surely = 0, .possibly = 0};
  for (const auto& [day, step] : steps) {
    const DayCount before = count;
    count = {
        .from = day, .surely = count.surely + step.first, .possibly = count.possibly + step.second};
    if (day > until) break;
    if (count.surely != before.surely || count.possibly != before.possibly) counts.push_back(count);
  }
  return counts;
}

}  // namespace example
