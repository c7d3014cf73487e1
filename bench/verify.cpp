#include "verify.h"

#include <fmt/core.h>

#include <limits>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "annals/query/diff.h"
#include "annals/query/state.h"
#include "annals/query/timelines.h"
#include "annals/query/why.h"
#include "checksum.h"
#include "must.h"
#include "naive.h"

namespace annals::bench {
namespace {

/// More than any log has, so that all of it is known.
constexpr std::uint64_t every_event = std::numeric_limits<std::uint64_t>::max();

struct Verification {
  const Stage& stage;
  std::string_view what;
  std::uint64_t events_known;
};

/// Whether this has not been verified before, and can be.
bool is_due(const Verification& verification) {
  static std::set<std::tuple<const Stage*, std::string, std::uint64_t>> done;
  if (verification.stage.workload.shape() == Shape::w) return false;
  return done.emplace(&verification.stage, verification.what, verification.events_known).second;
}

/// A question about a long cell can take a second, so one of them is enough.
std::span<const Question> sample(const Stage& stage) {
  constexpr std::size_t count = 50;
  return std::span{stage.questions}.first(is_one_cell(stage.workload.shape()) ? 1 : count);
}

/// Compares what `find(question, sum)` and `expect(question, naive, sum)` add up to.
template <typename Find, typename Expect>
void verify(const Verification& verification, Find&& find, Expect&& expect) {
  if (!is_due(verification)) return;
  const Naive naive{verification.stage.workload};
  Checksum found;
  Checksum expected;
  for (const Question& question : sample(verification.stage)) {
    find(question, found);
    expect(question, naive, expected);
  }
  if (found.value() == expected.value()) return;
  stop(fmt::format("{} of {}: the answers have the checksum {:016x}, and {:016x} is right",
                   verification.what, verification.stage.path.filename().string(), found.value(),
                   expected.value()));
}

Naive::Point point_of(const Question& question, std::size_t cell, std::uint64_t events_known) {
  return {.relationship = question.relationship_index,
          .cell = cell,
          .day = question.day,
          .events_known = events_known};
}

void add_cell(Checksum& sum, const Cell& cell) {
  sum.add(cell.term);
  sum.add(cell.key);
}

std::uint64_t number_of(const std::optional<Day>& day) {
  return day ? static_cast<std::uint64_t>((*day - first_effective_day).count()) : every_event;
}

std::uint64_t number_of(const std::optional<CellAnswer>& answer) {
  return answer ? answer->state.leading.value : 0;
}

std::uint64_t number_of(const std::optional<Naive::Claim>& claim) {
  return claim ? claim->sequence : 0;
}

/// A cell of a state, from whichever side: its value, which is certain, and the event it is from.
void add_state(Checksum& sum, const Cell& cell, std::string_view value, std::uint64_t sequence) {
  add_cell(sum, cell);
  sum.add(value);
  sum.add(sequence);
}

void find_state(Checksum& sum, const Cell& cell, const CellState& state) {
  add_state(sum, cell, state.certain ? to_text(state.value) : "uncertain", state.leading.value);
}

void expect_state(Checksum& sum, const Naive::Claim& claim) {
  add_state(sum, cell_at(claim.cell), word_of(claim), claim.sequence);
}

/// Calls `add(point)` for every cell of the relationship, and for the one that is asked about.
template <typename Add>
void for_cells_asked(const Question& question, std::uint64_t events_known, Add&& add) {
  for (std::size_t cell = 0; cell < cells_per_relationship; ++cell) {
    add(point_of(question, cell, events_known));
  }
  add(point_of(question, question.cell_index, events_known));
}

void verify_bare_state(const Stage& stage, std::uint64_t events_known) {
  const Snapshot snapshot = stage.database.snapshot();
  const Horizon horizon = stage.horizon(events_known);
  const auto find = [&](const Question& question, Checksum& sum) {
    for (const auto& asked : {std::optional<Cell>{}, std::optional{question.cell}}) {
      const auto cells =
          must(bare_state(snapshot, question.relationship, asked, question.on, horizon));
      for (const BareCell& each : cells) find_state(sum, each.cell, each.state);
    }
  };
  const auto expect = [&](const Question& question, const Naive& naive, Checksum& sum) {
    for_cells_asked(question, events_known, [&](const Naive::Point& point) {
      if (const auto claim = naive.at(point)) expect_state(sum, *claim);
    });
  };
  verify({.stage = stage, .what = "bare_state", .events_known = events_known}, find, expect);
}

/// The first day of the run that holds on `day`.
std::optional<Day> held_since(const std::vector<Naive::Claim>& changes, std::int32_t day) {
  std::optional<Day> since;
  for (const Naive::Claim& change : changes) {
    if (change.day <= day) since = first_effective_day + std::chrono::days{change.day};
  }
  return since;
}

void find_full_state(Checksum& sum, const StateAnswer& answer) {
  for (const CellAnswer& each : answer.cells) {
    find_state(sum, each.cell, each.state);
    sum.add(number_of(each.held_since));
    sum.add(each.event.sequence.value);
  }
}

void verify_full_state(const Stage& stage, std::uint64_t events_known) {
  const Snapshot snapshot = stage.database.snapshot();
  const Horizon horizon = stage.horizon(events_known);
  const auto find = [&](const Question& question, Checksum& sum) {
    for (const auto& asked : {std::optional<Cell>{}, std::optional{question.cell}}) {
      find_full_state(sum,
                      must(state(snapshot, question.relationship, asked, question.on, horizon)));
    }
  };
  const auto expect = [&](const Question& question, const Naive& naive, Checksum& sum) {
    for_cells_asked(question, events_known, [&](const Naive::Point& point) {
      const auto claim = naive.at(point);
      if (!claim) return;
      expect_state(sum, *claim);
      sum.add(number_of(held_since(naive.changes(point), point.day)));
      sum.add(claim->sequence);
    });
  };
  verify({.stage = stage, .what = "state", .events_known = events_known}, find, expect);
}

void find_timeline(Checksum& sum, const CellTimeline& timeline) {
  add_cell(sum, timeline.cell);
  for (const Run& run : timeline.runs) {
    sum.add(number_of(run.from));
    sum.add(to_text(run.value));
  }
}

void expect_timeline(const Naive& naive, const Naive::Point& point, Checksum& sum) {
  const auto changes = naive.changes(point);
  if (changes.empty()) return;
  add_cell(sum, cell_at(point.cell));
  for (const Naive::Claim& change : changes) {
    sum.add(number_of(first_effective_day + std::chrono::days{change.day}));
    sum.add(word_of(change));
  }
}

void expect_change(const Naive& naive, const Question& question, std::size_t cell, Checksum& sum) {
  auto point = point_of(question, cell, every_event);
  const auto before = naive.at(point);
  point.day = question.later_day;
  const auto after = naive.at(point);
  // What has begun never goes away again, so that a change without an answer after it is none.
  if (!after || (before && before->value == after->value)) return;
  add_cell(sum, cell_at(cell));
  sum.add(to_text(Cause::world));
  sum.add(number_of(before));
  sum.add(number_of(after));
}

void add_list(Checksum& sum, const std::vector<std::uint64_t>& sequences) {
  sum.add(sequences.size());
  for (const std::uint64_t sequence : sequences) sum.add(sequence);
}

void find_list(Checksum& sum, const std::vector<LoggedEvent>& events) {
  sum.add(events.size());
  for (const LoggedEvent& event : events) sum.add(event.sequence.value);
}

}  // namespace

void verify_state(const Stage& stage, std::uint64_t events_known) {
  verify_bare_state(stage, events_known);
  verify_full_state(stage, events_known);
}

void verify_timelines(const Stage& stage) {
  const Snapshot snapshot = stage.database.snapshot();
  const auto find = [&](const Question& question, Checksum& sum) {
    const auto answer = must(timelines(snapshot, question.relationship, {}, stage.horizon()));
    for (const CellTimeline& cell : answer.cells) find_timeline(sum, cell);
  };
  const auto expect = [](const Question& question, const Naive& naive, Checksum& sum) {
    for (std::size_t cell = 0; cell < cells_per_relationship; ++cell) {
      expect_timeline(naive, point_of(question, cell, every_event), sum);
    }
  };
  verify({.stage = stage, .what = "timelines", .events_known = every_event}, find, expect);
}

void verify_diff(const Stage& stage) {
  const Snapshot snapshot = stage.database.snapshot();
  const auto find = [&](const Question& question, Checksum& sum) {
    const auto answer = must(diff(snapshot, question.relationship, {.on = question.on},
                                  {.on = question.later}, stage.database.last()));
    for (const ChangeAnswer& change : answer.changes) {
      add_cell(sum, change.cell);
      sum.add(to_text(change.cause));
      sum.add(number_of(change.before));
      sum.add(number_of(change.after));
    }
  };
  const auto expect = [](const Question& question, const Naive& naive, Checksum& sum) {
    for (std::size_t cell = 0; cell < cells_per_relationship; ++cell) {
      expect_change(naive, question, cell, sum);
    }
  };
  verify({.stage = stage, .what = "diff", .events_known = every_event}, find, expect);
}

void verify_why(const Stage& stage) {
  const Snapshot snapshot = stage.database.snapshot();
  const auto find = [&](const Question& question, Checksum& sum) {
    const auto answer =
        must(why(snapshot, question.relationship, question.cell, question.on, stage.horizon()));
    find_list(sum, answer.ahead);
    find_list(sum, answer.standing);
    find_list(sum, answer.overridden);
  };
  const auto expect = [](const Question& question, const Naive& naive, Checksum& sum) {
    std::vector<std::uint64_t> ahead;
    std::vector<std::uint64_t> standing;
    std::vector<std::uint64_t> overridden;
    for (const auto& claim :
         naive.newest_first(point_of(question, question.cell_index, every_event))) {
      auto& begun = standing.empty() ? standing : overridden;
      (claim.day > question.day ? ahead : begun).push_back(claim.sequence);
    }
    add_list(sum, ahead);
    add_list(sum, standing);
    add_list(sum, overridden);
  };
  verify({.stage = stage, .what = "why", .events_known = every_event}, find, expect);
}

}  // namespace annals::bench
