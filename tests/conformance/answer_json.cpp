#include "conformance/answer_json.h"

#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/query/diff.h"
#include "annals/query/holds.h"
#include "annals/query/state.h"
#include "annals/query/timelines.h"
#include "conformance/case_file.h"

namespace annals::conformance {
namespace {

/// A question that has been understood.
struct Asked {
  std::string kind;
  std::string relationship;
  std::optional<Cell> cell;
  Value value;
  EffectiveTime on;  ///< of a `diff`: what is compared
  EffectiveTime to;
  KnownTime known = KnownTime::latest();  ///< of a `diff`: on the first side
  KnownTime to_known = KnownTime::latest();
  std::optional<Sequence> basis;
};

Cell parse_cell(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {.term = std::string{text}, .key = ""};
  return {.term = std::string{text.substr(0, colon)}, .key = std::string{text.substr(colon + 1)}};
}

Value parse_value(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number()) return json.get<double>();
  return None{};
}

/// §2: a `known` "without one [a last moment] means all that is known".
Status read_known(const std::optional<std::string>& text, KnownTime& known) {
  if (!text) return Done{};
  const auto when = parse_when<KnownAxis>(*text);
  if (!when) return when.error();
  known = when->last;
  return Done{};
}

Status read_on(const std::optional<std::string>& text, EffectiveTime& on) {
  if (!text) return Done{};
  const auto asked = parse_asked<EffectiveAxis>(*text);
  if (!asked) return asked.error();
  on = *asked;
  return Done{};
}

/// Reads `DATE` or `DATE@KNOWN`.
Status read_side(const std::optional<std::string>& text, EffectiveTime& on, KnownTime& known) {
  if (!text) return Done{};
  const std::size_t at = text->find('@');
  if (at != std::string::npos) {
    if (auto done = read_known(text->substr(at + 1), known); !done) return done;
  }
  return read_on(text->substr(0, at), on);
}

Result<Asked> read_question(const Json& question, Moment now) {
  Asked asked{.kind = question.at("ask"),
              .relationship = question.at("relationship"),
              .cell = {},
              .value = None{},
              .on = {.at = now},
              .to = {.at = now},
              .basis = {}};
  if (const auto cell = text_of(question, "cell")) asked.cell = parse_cell(*cell);
  if (question.contains("value")) asked.value = parse_value(question["value"]);
  if (question.contains("basis") && !question["basis"].is_null()) {
    asked.basis = Sequence{.value = question["basis"].get<std::uint64_t>()};
  }
  if (auto done = read_known(text_of(question, "known"), asked.known); !done)
    return std::move(done).error();
  asked.to_known = asked.known;
  if (auto done = read_on(text_of(question, "on"), asked.on); !done) return std::move(done).error();
  if (auto done = read_side(text_of(question, "from"), asked.on, asked.known); !done) {
    return std::move(done).error();
  }
  if (auto done = read_side(text_of(question, "to"), asked.to, asked.to_known); !done) {
    return std::move(done).error();
  }
  return asked;
}

Json error_json(const Error& error) {
  return {{"error", error.message}};
}

Json values_json(const std::vector<Value>& values) {
  Json list = Json::array();
  for (const Value& value : values) list.push_back(to_json(value));
  return list;
}

Json when_json(const std::optional<EffectiveWhen>& when) {
  return when ? Json(when->text) : Json(nullptr);
}

template <typename State>
Json state_json(const Cell& cell, const State& state, const Event& leading) {
  return {{"term", cell.term},
          {"key", cell.key},
          {"value", to_json(state.value)},
          {"certain", state.certain},
          {"possible", values_json(state.possible)},
          {"since", when_json(leading.effective)},
          {"until", when_json(leading.until)},
          {"event", leading.id}};
}

template <typename Run>
Json run_json(const Run& run) {
  const auto day = [](const std::optional<Day>& date) {
    return date ? Json(to_text(*date)) : Json(nullptr);
  };
  return {{"from", day(run.from)},
          {"to", day(run.to)},
          {"value", to_json(run.value)},
          {"certain", run.certain},
          {"possible", values_json(run.possible)}};
}

Json change_json(const Cell& cell, std::string_view cause, const Value& before,
                 const Value& after) {
  return {{"term", cell.term},
          {"key", cell.key},
          {"cause", cause},
          {"before", to_json(before)},
          {"after", to_json(after)}};
}

Json holds_json(Answer answer) {
  switch (answer) {
    case Answer::no:
      return "no";
    case Answer::possible:
      return "possible";
    case Answer::yes:
      return "yes";
  }
  return nullptr;
}

/// Puts one question to the library.
class Library {
 public:
  Library(const Snapshot& snapshot, Asked asked, Horizon horizon)
      : snapshot_{snapshot}, asked_{std::move(asked)}, horizon_{horizon} {}

