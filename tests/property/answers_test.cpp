// The database against the oracle, and against itself at another time.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "annals/query/state.h"
#include "annals/query/timelines.h"
#include "oracle/oracle.h"
#include "property/answer_sheet.h"
#include "property/history.h"
#include "property/property.h"
#include "property/question.h"
#include "property/trial.h"
#include "support/fake_clock.h"
#include "support/must.h"
#include "support/test_database.h"

namespace annals::property {
namespace {

using oracle::Oracle;
using support::FakeClock;
using support::must;
using support::TestDatabase;
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

bool have_same_start(const Oracle& oracle, const std::vector<Sequence>& events) {
  return std::ranges::any_of(events, [&](Sequence a) {
    return std::ranges::any_of(events, [&](Sequence b) {
      return a < b && oracle.at(a).event.effective->same_bounds(*oracle.at(b).event.effective);
    });
  });
}

/// Counts what a state at `on` shows to its reader.
void count_state(Tally& met, const oracle::State& state, const Event& leading, EffectiveTime on) {
  const bool is_over = is_none(state.value);
  met.count("an answer of several possible values", state.possible.size() > 1);
  met.count("an answer of three possible values", state.possible.size() > 2);
  met.count("an ended cell", state.certain && is_over);
  met.count("a contractual end that is reached",
            is_over && !is_none(leading.effects.front().value));
  met.count("several candidates that agree", state.certain && state.candidates.size() > 1);
  met.count("nothing settled", leading.effective && leading.effective->last > on);
}

/// Counts what the answers to a question show.
void count_answers(Tally& met, const Oracle& oracle, const Question& question) {
  const auto states = oracle.state(question.relationship, question.point());
  for (const auto& [cell, state] : states) {
    count_state(met, state, oracle.at(state.leading).event, question.on);
  }
  for (const Cell& cell : cells_used()) {
    const Assertion asked{.cell = cell, .value = question.value};
    met.count(oracle.holds(question.relationship, asked, question.point()));
  }
  const auto changes = oracle.diff(question.relationship, question.point(), question.other_point());
  for (const auto& [cell, change] : changes) met.count(change.cause);
}

void count_withdrawn(Tally& met, const Oracle& oracle, const oracle::Withdrawn& withdrawn) {
  const oracle::Entry& by = oracle.at(withdrawn.by.back());
  const Event& event = oracle.at(withdrawn.event).event;
  met.count("a withdrawn event");
  met.count("an event that several withdraw", withdrawn.by.size() > 1);
  met.count("an event withdrawn down a chain", by.corrects.size() > 1);
  met.count("a replacement in another relationship",
            by.event.replaces && by.event.relationship != event.relationship);
}

/// Counts corrections of `event`, which counts, that are seen: they are withdrawn themselves.
void count_undone(Tally& met, const Oracle& oracle, Sequence event, const oracle::View& view) {
  for (const oracle::Entry& entry : oracle.log()) {
    const bool is_seen = entry.sequence <= view.basis && entry.known <= view.known;
    if (!is_seen || !entry.corrects.contains(event)) continue;
    met.count("a retraction undone", entry.event.type == retracted_type);
    met.count("a replacement undone", entry.replaced.contains(event));
  }
}

/// Counts what a question has to do with corrections and with order.
void count_reasons(Tally& met, const Oracle& oracle, const Question& question) {
  const auto states = oracle.state(question.relationship, question.point());
  for (const auto& [cell, why] : oracle.why(question.relationship, question.point())) {
    met.count("a cell that is missing", !states.contains(cell));
    met.count("an overridden event", !why.overridden.empty());
    met.count("an event ahead", !why.ahead.empty());
    for (const oracle::Withdrawn& event : why.withdrawn) count_withdrawn(met, oracle, event);
    std::vector<Sequence> counting = why.standing;
    counting.insert(counting.end(), why.overridden.begin(), why.overridden.end());
    met.count("two events with the same start", have_same_start(oracle, counting));
    for (const Sequence event : counting) count_undone(met, oracle, event, question.view());
  }
}

void ask_both(Tally& met) {
  Trial trial;
  trial.append((*histories()).lines);
  const Snapshot snapshot = trial.snapshot();
  for (int asked = 0; asked < 10; ++asked) {
    const Question question = *questions_about(trial.judge());
    count_answers(met, trial.judge(), question);
    count_reasons(met, trial.judge(), question);
    expect_same(answers_of(snapshot, question), answers_of(trial.judge(), question));
  }
}

TEST(Database, AnswersAsTheOracleDoes) {
  check_property(80, ask_both,
                 {"an answer of several possible values",
                  "an answer of three possible values",
                  "an ended cell",
                  "a contractual end that is reached",
                  "nothing settled",
                  "several candidates that agree",
                  "yes",
                  "possible",
                  "no",
                  "world",
                  "learned",
                  "corrected",
                  "both",
                  "a cell that is missing",
                  "an overridden event",
                  "an event ahead",
                  "a withdrawn event",
                  "an event that several withdraw",
                  "a replacement in another relationship",
                  "an event withdrawn down a chain",
                  "two events with the same start",
                  "a retraction undone",
                  "a replacement undone"});
}

using Runs = std::vector<Run>;

/// The run that a day lies in; null if it lies in none.
const Run* run_on(const Runs& runs, Day day) {
  const auto found = std::ranges::find_if(runs, [&](const Run& run) {
    return (!run.from || *run.from <= day) && (!run.to || day < *run.to);
  });
  return found == runs.end() ? nullptr : &*found;
}

/// Days `[from, to)`.
struct Stretch {
  Day from;
  Day to;
};

/// Where the dates of a history lie: every day on which an answer can change, and those around it.
constexpr std::array stretches{
    Stretch{.from = Day{2018y / 12 / 25}, .to = Day{2019y / 1 / 8}},
    Stretch{.from = Day{2019y / 9 / 25}, .to = Day{2020y / 4 / 8}},
    Stretch{.from = Day{2020y / 12 / 25}, .to = Day{2021y / 4 / 8}},
};

bool same_answer(const Run& a, const Run& b) {
  return a.value == b.value && a.certain == b.certain && a.possible == b.possible;
}

/// Runs are in order, and where two touch they differ.
bool are_well_formed(const Runs& runs) {
  const auto is_backwards = [](const Run& run) {
    return run.from && run.to && *run.to <= *run.from;
  };
  if (std::ranges::any_of(runs, is_backwards)) return false;
  const auto do_not_fit = [](const Run& run, const Run& next) {
    if (!run.to || !next.from || *next.from < *run.to) return true;
    return *run.to == *next.from && same_answer(run, next);
  };
  return std::ranges::adjacent_find(runs, do_not_fit) == runs.end();
}

/// Whether the runs say of a day what the oracle does.
bool agree_on(const Runs& runs, Day day, const oracle::State* state) {
  const Run* const run = run_on(runs, day);
  if (run == nullptr || state == nullptr) return run == nullptr && state == nullptr;
  return run->value == state->value && run->certain == state->certain &&
         run->possible == state->possible;
}

/// Compares the runs of all cells with what the oracle says of one day.
void compare_day(const std::map<Cell, Runs>& timelines, const oracle::Oracle& oracle,
                 const Question& question, Day day) {
  const oracle::Point point{.on = {.at = last_moment_of(day)}, .view = question.view()};
  const auto states = oracle.state(question.relationship, point);
  for (const Cell& cell : cells_used()) {
    const auto runs = timelines.find(cell);
    const auto state = states.find(cell);
    RC_ASSERT(agree_on(runs == timelines.end() ? Runs{} : runs->second, day,
                       state == states.end() ? nullptr : &state->second));
  }
}

void compare_every_day(Tally& met) {
  Trial trial;
  trial.append((*histories()).lines);
  const Snapshot snapshot = trial.snapshot();
  const Question question = *questions_about(trial.judge());
  const auto answer =
      must(timelines(snapshot, question.relationship, std::nullopt, question.horizon()));
  std::map<Cell, Runs> runs;
  for (const CellTimeline& cell : answer.cells) {
    met.count("several runs", cell.runs.size() > 2);
    RC_ASSERT(are_well_formed(cell.runs));
    runs[cell.cell] = cell.runs;
  }
  for (const Stretch& stretch : stretches) {
    for (Day day = stretch.from; day < stretch.to; day += std::chrono::days{1}) {
      compare_day(runs, trial.judge(), question, day);
    }
  }
}

TEST(Timeline, SaysOfEveryDayWhatTheOracleSaysOfIt) {
  check_property(30, compare_every_day, {"several runs"});
}

void go_back(Tally& met) {
  Trial trial;
  trial.append((*histories()).lines);
  const Snapshot snapshot = trial.snapshot();
  for (int asked = 0; asked < 8; ++asked) {
    Question question = *questions_about(trial.judge());
    // The oracle goes back day by day; from the year 9999 that would take it too long.
    question.on = std::min(question.on, {.at = last_moment_of(Day{2021y / 6 / 30})});
    const auto answer =
        must(state(snapshot, question.relationship, std::nullopt, question.on, question.horizon()));
    for (const CellAnswer& cell : answer.cells) {
      const auto since =
          trial.judge().held_since(question.relationship, cell.cell, question.point());
      RC_ASSERT(cell.held_since == since);
      const auto start = cell.event.event.effective;
      const bool confirmed = since && start && last_moment_of(*since) < start->first.at;
      met.count("held since before the leading event", confirmed);
      met.count("always held", !since && !is_none(cell.state.value));
    }
  }
}

TEST(State, HasHeldSinceTheDayThatOneFindsByGoingBack) {
  check_property(40, go_back, {"held since before the leading event", "always held"});
}

void ask_again_later(Tally& met) {
  const History history = *histories();
  const auto count = static_cast<int>(history.lines.size());
  const auto first_part = history.lines.begin() + *any_below(count + 1);
  Trial trial;
  trial.append({history.lines.begin(), first_part});
  const Snapshot before = trial.snapshot();
  std::vector<Question> questions;
  std::vector<AnswerSheet> answers;
  for (int asked = 0; asked < 6; ++asked) {
    questions.push_back(*questions_about(trial.judge()));
    answers.push_back(answers_of(before, questions.back()));
  }
  trial.append({first_part, history.lines.end()});
  const Snapshot after = trial.snapshot();
  for (std::size_t i = 0; i < questions.size(); ++i) {
    expect_same(answers_of(after, questions[i]), answers[i]);
    Question today = questions[i];
    today.basis = trial.judge().last();
    met.count("a later event that matters", answers_of(after, today) != answers[i]);
  }
}

TEST(PastBasis, IsAnsweredTheSameForEver) {
  check_property(40, ask_again_later, {"a later event that matters"});
}

}  // namespace
}  // namespace annals::property
