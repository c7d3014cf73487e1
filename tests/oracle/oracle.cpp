#include "oracle/oracle.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "annals/base/check.h"

namespace annals::oracle {
namespace {

/// §4: "an event is seen if sequence ≤ N and known ≤ K".
bool seen(const Entry& entry, const View& view) {
  return entry.sequence <= view.basis && entry.known <= view.known;
}

/// §5.1: "a is possible if s.first ≤ V".
bool possible(const Claim& a, EffectiveTime v) {
  return a.s.first <= v;
}

/// §5.1: "and settled if s.last ≤ V".
bool settled(const Claim& a, EffectiveTime v) {
  return a.s.last <= v;
}

/// §5.2: "b overrides a if b is settled and either b.s.first > a.s.last (b surely began later), or
/// both have the same start bounds and b has the higher sequence".
bool overrides(const Claim& b, const Claim& a, EffectiveTime v) {
  const bool surely_began_later = b.s.first > a.s.last;
  const bool same_start_bounds = b.s.first == a.s.first && b.s.last == a.s.last;
  return settled(b, v) && (surely_began_later || (same_start_bounds && b.sequence > a.sequence));
}

/// §5.6: the order by (s.first, s.last, sequence).
bool is_earlier(const Claim& a, const Claim& b) {
  return std::tie(a.s.first, a.s.last, a.sequence) < std::tie(b.s.first, b.s.last, b.sequence);
}

/// §5.3: "The candidates are the possible assertions that nothing overrides."
std::vector<Claim> candidates_of(const std::vector<Claim>& all, EffectiveTime v) {
  std::vector<Claim> candidates;
  for (const Claim& a : all) {
    const bool overridden =
        std::ranges::any_of(all, [&](const Claim& b) { return overrides(b, a, v); });
    if (possible(a, v) && !overridden) candidates.push_back(a);
  }
  std::ranges::sort(candidates, is_earlier);
  return candidates;
}

/// §5, last sentence: "text first in byte order, then numbers ascending, then false, true, then
/// none".
int rank(const Value& value) {
  return std::visit(Overloaded{[](const std::string&) { return 0; }, [](double) { return 1; },
                               [](bool flag) { return flag ? 3 : 2; }, [](None) { return 4; }},
                    value);
}

bool is_ordered_before(const Value& a, const Value& b) {
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  if (const auto* text = std::get_if<std::string>(&a)) return *text < std::get<std::string>(b);
  if (const auto* number = std::get_if<double>(&a)) return *number < std::get<double>(b);
  return false;
}

/// §5.4: what the candidates contribute to the set of possible values.
std::vector<Value> possible_values(const std::vector<Claim>& candidates, EffectiveTime v) {
  std::vector<Value> contributed;
  for (const Claim& a : candidates) {
    // "its value unless u.last ≤ V" ...
    if (!is_none(a.value) && !(a.u && a.u->last <= v)) contributed.push_back(a.value);
    // "... none if it is none, or if u.first ≤ V".
    if (is_none(a.value) || (a.u && a.u->first <= v)) contributed.emplace_back(None{});
  }
  // "If no candidate is settled, none is contributed as well."
  if (std::ranges::none_of(candidates, [&](const Claim& a) { return settled(a, v); })) {
    contributed.emplace_back(None{});
  }
  std::vector<Value> set;
  for (const Value& value : contributed) {
    if (std::ranges::find(set, value) == set.end()) set.push_back(value);
  }
  std::ranges::sort(set, is_ordered_before);
  return set;
}

/// §5.6: "the last by (s.first, s.last, sequence) among the settled ones; if none is settled, among
/// all".
const Claim& leading_of(const std::vector<Claim>& candidates, EffectiveTime v) {
  const Claim* leading = nullptr;
  for (const Claim& a : candidates) {
    if (settled(a, v)) leading = &a;
  }
  return leading != nullptr ? *leading : candidates.back();
}

/// §5: the state of a cell of which A is `all`, at V.
std::optional<State> judge(const std::vector<Claim>& all, EffectiveTime v) {
  const std::vector<Claim> candidates = candidates_of(all, v);
  // §5.3: "No candidate: the cell is not in the answer."
  if (candidates.empty()) return std::nullopt;
  const Claim& leading = leading_of(candidates, v);
  // §5.6: "its value, or none if it is none or u.last ≤ V".
  const bool has_ended = leading.u && leading.u->last <= v;
  State state{.value = has_ended ? Value{None{}} : leading.value,
              .certain = false,
              .possible = possible_values(candidates, v),
              .leading = leading.sequence,
              .candidates = {}};
  // §5.5: "The answer is certain if that set has one member."
  state.certain = state.possible.size() == 1;
  for (const Claim& a : candidates) state.candidates.push_back(a.sequence);
  return state;
}

/// §6: "a cell that is missing counts as certain none".
State shown(const std::optional<State>& state) {
  return state.value_or(State{
      .value = None{}, .certain = true, .possible = {None{}}, .leading = {}, .candidates = {}});
}

/// §6: whether "value, certainty or possible values differ".
bool changes(const std::optional<State>& from, const std::optional<State>& to) {
  const State a = shown(from);
  const State b = shown(to);
  return a.value != b.value || a.certain != b.certain || a.possible != b.possible;
}

void insert_day(std::set<Day>& days, EffectiveTime moment) {
  if (moment == EffectiveTime::earliest() || moment == EffectiveTime::latest()) return;
  days.insert(day_of(moment.at));
}

/// The only days on which anything in §5 can come out differently from the day before: each of its
/// conditions compares V with one of these bounds.
std::set<Day> change_days(const std::vector<Claim>& all) {
  std::set<Day> days;
  for (const Claim& a : all) {
    insert_day(days, a.s.first);
    insert_day(days, a.s.last);
    if (a.u) insert_day(days, a.u->first);
    if (a.u) insert_day(days, a.u->last);
  }
  return days;
}

EffectiveTime last_of(Day day) {
  return {.at = last_moment_of(day)};
}

/// §6: "the runs of days on which (value, certain, possible) stays the same, each day taken at its
/// last moment".
std::vector<Run> runs_of(const std::vector<Claim>& all) {
  std::vector<std::pair<std::optional<Day>, std::optional<State>>> steps;
  const std::set<Day> days = change_days(all);
  // "null where unbounded": the days before the first change.
  const Day before = days.empty() ? Day{} : *days.begin() - std::chrono::days{1};
  steps.emplace_back(std::nullopt, judge(all, last_of(before)));
  for (const Day day : days) steps.emplace_back(day, judge(all, last_of(day)));

  std::vector<Run> runs;
  bool in_run = false;
  for (const auto& [day, state] : steps) {
    // "Days on which the cell is not in the answer have no run; days on which it has ended have
    // one, with none."
    const bool goes_on = in_run && state && runs.back().value == state->value &&
                         runs.back().certain == state->certain &&
                         runs.back().possible == state->possible;
    if (goes_on) continue;
    if (in_run) runs.back().to = day;
    in_run = state.has_value();
    if (!in_run) continue;
    runs.push_back({.from = day,
                    .to = std::nullopt,
                    .value = state->value,
                    .certain = state->certain,
                    .possible = state->possible});
  }
  return runs;
}

/// §6: "the candidates; what they override, (...); what is seen but not yet possible (the future)".
void explain(Reasons& reasons, const std::vector<Claim>& counting, EffectiveTime v) {
  const std::vector<Claim> candidates = candidates_of(counting, v);
  for (const Claim& a : counting) {
    const auto is_a = [&](const Claim& b) { return b.sequence == a.sequence; };
    const auto overrides_a = [&](const Claim& b) { return overrides(b, a, v); };
    if (!possible(a, v)) {
      reasons.ahead.push_back(a.sequence);
    } else if (std::ranges::any_of(candidates, is_a)) {
      reasons.standing.push_back(a.sequence);
    } else if (std::ranges::any_of(candidates, overrides_a)) {
      reasons.overridden.push_back(a.sequence);
    }
  }
}

std::optional<State> state_in(const std::map<Cell, std::vector<Claim>>& claims, const Cell& cell,
                              EffectiveTime v) {
  const auto found = claims.find(cell);
  return found == claims.end() ? std::nullopt : judge(found->second, v);
}

}  // namespace

Sequence Oracle::find(std::string_view id) const {
  const auto found = std::ranges::find(
      log_, id, [](const Entry& entry) -> std::string_view { return entry.event.id; });
  check(found != log_.end(), "a correction names an event that is in the log");
  return found->sequence;
}

void Oracle::append(const Event& event, Moment now) {
  const RecordedTime recorded = log_.empty()
                                    ? RecordedTime{.at = now}
                                    : std::max(RecordedTime{.at = now}, log_.back().recorded);
  // §3: known "means the last moment of that date or recorded, whichever is earlier"; "default:
  // recorded".
  const KnownTime latest{.at = recorded.at};
  Entry entry{.sequence = {.value = log_.size() + 1},
              .recorded = recorded,
              .known = event.known ? std::min(event.known->last, latest) : latest,
              .event = event,
              .replaced = {},
              .corrects = {}};
  // §4: "an event that replaces b also replaces what b replaces, and so on down the chain, whether
  // or not b is seen".
  if (event.replaces) {
    const Entry& b = at(find(*event.replaces));
    entry.replaced = b.replaced;
    entry.replaced.insert(b.sequence);
  }
  entry.corrects = entry.replaced;
  if (const auto retraction = retraction_of(event)) {
    const Entry& target = at(find(retraction->target));
    entry.corrects.insert(target.sequence);
    // §4: versions "all" "withdraws the target and all that the target replaces".
    if (retraction->all_versions) {
      entry.corrects.insert(target.replaced.begin(), target.replaced.end());
    }
  }
  log_.push_back(std::move(entry));
}

std::set<Sequence> Oracle::withdrawn(const View& view) const {
  // §4: "withdrawn if a seen event that is not itself withdrawn retracts or replaces it". An event
  // corrects earlier ones only, so that from the end of the log backwards the fate of everything
  // that corrects an event is known when the event is reached.
  std::set<Sequence> gone;
  for (Sequence event = last(); event > Sequence{}; --event.value) {
    if (!withdrawers(event, view, gone).empty()) gone.insert(event);
  }
  return gone;
}

std::map<Cell, std::vector<Claim>> Oracle::seen_claims(std::string_view relationship,
                                                       const View& view) const {
  std::map<Cell, std::vector<Claim>> claims;
  for (const Entry& entry : log_) {
    // What has no start (a `noted`, a `retracted`) asserts nothing.
    const std::optional<EffectiveWhen>& start = entry.event.effective;
    if (!start || entry.event.relationship != relationship || !seen(entry, view)) continue;
    for (const Assertion& effect : entry.event.effects) {
      claims[effect.cell].push_back(
          {.sequence = entry.sequence, .s = *start, .u = entry.event.until, .value = effect.value});
    }
  }
  return claims;
}

std::map<Cell, std::vector<Claim>> Oracle::claims(std::string_view relationship,
                                                  const View& view) const {
  // §4: "What counts is seen and not withdrawn."
  const std::set<Sequence> gone = withdrawn(view);
  auto claims = seen_claims(relationship, view);
  for (auto& [cell, all] : claims) {
    std::erase_if(all, [&](const Claim& claim) { return gone.contains(claim.sequence); });
  }
  return claims;
}

std::map<Cell, State> Oracle::state(std::string_view relationship, const Point& point) const {
  std::map<Cell, State> states;
  for (const auto& [cell, all] : claims(relationship, point.view)) {
    if (auto state = judge(all, point.on)) states.emplace(cell, *std::move(state));
  }
  return states;
}

std::string Oracle::holds(std::string_view relationship, const Assertion& asked,
                          const Point& point) const {
  const auto state = state_in(claims(relationship, point.view), asked.cell, point.on);
  // §5: "yes if that is the only possible value; possible if it is one of several; no otherwise. A
  // cell that is not in the answer: no for every value."
  const bool is_possible =
      state && std::ranges::find(state->possible, asked.value) != state->possible.end();
  if (!is_possible) return "no";
  return state->possible.size() == 1 ? "yes" : "possible";
}

std::map<Cell, std::vector<Run>> Oracle::timeline(std::string_view relationship,
                                                  const View& view) const {
  std::map<Cell, std::vector<Run>> timelines;
  for (const auto& [cell, all] : claims(relationship, view)) {
    auto runs = runs_of(all);
    if (!runs.empty()) timelines.emplace(cell, std::move(runs));
  }
  return timelines;
}

bool Oracle::rests_on_withdrawn(const std::optional<State>& state, const View& other) const {
  if (!state) return false;
  const std::set<Sequence> gone = withdrawn(other);
  return std::ranges::any_of(state->candidates, [&](Sequence event) {
    return seen(at(event), other) && gone.contains(event);
  });
}

std::map<Cell, Change> Oracle::diff(std::string_view relationship, const Point& from,
                                    const Point& to) const {
  const auto claims_1 = claims(relationship, from.view);
  const auto claims_2 = claims(relationship, to.view);
  std::set<Cell> cells;
  for (const auto& [cell, all] : claims_1) cells.insert(cell);
  for (const auto& [cell, all] : claims_2) cells.insert(cell);

  std::map<Cell, Change> differences;
  for (const Cell& cell : cells) {
    const auto before = state_in(claims_1, cell, from.on);   // s(V1, K1)
    const auto between = state_in(claims_2, cell, from.on);  // s(V1, K2)
    const auto after = state_in(claims_2, cell, to.on);      // s(V2, K2)
    if (!changes(before, after)) continue;
    const bool by_world = changes(between, after);
    const bool by_knowledge = changes(before, between);
    Change change{.before = before, .after = after, .cause = "both"};
    if (by_world && !by_knowledge) change.cause = "world";
    if (by_knowledge && !by_world) {
      // §6: "corrected if an event that one of the two answers rests on (...) is seen and withdrawn
      // in the other, else learned".
      const bool corrected =
          rests_on_withdrawn(before, to.view) || rests_on_withdrawn(after, from.view);
      change.cause = corrected ? "corrected" : "learned";
    }
    differences.emplace(cell, std::move(change));
  }
  return differences;
}

std::vector<Sequence> Oracle::withdrawers(Sequence event, const View& view,
                                          const std::set<Sequence>& gone) const {
  std::vector<Sequence> those;
  for (const Entry& by : log_) {
    const bool withdraws =
        by.corrects.contains(event) && seen(by, view) && !gone.contains(by.sequence);
    if (withdraws) those.push_back(by.sequence);
  }
  return those;
}

std::map<Cell, Reasons> Oracle::why(std::string_view relationship, const Point& point) const {
  const std::set<Sequence> gone = withdrawn(point.view);
  std::map<Cell, Reasons> why;
  for (auto& [cell, all] : seen_claims(relationship, point.view)) {
    std::ranges::sort(all, [](const Claim& a, const Claim& b) { return is_earlier(b, a); });
    Reasons& reasons = why[cell];
    std::vector<Claim> counting;
    for (const Claim& a : all) {
      const auto by = withdrawers(a.sequence, point.view, gone);
      if (by.empty()) counting.push_back(a);
      if (!by.empty()) reasons.withdrawn.push_back({.event = a.sequence, .by = by});
    }
    explain(reasons, counting, point.on);
  }
  return why;
}

std::optional<Day> Oracle::held_since(std::string_view relationship, const Cell& cell,
                                      const Point& point) const {
  const auto found = claims(relationship, point.view);
  const auto state = state_in(found, cell, point.on);
  if (!state || is_none(state->value)) return std::nullopt;
  const std::vector<Claim>& all = found.at(cell);
  const std::set<Day> days = change_days(all);
  for (Day since = day_of(point.on.at);; since -= std::chrono::days{1}) {
    const Day previous = since - std::chrono::days{1};
    const auto that_day = judge(all, last_of(previous));
    if (!that_day || that_day->value != state->value) return since;
    // Before the first change every day is like the one before it.
    if (days.empty() || previous < *days.begin()) return std::nullopt;
  }
}

}  // namespace annals::oracle
