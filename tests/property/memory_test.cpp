// What is kept decoded in memory against the oracle: asked again and again, while more is appended,
// with room for little, and by several threads at once.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "annals/log/log_reader.h"
#include "annals/query/find.h"
#include "annals/query/holdings.h"
#include "annals/query/relationship_states.h"
#include "annals/query/relationship_view.h"
#include "annals/query/state.h"
#include "oracle/oracle.h"
#include "property/answer_sheet.h"
#include "property/condition.h"
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
using support::must;

/// A question about a relationship, and one across all of them, for the same moment and knowledge.
struct Asked {
  Question question;
  std::optional<Cell> cell;
  std::vector<Condition> conditions;
  bool possible;
};

/// What was answered.
struct Answered {
  std::vector<BareCell> cells;
  FindAnswer<BareCell> found;
};

Asked anything_about(const Oracle& oracle) {
  Asked asked{.question = *questions_about(oracle),
              .cell = {},
              .conditions = {any_condition()},
              .possible = *any_below(2) == 1};
  if (*any_below(3) == 0) asked.conditions.push_back(any_condition());
  const auto& cells = cells_used();
  const int cell = *any_below(2 * static_cast<int>(cells.size()));
  if (cell < static_cast<int>(cells.size())) asked.cell = cells[static_cast<std::size_t>(cell)];
  return asked;
}

Answered ask(const Snapshot& snapshot, const Asked& asked) {
  const Question& question = asked.question;
  return {.cells = must(bare_state(snapshot, question.relationship, asked.cell, question.on,
                                   question.horizon())),
          .found = must(bare_find(snapshot, asked.conditions, question.on, question.horizon(),
                                  asked.possible ? Certainty::possible : Certainty::certain))};
}

bool is_same(const CellState& actual, const oracle::State& expected) {
  return actual.value == expected.value && actual.certain == expected.certain &&
         actual.possible == expected.possible && actual.leading == expected.leading &&
         actual.candidates == expected.candidates;
}

/// Whether these are exactly the states that are expected, in their order.
bool are_same(const std::vector<BareCell>& actual, const std::map<Cell, oracle::State>& expected) {
  return std::ranges::equal(actual, expected, [](const BareCell& a, const auto& b) {
    return a.cell == b.first && is_same(a.state, b.second);
  });
}

/// The states that a search shows of a relationship in which it found something.
std::map<Cell, oracle::State> shown(const std::vector<Condition>& conditions,
                                    std::map<Cell, oracle::State> states) {
  std::erase_if(states, [&](const auto& each) {
    return std::ranges::all_of(conditions, [&](const Condition& condition) {
      return judged(condition, {each}) == Answer::no;
    });
  });
  return states;
}

void compare(const Answered& actual, const Oracle& oracle, const Asked& asked) {
  const Question& question = asked.question;
  auto states = oracle.state(question.relationship, question.point());
  if (asked.cell) std::erase_if(states, [&](auto& each) { return each.first != *asked.cell; });
  RC_ASSERT(are_same(actual.cells, states));
  Verdicts verdicts;
  for (const auto& each : actual.found.relationships) {
    verdicts[each.relationship] = each.certain ? Answer::yes : Answer::possible;
    RC_ASSERT(are_same(each.cells,
                       shown(asked.conditions, oracle.state(each.relationship, question.point()))));
  }
  RC_ASSERT(verdicts.size() == actual.found.relationships.size());
  RC_ASSERT(verdicts == judge_find(oracle, asked.conditions, question.point(), asked.possible));
}

/// Counts by which way a question is answered that was asked before.
void count_way(Tally& met, const Snapshot& snapshot, const Asked& asked) {
  const Horizon horizon = asked.question.horizon();
  const auto states = must(read_states(snapshot, asked.question.relationship, Keeping::no));
  const bool is_worked_out = states && states->is_all_seen(horizon);
  met.count("worked out before", is_worked_out && !states->cells().all().empty());
  const auto view = must(read_view(snapshot, asked.question.relationship, Keeping::no));
  met.count("from the statements in memory", view && !is_worked_out);
  met.count("not in memory", !view && !is_worked_out);
  const auto holdings = must(read_holdings(snapshot, asked.conditions, horizon));
  met.count("found by holdings", !holdings.empty());
  met.count("found by two holdings", holdings.size() > 1);
  met.count("found without", holdings.empty());
}

void count_events(Tally& met, const CacheCounts& counts) {
  met.count("a hit", counts.hits > 0);
  met.count("a miss", counts.misses > 0);
  met.count("an eviction", counts.evicted > 0);
  met.count("a drop", counts.dropped > 0);
}

