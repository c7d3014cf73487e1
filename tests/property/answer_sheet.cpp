#include "property/answer_sheet.h"

#include <fmt/core.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "annals/codec/json.h"
#include "annals/log/log_reader.h"
#include "annals/query/diff.h"
#include "annals/query/holds.h"
#include "annals/query/state.h"
#include "annals/query/timelines.h"
#include "annals/query/why.h"
#include "property/history.h"
#include "support/must.h"

namespace annals::property {
namespace {

using support::must;

/// How an answer looks to a reader of it; both kinds of state, run and change have these parts.
template <typename Shown>
std::string shown(const Shown& answer) {
  std::string possible;
  for (const Value& value : answer.possible) possible += " " + to_line(to_json(value));
  return fmt::format("{} {} [{} ]", to_line(to_json(answer.value)),
                     answer.certain ? "certain" : "uncertain", possible);
}

template <typename Shown>
std::string shown(const std::optional<Shown>& answer) {
  return answer ? shown(*answer) : "-";
}

std::string day_or(const std::optional<Day>& day) {
  return day ? to_text(*day) : "..";
}

template <typename Run>
std::string run_line(const Cell& cell, const Run& run) {
  return fmt::format("timeline {} {}/{} {}", to_text(cell), day_or(run.from), day_or(run.to),
                     shown(run));
}

template <typename State>
std::string state_line(const Cell& cell, const State& state,
                       const std::vector<std::string>& candidates) {
  return fmt::format("state {} {} on {}", to_text(cell), shown(state), fmt::join(candidates, ", "));
}

std::string text_or(const std::optional<EffectiveWhen>& when) {
  return when ? when->text : "-";
}

std::string led_by(const Cell& cell, const Event& leading) {
  return fmt::format("leading {} {} since {} until {}", to_text(cell), leading.id,
                     text_or(leading.effective), text_or(leading.until));
}

/// The name that the judge knows an event by.
std::string name_of(const LoggedEvent& logged) {
  return logged.erased ? fmt::format("erased-{}", logged.sequence.value) : logged.event.id;
}

std::string why_line(const Cell& cell, std::string_view part, const std::vector<std::string>& ids) {
  return fmt::format("why {} {} {}", to_text(cell), part, fmt::join(ids, ", "));
}

std::string holds_line(const Cell& cell, std::string_view answer) {
  return fmt::format("holds {} {}", to_text(cell), answer);
}

std::string_view to_text(Answer answer) {
  switch (answer) {
    case Answer::no:
      return "no";
    case Answer::possible:
      return "possible";
    case Answer::yes:
      return "yes";
  }
  return "?";
}

/// Asks the database one thing after the other.
class DatabaseSheet {
 public:
  DatabaseSheet(const Snapshot& snapshot, const Question& question)
      : snapshot_{snapshot}, question_{question}, ids_{ids_of(snapshot)} {}

  AnswerSheet fill() && {
    add_state();
    add_holds();
    add_timelines();
    add_diff();
    for (const Cell& cell : cells_used()) add_why(cell);
    return std::move(sheet_);
  }

 private:
  [[nodiscard]] std::vector<std::string> names(const std::vector<Sequence>& events) const {
    std::vector<std::string> names;
    names.reserve(events.size());
    for (const Sequence event : events) names.push_back(ids_.at(event.value - 1));
    return names;
  }

  static std::vector<std::string> names(const std::vector<LoggedEvent>& events) {
    std::vector<std::string> names;
    names.reserve(events.size());
    for (const LoggedEvent& event : events) names.push_back(event.event.id);
    return names;
  }

  void add_state() {
    const auto answer = must(
        state(snapshot_, question_.relationship, std::nullopt, question_.on, question_.horizon()));
    for (const CellAnswer& cell : answer.cells) {
      sheet_.push_back(state_line(cell.cell, cell.state, names(cell.state.candidates)));
      sheet_.push_back(led_by(cell.cell, cell.event.event));
    }
    const auto bare = must(bare_state(snapshot_, question_.relationship, std::nullopt, question_.on,
                                      question_.horizon()));
    const bool is_same =
        std::ranges::equal(bare, answer.cells, [](const BareCell& a, const CellAnswer& b) {
          return a.cell == b.cell && same_answer(a.state, b.state) &&
                 a.state.leading == b.event.sequence && a.state.candidates == b.state.candidates;
        });
    if (!is_same) sheet_.emplace_back("the bare state differs from the state");
  }

  void add_holds() {
    for (const Cell& cell : cells_used()) {
      const auto answer =
          must(holds(snapshot_, question_.relationship, {.cell = cell, .value = question_.value},
                     question_.on, question_.horizon()));
      sheet_.push_back(holds_line(cell, to_text(answer.answer)));
    }
  }

  void add_timelines() {
    const auto answer =
        must(timelines(snapshot_, question_.relationship, std::nullopt, question_.horizon()));
    for (const CellTimeline& cell : answer.cells) {
      for (const Run& run : cell.runs) sheet_.push_back(run_line(cell.cell, run));
    }
  }