  [[nodiscard]] Json answer() const {
    if (asked_.kind == "state") return state_answer();
    if (asked_.kind == "holds") return holds_answer();
    if (asked_.kind == "timeline") return timeline_answer();
    if (asked_.kind == "diff") return diff_answer();
    return {{"error", "there is no question " + asked_.kind}};
  }

 private:
  [[nodiscard]] Json state_answer() const {
    const auto found = state(snapshot_, asked_.relationship, asked_.cell, asked_.on, horizon_);
    if (!found) return error_json(found.error());
    Json cells = Json::array();
    for (const CellAnswer& cell : found->cells) {
      cells.push_back(state_json(cell.cell, cell.state, cell.event.event));
    }
    return cells;
  }

  [[nodiscard]] Json holds_answer() const {
    const auto found =
        holds(snapshot_, asked_.relationship,
              {.cell = asked_.cell.value_or(Cell{}), .value = asked_.value}, asked_.on, horizon_);
    return found ? holds_json(found->answer) : error_json(found.error());
  }

  [[nodiscard]] Json timeline_answer() const {
    const auto found = timelines(snapshot_, asked_.relationship, asked_.cell, horizon_);
    if (!found) return error_json(found.error());
    Json runs = Json::array();
    for (const CellTimeline& cell : found->cells) {
      for (const Run& run : cell.runs) runs.push_back(run_json(run));
    }
    return runs;
  }

  [[nodiscard]] Json diff_answer() const {
    const auto found =
        diff(snapshot_, asked_.relationship, {.on = asked_.on, .known = asked_.known},
             {.on = asked_.to, .known = asked_.to_known}, horizon_.basis);
    if (!found) return error_json(found.error());
    const auto value = [](const std::optional<CellAnswer>& cell) {
      return cell ? cell->state.value : Value{None{}};
    };
    Json changes = Json::array();
    for (const ChangeAnswer& change : found->changes) {
      changes.push_back(change_json(change.cell, to_text(change.cause), value(change.before),
                                    value(change.after)));
    }
    return changes;
  }

  const Snapshot& snapshot_;
  Asked asked_;
  Horizon horizon_;
};

Json judged_state(const oracle::Oracle& oracle, std::string_view relationship,
                  const oracle::Point& point) {
  Json list = Json::array();
  for (const auto& [cell, state] : oracle.state(relationship, point)) {
    list.push_back(state_json(cell, state, oracle.at(state.leading).event));
  }
  return list;
}

Json judged_runs(const std::map<Cell, std::vector<oracle::Run>>& timelines, const Cell& cell) {
  Json list = Json::array();
  const auto found = timelines.find(cell);
  if (found == timelines.end()) return list;
  for (const oracle::Run& run : found->second) list.push_back(run_json(run));
  return list;
}

Json judged_change(const Cell& cell, const oracle::Change& change) {
  const auto value = [](const std::optional<oracle::State>& state) {
    return state ? state->value : Value{None{}};
  };
  return change_json(cell, change.cause, value(change.before), value(change.after));
}

Json judged_diff(const oracle::Oracle& oracle, const Asked& asked, Sequence basis) {
  const auto changes = oracle.diff(
      asked.relationship, {.on = asked.on, .view = {.known = asked.known, .basis = basis}},
      {.on = asked.to, .view = {.known = asked.to_known, .basis = basis}});
  Json list = Json::array();
  for (const auto& [cell, change] : changes) list.push_back(judged_change(cell, change));
  return list;
}

}  // namespace

Json answer_of(const Snapshot& snapshot, const Json& question, Moment now) {
  auto asked = read_question(question, now);
  if (!asked) return error_json(asked.error());
  const auto horizon = resolve(snapshot, {.known = asked->known, .basis = asked->basis});
  if (!horizon) return error_json(horizon.error());
  return Library{snapshot, *std::move(asked), horizon->horizon}.answer();
}

Json answer_of(const oracle::Oracle& oracle, const Json& question, Moment now) {
  const auto asked = read_question(question, now);
  if (!asked) return error_json(asked.error());
  const Sequence basis = asked->basis.value_or(oracle.last());
  const oracle::View view{.known = asked->known, .basis = basis};
  const oracle::Point point{.on = asked->on, .view = view};
  const Cell cell = asked->cell.value_or(Cell{});
  if (asked->kind == "state") return judged_state(oracle, asked->relationship, point);
  if (asked->kind == "timeline")
    return judged_runs(oracle.timeline(asked->relationship, view), cell);
  if (asked->kind == "diff") return judged_diff(oracle, *asked, basis);
  return oracle.holds(asked->relationship, {.cell = cell, .value = asked->value}, point);
}

}  // namespace annals::conformance
