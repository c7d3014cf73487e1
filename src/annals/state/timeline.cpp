#include "annals/state/timeline.h"

#include <algorithm>

#include "annals/state/cell_state.h"

namespace annals {
namespace {

void add_day(std::vector<Day>& days, EffectiveTime time) {
  const bool bounded = time != EffectiveTime::earliest() && time != EffectiveTime::latest();
  if (bounded) days.push_back(day_of(time.at));
}

/// The days on which the answer may differ from that of the day before, in order.
std::vector<Day> days_of_change(std::span<const Statement> statements) {
  std::vector<Day> days;
  for (const Statement& statement : statements) {
    add_day(days, statement.start.first);
    add_day(days, statement.start.last);
    if (!statement.end) continue;
    add_day(days, statement.end->first);
    add_day(days, statement.end->last);
  }
  std::ranges::sort(days);
  const auto repeated = std::ranges::unique(days);
  days.erase(repeated.begin(), repeated.end());
  return days;
}

bool same(const Run& run, const CellState& state) {
  return run.value == state.value && run.certain == state.certain && run.possible == state.possible;
}

/// Builds the runs from the answers of one day after another.
class Runs {
 public:
  void add(std::optional<Day> day, const std::optional<CellState>& state) {
    if (open_ && state && same(runs_.back(), *state)) return;
    if (open_) runs_.back().to = day;
    open_ = state.has_value();
    if (!open_) return;
    runs_.push_back({.from = day,
                     .to = {},
                     .value = state->value,
                     .certain = state->certain,
                     .possible = state->possible});
  }

  std::vector<Run> take() && { return std::move(runs_); }

 private:
  std::vector<Run> runs_;
  bool open_ = false;  // the last run goes on
};

}  // namespace

std::vector<Run> timeline(std::span<const Statement> statements) {
  CellSweep sweep{statements};
  Runs runs;
  runs.add(std::nullopt, sweep.advance(EffectiveTime::earliest()));
  for (const Day day : days_of_change(statements)) {
    runs.add(day, sweep.advance({.at = last_moment_of(day)}));
  }
  return std::move(runs).take();
}

std::optional<Day> held_since(std::span<const Run> runs, const Value& value, EffectiveTime at) {
  Day since = day_of(at.at);
  const auto reaches = [&](const Run& run) {
    return (!run.from || *run.from < since) && (!run.to || *run.to >= since) && run.value == value;
  };
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    if (run->from && *run->from >= since) continue;
    if (!reaches(*run)) break;
    if (!run->from) return std::nullopt;
    since = *run->from;
  }
  return since;
}

}  // namespace annals