  void add_diff() {
    const auto answer =
        must(diff(snapshot_, question_.relationship, {.on = question_.on, .known = question_.known},
                  {.on = question_.other_on, .known = question_.other_known}, question_.basis));
    const auto side = [](const std::optional<CellAnswer>& cell) {
      return cell ? shown(cell->state) : "-";
    };
    for (const ChangeAnswer& change : answer.changes) {
      sheet_.push_back(fmt::format("diff {} {}: {} -> {}", annals::to_text(change.cell),
                                   annals::to_text(change.cause), side(change.before),
                                   side(change.after)));
    }
  }

  void add_why(const Cell& cell) {
    const auto answer =
        must(why(snapshot_, question_.relationship, cell, question_.on, question_.horizon()));
    const bool is_empty = answer.standing.empty() && answer.overridden.empty() &&
                          answer.withdrawn.empty() && answer.ahead.empty();
    if (is_empty) return;
    std::vector<std::string> withdrawn;
    withdrawn.reserve(answer.withdrawn.size());
    for (const WithdrawnEvent& event : answer.withdrawn) {
      withdrawn.push_back(event.event.event.id + " by " + name_of(event.by));
    }
    sheet_.push_back(why_line(cell, "standing", names(answer.standing)));
    sheet_.push_back(why_line(cell, "overridden", names(answer.overridden)));
    sheet_.push_back(why_line(cell, "withdrawn", withdrawn));
    sheet_.push_back(why_line(cell, "ahead", names(answer.ahead)));
  }

  const Snapshot& snapshot_;
  const Question& question_;
  std::vector<std::string> ids_;
  AnswerSheet sheet_;
};

std::vector<std::string> names(const oracle::Oracle& oracle, const std::vector<Sequence>& events) {
  std::vector<std::string> names;
  names.reserve(events.size());
  for (const Sequence event : events) names.push_back(oracle.at(event).event.id);
  return names;
}

void add_why(AnswerSheet& sheet, const oracle::Oracle& oracle, const Question& question) {
  const auto reasons = oracle.why(question.relationship, question.point());
  for (const Cell& cell : cells_used()) {
    const auto found = reasons.find(cell);
    if (found == reasons.end()) continue;
    const oracle::Reasons& why = found->second;
    std::vector<std::string> withdrawn;
    withdrawn.reserve(why.withdrawn.size());
    for (const oracle::Withdrawn& event : why.withdrawn) {
      const auto pair = names(oracle, {event.event, event.by.back()});
      withdrawn.push_back(pair.front() + " by " + pair.back());
    }
    sheet.push_back(why_line(cell, "standing", names(oracle, why.standing)));
    sheet.push_back(why_line(cell, "overridden", names(oracle, why.overridden)));
    sheet.push_back(why_line(cell, "withdrawn", withdrawn));
    sheet.push_back(why_line(cell, "ahead", names(oracle, why.ahead)));
  }
}

}  // namespace

std::vector<std::string> ids_of(const Snapshot& snapshot) {
  std::vector<std::string> ids;
  must(LogReader{snapshot}.for_each({.value = 1}, [&](const LoggedEvent& event) -> Status {
    ids.push_back(name_of(event));
    return Done{};
  }));
  return ids;
}

AnswerSheet answers_of(const Snapshot& snapshot, const Question& question) {
  return DatabaseSheet{snapshot, question}.fill();
}

AnswerSheet answers_of(const oracle::Oracle& oracle, const Question& question) {
  AnswerSheet sheet;
  for (const auto& [cell, state] : oracle.state(question.relationship, question.point())) {
    sheet.push_back(state_line(cell, state, names(oracle, state.candidates)));
    sheet.push_back(led_by(cell, oracle.at(state.leading).event));
  }
  for (const Cell& cell : cells_used()) {
    const Assertion asked{.cell = cell, .value = question.value};
    sheet.push_back(holds_line(cell, oracle.holds(question.relationship, asked, question.point())));
  }
  for (const auto& [cell, runs] : oracle.timeline(question.relationship, question.view())) {
    for (const oracle::Run& run : runs) sheet.push_back(run_line(cell, run));
  }
  const auto changes = oracle.diff(question.relationship, question.point(), question.other_point());
  for (const auto& [cell, change] : changes) {
    sheet.push_back(fmt::format("diff {} {}: {} -> {}", annals::to_text(cell), change.cause,
                                shown(change.before), shown(change.after)));
  }
  add_why(sheet, oracle, question);
  return sheet;
}

void expect_same(const AnswerSheet& actual, const AnswerSheet& expected) {
  const auto [left, right] = std::ranges::mismatch(actual, expected);
  const std::string actual_line = left == actual.end() ? "nothing more" : *left;
  const std::string expected_line = right == expected.end() ? "nothing more" : *right;
  RC_ASSERT(actual_line == expected_line);
}

}  // namespace annals::property
