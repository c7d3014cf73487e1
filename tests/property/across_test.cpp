// Questions across relationships against the oracle, which is asked about each in turn.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "annals/codec/json.h"
#include "annals/query/changes.h"
#include "annals/query/conflicts.h"
#include "annals/query/find.h"
#include "annals/query/find_times.h"
#include "annals/query/party.h"
#include "annals/query/state.h"
#include "oracle/oracle.h"
#include "property/condition.h"
#include "property/history.h"
#include "property/property.h"
#include "property/question.h"
#include "property/trial.h"
#include "support/must.h"

namespace annals::property {
namespace {

using oracle::Oracle;
using support::must;

void find_as_the_oracle(Tally& met) {
  Trial trial;
  trial.append((*histories()).lines);
  const Snapshot snapshot = trial.snapshot();
  for (int asked = 0; asked < 20; ++asked) {
    const Question question = *questions_about(trial.judge());
    std::vector<Condition> conditions{any_condition()};
    if (*any_below(2) == 1) conditions.push_back(any_condition());
    const bool possible = *any_below(2) == 1;
    const auto found = must(find(snapshot, conditions, question.on, question.horizon(),
                                 possible ? Certainty::possible : Certainty::certain));
    Verdicts verdicts;
    for (const auto& each : found.relationships) {
      verdicts[each.relationship] = each.certain ? Answer::yes : Answer::possible;
      const auto all =
          must(state(snapshot, each.relationship, {}, question.on, question.horizon()));
      for (const CellAnswer& cell : each.cells) {
        const auto same = std::ranges::find(all.cells, cell.cell, &CellAnswer::cell);
        RC_ASSERT(same != all.cells.end());
        RC_ASSERT(same_answer(same->state, cell.state));
        RC_ASSERT(same->event.sequence == cell.event.sequence);
      }
    }
    RC_ASSERT(verdicts == judge_find(trial.judge(), conditions, question.point(), possible));
    met.count("several found", verdicts.size() > 1);
    met.count("one found by two conditions", conditions.size() > 1 && !verdicts.empty());
    met.count("possibly", std::ranges::any_of(verdicts, [](const auto& each) {
                return each.second == Answer::possible;
              }));
    met.count("by a number", conditions[0].comparison > Comparison::equal && !verdicts.empty());
    met.count("by any key", !conditions[0].key && !verdicts.empty());
  }
}

TEST(Find, FindsWhatTheOracleSaysOfEachRelationship) {
  check_property(
      60, find_as_the_oracle,
      {"several found", "one found by two conditions", "possibly", "by a number", "by any key"});
}

void party_as_the_oracle(Tally& met) {
  Trial trial;
  trial.append((*histories()).lines);
  const Snapshot snapshot = trial.snapshot();
  for (int asked = 0; asked < 20; ++asked) {
    const Question question = *questions_about(trial.judge());
    const std::string name = *any_below(2) == 0 ? "m" : "o";
    std::map<std::string, std::set<Cell>> expected;
    for (const std::string& relationship : all_relationships()) {
      auto states = trial.judge().state(relationship, question.point());
      std::erase_if(states, [](const auto& each) {
        return each.second.certain && is_none(each.second.value);
      });
      const auto role = states.find({.term = "party", .key = name});
      if (role == states.end()) continue;
      met.count("possibly a party", !role->second.certain);
      for (const auto& [cell, state] : states) expected[relationship].insert(cell);
    }
    const auto answer = must(party(snapshot, name, question.on, question.horizon()));
    std::map<std::string, std::set<Cell>> actual;
    for (const PartyRelationship& each : answer.relationships) {
      actual[each.relationship].insert(each.role.cell);
      for (const CellAnswer& cell : each.terms) actual[each.relationship].insert(cell.cell);
    }
    RC_ASSERT(actual == expected);
    met.count("party to something", !actual.empty());
  }
}

TEST(Party, HasTheRelationshipsAndTermsThatTheOracleHas) {
  check_property(50, party_as_the_oracle, {"party to something", "possibly a party"});
}

/// Days around those on which something changes.
Days any_days() {
  const Day first{std::chrono::year{2020} / 2 / 20};
  const int begin = *any_below(45);
  const int length = 1 + *any_below(15);
  const Day from = first + std::chrono::days{begin};
  return {.from = from, .to = from + std::chrono::days{length}};
}

/// Whether all conditions hold on some of the days, or on all: looked at day by day.
Answer judge_times(const Oracle& oracle, const std::string& relationship,
                   const std::vector<Condition>& conditions, const WithinDays& wanted,
                   const oracle::View& view) {
  Answer some = Answer::no;
  Answer all = Answer::yes;
  for (Day day = *wanted.days.from; day < *wanted.days.to; day += std::chrono::days{1}) {
    const auto states =
        oracle.state(relationship, {.on = {.at = last_moment_of(day)}, .view = view});
    Answer on_day = Answer::yes;
    for (const Condition& condition : conditions) {
      on_day = std::min(on_day, judged(condition, states));
    }
    some = std::max(some, on_day);
    all = std::min(all, on_day);
  }
  return wanted.extent == WithinDays::Extent::all ? all : some;
}

void times_as_the_oracle(Tally& met) {
  Trial trial;
  trial.append((*histories()).lines);
  const Snapshot snapshot = trial.snapshot();
  for (int asked = 0; asked < 8; ++asked) {
    const Question question = *questions_about(trial.judge());
    std::vector<Condition> conditions{any_condition()};
    if (*any_below(2) == 1) conditions.push_back(any_condition());
    const bool all_days = *any_below(2) == 1;
    const WithinDays wanted{
        .days = any_days(),
        .extent = all_days ? WithinDays::Extent::all : WithinDays::Extent::some};
    const auto found =
        must(find_times(snapshot, conditions, wanted, question.horizon(), Certainty::possible));
    Verdicts verdicts;
    for (const FoundTimes& each : found.relationships) {
      verdicts[each.relationship] = each.certain ? Answer::yes : Answer::possible;
    }
    Verdicts expected;
    for (const std::string& name : all_relationships()) {
      const Answer answer = judge_times(trial.judge(), name, conditions, wanted, question.view());
      if (answer != Answer::no) expected[name] = answer;
    }
    RC_ASSERT(verdicts == expected);
    for (const auto& [name, answer] : verdicts) {
      met.count(all_days ? "throughout" : "during");
      met.count("possibly", answer == Answer::possible);
      met.count("by two conditions", conditions.size() > 1);
    }
  }
}

TEST(FindTimes, AnswersWhatOneFindsDayByDay) {
  check_property(60, times_as_the_oracle,
                 {"throughout", "during", "possibly", "by two conditions"});
}

/// Every pair whose values differ and of which neither surely began later.
std::set<std::uint64_t> judge_conflicts(const Oracle& oracle, const std::string& relationship,
                                        const Cell& cell, const oracle::View& view) {
  const auto gone = oracle.withdrawn(view);
  std::vector<const oracle::Entry*> counting;
  for (const oracle::Entry& entry : oracle.log()) {
    const bool seen = entry.sequence <= view.basis && entry.known <= view.known;
    const bool speaks =
        entry.event.relationship == relationship &&
        std::ranges::find(entry.event.effects, cell, &Assertion::cell) != entry.event.effects.end();
    if (seen && speaks && !gone.contains(entry.sequence)) counting.push_back(&entry);
  }
  const auto value = [&](const oracle::Entry* entry) {
    return std::ranges::find(entry->event.effects, cell, &Assertion::cell)->value;
  };
  std::set<std::uint64_t> events;
  for (const auto* a : counting) {
    for (const auto* b : counting) {
      const auto& s = *a->event.effective;
      const auto& t = *b->event.effective;
      const bool order_known = s.first > t.last || t.first > s.last;
      if (!order_known && value(a) != value(b)) events.insert(a->sequence.value);
    }
  }
  return events;
}

void conflicts_as_the_oracle(Tally& met) {
  Trial trial;
  trial.append((*histories()).lines);
  const Snapshot snapshot = trial.snapshot();
  const Question question = *questions_about(trial.judge());
  const auto answer = must(conflicts(snapshot, {}, {}, question.horizon()));
  std::map<std::pair<std::string, Cell>, std::set<std::uint64_t>> actual;
  for (const CellConflict& each : answer.conflicts) {
    RC_ASSERT(each.events.size() >= 2U);
    for (const LoggedEvent& event : each.events) {
      actual[{each.relationship, each.cell}].insert(event.sequence.value);
    }
  }
  std::map<std::pair<std::string, Cell>, std::set<std::uint64_t>> expected;
  for (const std::string& name : all_relationships()) {
    for (const Cell& cell : cells_used()) {
      auto events = judge_conflicts(trial.judge(), name, cell, question.view());
      if (!events.empty()) expected[{name, cell}] = std::move(events);
    }
  }
  RC_ASSERT(actual == expected);
  met.count("a conflict", !actual.empty());
}

TEST(Conflicts, AreThePairsOfWhichNeitherSurelyBeganLater) {
  check_property(60, conflicts_as_the_oracle, {"a conflict"});
}

/// A change as a line: what it is, of which event, by which.
using Lines = std::multiset<std::string>;

std::string line(ChangeKind kind, bool certain, Sequence event, Sequence by = {}) {
  return std::string{to_text(kind)} + (certain ? " " : " possibly ") + std::to_string(event.value) +
         " " + std::to_string(by.value);
}

Lines judge_changes(const Oracle& oracle, const Window& window, const oracle::View& view) {
  Lines lines;
  const auto gone = oracle.withdrawn(view);
  for (const oracle::Entry& entry : oracle.log()) {
    const Event& event = entry.event;
    const bool is_retraction = event.type == retracted_type;
    if (entry.sequence > view.basis || entry.known > view.known) continue;
    const auto add_date = [&](ChangeKind kind, const std::optional<EffectiveWhen>& when) {
      if (!when || is_retraction || event.type == noted_type || gone.contains(entry.sequence))
        return;
      if (when->last.at < window.from || when->first.at > window.to) return;
      lines.insert(
          line(kind, window.from <= when->first.at && when->last.at <= window.to, entry.sequence));
    };
    add_date(ChangeKind::effect, event.effective);
    add_date(ChangeKind::end, event.until);
    if (entry.known.at < window.from || entry.known.at > window.to) continue;
    if (!is_retraction) lines.insert(line(ChangeKind::known, true, entry.sequence));
    if (gone.contains(entry.sequence)) continue;
    for (const oracle::Entry& target : oracle.log()) {
      const auto retraction = retraction_of(event);
      const bool named = (retraction && retraction->target == target.event.id) ||
                         (event.replaces && *event.replaces == target.event.id);
      const bool seen = target.sequence <= view.basis && target.known <= view.known;
      if (named && seen)
        lines.insert(line(ChangeKind::corrected, true, target.sequence, entry.sequence));
    }
  }
  return lines;
}

void changes_as_the_oracle(Tally& met) {
  Trial trial;
  trial.append((*histories()).lines);
  const Snapshot snapshot = trial.snapshot();
  for (int asked = 0; asked < 10; ++asked) {
    const Question question = *questions_about(trial.judge());
    const Moment a = question.on.at;
    const Moment b = *any_below(2) == 0 ? question.other_on.at : question.other_known.at;
    const Window window{.from = std::min(a, b), .to = std::max(a, b)};
    const auto answer = must(changes(snapshot, window, {}, question.horizon()));
    Lines actual;
    for (const WindowChange& each : answer.changes) {
      actual.insert(line(each.kind, each.certain, each.event.sequence,
                         each.by ? each.by->sequence : Sequence{}));
      met.count(to_text(each.kind));
      met.count("possibly", !each.certain);
    }
    RC_ASSERT(actual == judge_changes(trial.judge(), window, question.view()));
  }
}

TEST(Changes, AreTheDatesThatReachIntoTheWindow) {
  check_property(60, changes_as_the_oracle, {"effect", "end", "known", "corrected", "possibly"});
}

/// A judge of the same log who never hears of the events of `silenced`: to it, they become known
/// only after every question.
Oracle without(const Oracle& all, std::string_view silenced) {
  constexpr Moment never{std::chrono::sys_days{std::chrono::year{9000} / 1 / 1}};
  Oracle oracle;
  for (const oracle::Entry& entry : all.log()) {
    Event event = entry.event;
    const bool is_silenced = event.source && event.source->publisher == silenced;
    const KnownTime known = is_silenced ? KnownTime{.at = never} : entry.known;
    event.known = KnownWhen{.text = "as it was", .first = known, .last = known};
    oracle.append(event, never);
  }
  return oracle;
}

void hear_some_only(Tally& met) {
  Trial trial;
  std::vector<std::string> lines;
  for (const std::string& text : (*histories()).lines) {
    Json event = must(parse_json(text));
    event["source"] = {{"publisher", *any_below(3) == 0 ? "Q" : "P"}};
    if (!event.contains("id")) event["id"] = "named-" + std::to_string(lines.size());
    lines.push_back(to_line(event));
  }
  // What refers to an id that a source has changed is left out with what refers to that.
  std::set<std::string> ids;
  std::vector<std::string> kept;
  for (const std::string& text : lines) {
    const Json event = must(parse_json(text));
    const bool refers = (!event.contains("target") || ids.contains(event["target"])) &&
                        (!event.contains("replaces") || ids.contains(event["replaces"]));
    if (!refers) continue;
    ids.insert(event["id"].get<std::string>());
    kept.push_back(text);
  }
  trial.append(kept);
  const Snapshot snapshot = trial.snapshot();
  const Oracle judge = without(trial.judge(), "Q");
  for (int asked = 0; asked < 10; ++asked) {
    Question question = *questions_about(trial.judge());
    question.known =
        std::min(question.known, {.at = last_moment_of(Day{std::chrono::year{2100} / 1 / 1})});
    for (const SourceFilter& sources :
         {SourceFilter{.only = {"P"}, .without = {}}, SourceFilter{.only = {}, .without = {"Q"}}}) {
      const auto answer = must(bare_state(snapshot, question.relationship, {}, question.on,
                                          {question.horizon(), sources}));
      const auto states = judge.state(question.relationship, question.point());
      RC_ASSERT(answer.size() == states.size());
      for (const BareCell& cell : answer) {
        const auto state = states.find(cell.cell);
        RC_ASSERT(state != states.end());
        RC_ASSERT(cell.state.possible == state->second.possible);
        RC_ASSERT(cell.state.leading == state->second.leading);
      }
      const auto everybody =
          must(bare_state(snapshot, question.relationship, {}, question.on, question.horizon()));
      met.count("a source that matters", everybody.size() != answer.size());
    }
  }
}

TEST(Sources, ThatAreLeftOutAreAsIfTheyWereNeverHeard) {
  check_property(50, hear_some_only, {"a source that matters"});
}

}  // namespace
}  // namespace annals::property
