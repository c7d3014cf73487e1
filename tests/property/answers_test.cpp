// The database against the oracle, and against itself at another time.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <chrono>
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

/// A database and its judge, which have been told the same.
class Trial {
 public:
  void append(const std::vector<std::string>& lines) {
    for (const Appended& each : database_.append_together(lines)) {
      // The clock moves by the same step for each event, so that the judge need not ask for it.
      oracle_.append(each.event.event, next_);
      next_ += recording_step;
    }
  }

  [[nodiscard]] const Oracle& judge() const { return oracle_; }
  [[nodiscard]] Snapshot snapshot() const { return database_.snapshot(); }

 private:
  FakeClock clock_{recording_start, recording_step};
  TestDatabase database_{clock_};
  Oracle oracle_;
  Moment next_ = recording_start;
};

bool have_same_start(const Oracle& oracle, const std::vector<Sequence>& events) {
  return std::ranges::any_of(events, [&](Sequence a) {
    return std::ranges::any_of(events, [&](Sequence b) {
      return a < b && oracle.at(a).event.effective->same_bounds(*oracle.at(b).event.effective);
    });
  });
}

/// Counts what a state shows to its reader.
void count_state(Tally& met, const oracle::State& state, const Event& leading) {
  const bool is_over = is_none(state.value);
  met.count("an answer of several possible values", state.possible.size() > 1);
  met.count("an answer of three possible values", state.possible.size() > 2);
  met.count("an ended cell", state.certain && is_over);
  met.count("a contractual end that is reached",
            is_over && !is_none(leading.effects.front().value));
  met.count("several candidates that agree", state.certain && state.candidates.size() > 1);
}

/// Counts what the answers to a question show.
void count_answers(Tally& met, const Oracle& oracle, const Question& question) {
  const auto states = oracle.state(question.relationship, question.point());
  for (const auto& [cell, state] : states) {
    const Event& leading = oracle.at(state.leading).event;
    count_state(met, state, leading);
    met.count("nothing settled", leading.effective && leading.effective->last > question.on);
  }
  for (const Cell& cell : cells_used()) {
    const Assertion asked{.cell = cell, .value = question.value};
    met.count(oracle.holds(question.relationship, asked, question.point()));
  }
  const auto changes = oracle.diff(question.relationship, question.point(), question.other_point());
  for (const auto& change : changes) met.count(change.second.cause);
}

/// Counts what a question has to do with corrections and with order.
void count_reasons(Tally& met, const Oracle& oracle, const Question& question) {
  const auto states = oracle.state(question.relationship, question.point());
  for (const auto& [cell, why] : oracle.why(question.relationship, question.point())) {
    met.count("a cell that is missing", !states.contains(cell));
    met.count("an overridden event", !why.overridden.empty());
    met.count("an event ahead", !why.ahead.empty());
    for (const oracle::Withdrawn& event : why.withdrawn) {
      met.count("a withdrawn event");
      met.count("an event that several withdraw", event.by.size() > 1);
      met.count("a correction from another relationship",
                oracle.at(event.by.back()).event.relationship != question.relationship);
      met.count("an event withdrawn down a chain", oracle.at(event.by.back()).corrects.size() > 1);
    }
    std::vector<Sequence> counting = why.standing;
    counting.insert(counting.end(), why.overridden.begin(), why.overridden.end());
    met.count("two events with the same start", have_same_start(oracle, counting));
    for (const Sequence event : counting) {
      met.count("a correction undone", std::ranges::any_of(oracle.log(), [&](const auto& entry) {
                  return entry.corrects.contains(event) && entry.sequence <= question.basis &&
                         entry.known <= question.known;
                }));
    }
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
                  "a correction from another relationship",
                  "an event withdrawn down a chain",
                  "two events with the same start",
                  "a correction undone"});
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

/// Compares the runs of a cell with what the oracle says of one day after the other.
void expect_every_day(const Runs& runs, const Cell& cell, const Oracle& oracle,
                      const Question& question) {
  for (const Stretch& stretch : stretches) {
    for (Day day = stretch.from; day < stretch.to; day += std::chrono::days{1}) {
      const oracle::Point point{.on = {.at = last_moment_of(day)}, .view = question.view()};
      const auto states = oracle.state(question.relationship, point);
      const auto state = states.find(cell);
      const Run* const run = run_on(runs, day);
      RC_ASSERT((run != nullptr) == (state != states.end()));
      if (run == nullptr) continue;
      RC_ASSERT(run->value == state->second.value);
      RC_ASSERT(run->certain == state->second.certain);
      RC_ASSERT(run->possible == state->second.possible);
    }
  }
}

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

void compare_every_day(Tally& met) {
  Trial trial;
  trial.append((*histories()).lines);
  const Snapshot snapshot = trial.snapshot();
  const Question question = *questions_about(trial.judge());
  const Cell cell = *rc::gen::elementOf(cells_used());
  const auto answer = must(timelines(snapshot, question.relationship, cell, question.horizon()));
  const auto runs = answer.cells.empty() ? Runs{} : answer.cells.front().runs;
  met.count("several runs", runs.size() > 2);
  RC_ASSERT(are_well_formed(runs));
  expect_every_day(runs, cell, trial.judge(), question);
}

TEST(Timeline, SaysOfEveryDayWhatTheOracleSaysOfIt) {
  check_property(20, compare_every_day, {"several runs"});
}

void go_back(Tally& met) {
  Trial trial;
  trial.append((*histories()).lines);
  const Snapshot snapshot = trial.snapshot();
  for (int asked = 0; asked < 3; ++asked) {
    Question question = *questions_about(trial.judge());
    // The oracle goes back day by day; from the year 9999 that would take it too long.
    question.on = std::min(question.on, {.at = last_moment_of(Day{2021y / 6 / 30})});
    const auto answer =
        must(state(snapshot, question.relationship, std::nullopt, question.on, question.horizon()));
    for (const CellAnswer& cell : answer.cells) {
      const auto since =
          trial.judge().held_since(question.relationship, cell.cell, question.point());
      RC_ASSERT(cell.held_since == since);
      met.count("held since before the leading event",
                since && last_moment_of(*since) < cell.event.event.effective->first.at);
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