/// The question as it can be asked of a snapshot that sees less.
Asked asked_of(const Snapshot& snapshot, Asked asked) {
  asked.question.basis = std::min(asked.question.basis, must(LogReader{snapshot}.last()));
  return asked;
}

/// Asks each of the questions of each snapshot, in turn and again.
void ask_often(Tally& met, const Trial& trial, const std::vector<Snapshot>& snapshots,
               const std::vector<Asked>& questions) {
  constexpr int rounds = 4;
  for (int round = 0; round < rounds; ++round) {
    for (const Asked& each : questions) {
      const auto which = static_cast<std::size_t>(*any_below(static_cast<int>(snapshots.size())));
      const Asked asked = asked_of(snapshots[which], each);
      met.count("an older snapshot", which + 1 < snapshots.size());
      compare(ask(snapshots[which], asked), trial.judge(), asked);
      count_way(met, snapshots[which], asked);
    }
  }
}

void answer_from_memory(Tally& met) {
  constexpr std::array<std::size_t, 5> sizes{0, 3'000, 10'000, 40'000, decoded_bytes_default};
  Trial trial{sizes.at(static_cast<std::size_t>(*any_below(sizes.size())))};
  const History history = *histories();
  std::vector<Snapshot> snapshots;
  std::vector<Asked> questions;
  constexpr std::size_t parts = 4;
  const std::size_t lines_each = (history.lines.size() + parts - 1) / parts;
  for (std::size_t begin = 0; begin < history.lines.size(); begin += lines_each) {
    const std::size_t end = std::min(begin + lines_each, history.lines.size());
    trial.append({history.lines.begin() + static_cast<std::ptrdiff_t>(begin),
                  history.lines.begin() + static_cast<std::ptrdiff_t>(end)});
    snapshots.push_back(trial.snapshot());
    // The questions of before come again: what was kept of them may not be right any more.
    for (Asked& each : questions) each.question.basis = trial.judge().last();
    for (int more = 0; more < 3; ++more) questions.push_back(anything_about(trial.judge()));
    ask_often(met, trial, snapshots, questions);
  }
  const Question question = *questions_about(trial.judge());
  expect_same(answers_of(snapshots.back(), question), answers_of(trial.judge(), question));
  count_events(met, trial.database().decoded_counts());
}

TEST(Memory, AnswersAsTheOracleDoesHoweverOftenItIsAsked) {
  check_property(80, answer_from_memory,
                 {"worked out before", "from the statements in memory", "not in memory",
                  "found by holdings", "found by two holdings", "found without",
                  "an older snapshot", "a hit", "a miss", "an eviction", "a drop"});
}

/// What one thread was told.
struct Record {
  Asked asked;
  Answered answered;
};

/// Asks all questions, one after another, of the newest snapshot, as long as `goes_on`.
std::vector<Record> ask_on(const Database& database, const std::vector<Asked>& questions,
                           const std::atomic<bool>& goes_on) {
  constexpr std::size_t records_max = 400;
  std::vector<Record> records;
  bool is_last_round = false;
  while (!is_last_round) {
    is_last_round = !goes_on;
    for (const Asked& each : questions) {
      const Snapshot snapshot = database.snapshot();
      const Asked asked = asked_of(snapshot, each);
      Answered answered = ask(snapshot, asked);
      if (records.size() < records_max || is_last_round) {
        records.push_back({.asked = asked, .answered = std::move(answered)});
      }
    }
  }
  return records;
}

void ask_together(Tally& met) {
  // The judge is told everything first, so that it can tell what is right at every basis.
  Trial all;
  const History history = *histories();
  all.append(history.lines);
  std::vector<Asked> questions;
  for (int count = 0; count < 8; ++count) questions.push_back(anything_about(all.judge()));

  const std::size_t bytes_max = *any_below(2) == 0 ? 10'000 : decoded_bytes_default;
  Trial trial{bytes_max};
  constexpr std::size_t threads = 3;
  std::array<std::vector<Record>, threads> records;
  std::atomic<bool> goes_on = true;
  {
    std::vector<std::jthread> askers;
    for (std::vector<Record>& each : records) {
      askers.emplace_back([&] { each = ask_on(trial.database(), questions, goes_on); });
    }
    for (const std::string& line : history.lines) trial.append({line});
    goes_on = false;
  }
  for (const std::vector<Record>& each : records) {
    for (const Record& record : each) {
      compare(record.answered, all.judge(), record.asked);
      met.count("a question in the middle", record.asked.question.basis < all.judge().last());
    }
  }
  count_events(met, trial.database().decoded_counts());
}

TEST(Memory, AnswersSeveralThreadsWhileMoreIsAppended) {
  check_property(25, ask_together,
                 {"a question in the middle", "a hit", "a miss", "an eviction", "a drop"});
}

}  // namespace
}  // namespace annals::property
