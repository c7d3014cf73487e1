#include "annals/query/succession.h"

#include <algorithm>
#include <utility>

namespace annals {
namespace {

Day beginning(const Tenure& tenure) {
  return tenure.stretches.front().days.from.value_or(Day::min());
}

Day end(const Tenure& tenure) {
  return tenure.stretches.back().days.to.value_or(Day::max());
}

/// Adds the tenures of one cell. A run that may have the value and may have none belongs to it.
void add_tenures(const std::string& relationship, const CellTimes& times, Certainty certainty,
                 std::vector<Tenure>& tenures) {
  Tenure* open = nullptr;
  for (const Run& run : times.runs) {
    // Where the leading candidate has ended but another may stand, that one names the value.
    const Value& value = is_none(run.value) ? run.possible.front() : run.value;
    const bool goes_on =
        open != nullptr && open->value == value && open->stretches.back().days.to == run.from;
    if (!goes_on) {
      tenures.push_back({.relationship = relationship,
                         .cell = times.cell,
                         .value = value,
                         .stretches = {},
                         .following = {}});
      open = &tenures.back();
    }
    Stretches& stretches = open->stretches;
    const Days days{.from = run.from, .to = run.to};
    const bool extends = !stretches.empty() && stretches.back().certain == run.certain;
    if (extends) {
      stretches.back().days.to = run.to;
    } else {
      stretches.push_back({.days = days, .certain = run.certain});
    }
  }
  if (certainty == Certainty::possible) return;
  std::erase_if(tenures, [](const Tenure& tenure) {
    return std::ranges::none_of(tenure.stretches, &Stretch::certain);
  });
}

void say_what_follows(std::vector<Tenure>& tenures) {
  const Tenure* latest = nullptr;
  for (Tenure& tenure : tenures) {
    if (latest != nullptr) {
      tenure.following =
          Following{.gap = lies(latest->stretches, Relation::before, tenure.stretches),
                    .meets = lies(latest->stretches, Relation::meets, tenure.stretches),
                    .overlaps = lies(latest->stretches, Relation::overlaps, tenure.stretches)};
    }
    if (latest == nullptr || end(tenure) >= end(*latest)) latest = &tenure;
  }
}

}  // namespace

Result<SuccessionAnswer> succession(const Snapshot& snapshot, const Condition& condition,
                                    const Days& days, const Scope& scope, Certainty certainty) {
  const WithinDays wanted{.days = days, .extent = WithinDays::Extent::some};
  const auto found = find_times(snapshot, {&condition, 1}, wanted, scope, Certainty::possible);
  if (!found) return found.error();
  SuccessionAnswer answer{.basis = found->basis, .tenures = {}};
  for (const FoundTimes& each : found->relationships) {
    for (const CellTimes& cell : each.cells) {
      add_tenures(each.relationship, cell, certainty, answer.tenures);
    }
  }
  std::ranges::stable_sort(answer.tenures, {},
                           [](const Tenure& tenure) { return beginning(tenure); });
  say_what_follows(answer.tenures);
  return answer;
}

}  // namespace annals
