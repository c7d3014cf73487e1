#include "annals/draw/picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

#include "annals/index/party_index.h"
#include "annals/state/corrections.h"
#include "annals/state/counting.h"

namespace annals {
namespace {

constexpr std::chrono::days one_day{1};

bool allows(const Run& run, const Value& value) {
  return std::ranges::find(run.possible, value) != run.possible.end();
}

/// The run before or after, if it touches.
const Run* neighbour(std::span<const Run> runs, std::size_t at, bool is_before) {
  if (is_before) {
    return at > 0 && runs[at - 1].to == runs[at].from ? &runs[at - 1] : nullptr;
  }
  return at + 1 < runs.size() && runs[at].to == runs[at + 1].from ? &runs[at + 1] : nullptr;
}

Edge edge_of(const Run& run, const Run* beside, bool is_bounded, const Value& value) {
  if (!is_bounded) return Edge::open;
  const bool goes_on = beside != nullptr && allows(*beside, value);
  return run.certain || goes_on ? Edge::sharp : Edge::fading;
}

std::string label_of(const Bar& bar) {
  std::string label;
  for (const Strip& strip : bar.strips) {
    label += (label.empty() ? "" : " or ") + to_text(strip.value);
  }
  return bar.certain ? label : label + "?";
}

Days days_between(EffectiveSpan span) {
  Days days;
  if (span.first != EffectiveTime::earliest()) days.from = day_of(span.first.at);
  if (span.last != EffectiveTime::latest()) days.to = day_of(span.last.at) + one_day;
  return days;
}

std::vector<Mark> marks_of(const CellStatements& cell, const Withdrawals& withdrawals) {
  std::vector<Mark> marks;
  marks.reserve(cell.statements.size());
  for (const Statement& statement : cell.statements) {
    marks.push_back({.event = statement.sequence,
                     .days = days_between(statement.start),
                     .withdrawn = withdrawals.withdrawn_by(statement.sequence)});
  }
  return marks;
}

/// Those that no lane shows: not what is about corrections, which marks show that are withdrawn.
std::vector<Mark> others_of(const Material& material) {
  const Withdrawals withdrawals{material.corrections, material.horizon};
  std::vector<Mark> marks;
  for (const LoggedEvent& each : material.events) {
    const Event& event = each.event;
    const bool is_other = event.relationship == material.relationship && event.effects.empty() &&
                          event.effective && event.type != retracted_type;
    if (!is_other) continue;
    marks.push_back({.event = each.sequence,
                     .days = days_between({event.effective->first, event.effective->last}),
                     .withdrawn = withdrawals.withdrawn_by(each.sequence)});
  }
  std::ranges::sort(marks, {}, [](const Mark& mark) {
    return std::tie(mark.days.from, mark.days.to, mark.event);
  });
  return marks;
}

bool is_beyond(const Days& days, const DayRange& range) {
  return (days.to && *days.to <= range.from) || (days.from && *days.from >= range.to);
}

bool is_chosen(const Cell& cell, const std::vector<LaneChoice>& choices) {
  return choices.empty() || std::ranges::any_of(choices, [&](const LaneChoice& choice) {
           return choice.term == cell.term && (!choice.key || *choice.key == cell.key);
         });
}

bool begins_before(const CellStatements& cell, const std::optional<Day>& end) {
  return !end || std::ranges::any_of(cell.statements, [&](const Statement& statement) {
    const auto from = days_between(statement.start).from;
    return !from || *from < *end;
  });
}

/// The parties that were ever said to be in a relationship.
std::vector<std::string> parties_of(const Material& material) {
  std::vector<std::string> parties;
  for (const CellStatements& each : material.cells) {
    if (each.cell.term == party_term && !each.cell.key.empty()) parties.push_back(each.cell.key);
  }
  return parties;
}

/// Gathers the first and the last day that are to be seen.
class Extent {
 public:
  void add(const std::optional<EffectiveSpan>& span) {
    if (!span) return;
    for (const EffectiveTime time : {span->first, span->last}) {
      if (time != EffectiveTime::earliest() && time != EffectiveTime::latest())
        add(day_of(time.at));
    }
  }

  void add(Day day) {
    first_ = first_ ? std::min(*first_, day) : day;
    last_ = last_ ? std::max(*last_, day) : day;
  }

  /// What was asked for, and else what there is, with some room around it.
  [[nodiscard]] DayRange range(const Days& asked) const {
    constexpr int room_parts = 25;
    const Day anchor = asked.from ? *asked.from : asked.to ? *asked.to - one_day : Day{};
    const Day first = first_.value_or(anchor);
    const Day last = last_.value_or(anchor);
    const auto room = std::max((last - first) / room_parts, std::chrono::days{3});
    Day from = asked.from.value_or(std::max(first - room, first_day));
    Day to = asked.to.value_or(std::min(last + room, last_day) + one_day);
    if (from >= to) {  // all that there is lies beyond the one bound that was asked for
      if (asked.from)
        to = from + 2 * room;
      else
        from = to - 2 * room;
    }
    return {.from = from, .to = to};
  }

 private:
  std::optional<Day> first_;
  std::optional<Day> last_;
};

std::vector<const Lane*> lanes_in(const std::vector<Group>& groups) {
  std::vector<const Lane*> lanes;
  for (const Group& group : groups) {
    for (const Lane& lane : group.lanes) lanes.push_back(&lane);
  }
  return lanes;
}

/// The range that a picture of these lanes has.
DayRange range_of(std::span<const Material> materials, const std::vector<Group>& groups,
                  const Days& asked) {
  Extent extent;
  for (const Lane* const lane : lanes_in(groups)) {
    for (const Statement& each : materials[lane->material].cells[lane->cell].statements) {
      extent.add(each.start);
      extent.add(each.end);
    }
  }
  for (const Group& group : groups) {
    for (const auto& [event, days, withdrawn] : group.others) {
      if (days.from) extent.add(*days.from);
      if (days.to) extent.add(*days.to - one_day);
    }
  }
  return extent.range(asked);
}

/// Takes away the other events that are not to be seen, and groups that are then empty.
void keep_within(const DayRange& range, std::vector<Group>& groups) {
  for (Group& group : groups) {
    std::erase_if(group.others, [&](const Mark& mark) { return is_beyond(mark.days, range); });
  }
  std::erase_if(groups,
                [](const Group& group) { return group.lanes.empty() && group.others.empty(); });
}

/// The texts and booleans that stand on a lane's bars, as often as they do.
std::vector<Value> values_on(const Lane& lane) {
  std::vector<Value> values;
  for (const Bar& bar : lane.bars) {
    for (const Strip& strip : bar.strips) {
      if (!std::holds_alternative<double>(strip.value)) values.push_back(strip.value);
    }
  }
  return values;
}

/// Hues for the values that are met most: seeing them again, or seeing them change, is what a
/// picture is for. A value that is met once and never changes says all it has to say in words.
std::map<Value, Hue> hues_of(const std::vector<Group>& groups) {
  std::map<Value, int> counts;
  for (const Lane* const lane : lanes_in(groups)) {
    const std::vector<Value> values = values_on(*lane);
    for (const Value& value : values) ++counts[value];
    const std::set<Value> different{values.begin(), values.end()};
    if (different.size() < 2) continue;
    for (const Value& value : different) ++counts[value];
  }
  std::vector<std::pair<int, Value>> often;
  for (const auto& [value, count] : counts) {
    if (count > 1) often.emplace_back(-count, value);
  }
  std::ranges::sort(often);
  std::map<Value, Hue> hues;
  for (const auto& [count, value] : often) {
    if (hues.size() == hue_max) break;
    hues.emplace(value, static_cast<Hue>(hues.size() + 1));
  }
  return hues;
}

/// Where the lanes of a relationship go.
struct Heading {
  std::string title;
  std::string subtitle;
};

Heading heading_of(const Material& material, const std::optional<std::string>& party) {
  std::vector<std::string> parties = parties_of(material);
  if (!party) {
    return {.title = material.relationship,
            .subtitle = fmt::format("{}", fmt::join(parties, ", "))};
  }
  std::erase(parties, *party);
  if (parties.empty()) return {.title = "alone", .subtitle = material.relationship};
  return {.title = fmt::format("with {}", fmt::join(parties, ", ")),
          .subtitle = material.relationship};
}

std::vector<Lane> lanes_of(std::span<const Material> materials, std::size_t index,
                           const PictureOptions& options) {
  const Material& material = materials[index];
  const Withdrawals withdrawals{material.corrections, material.horizon};
  std::vector<Lane> lanes;
  for (std::size_t i = 0; i < material.cells.size(); ++i) {
    const CellStatements& cell = material.cells[i];
    if (!is_chosen(cell.cell, options.lanes) || !begins_before(cell, options.range.to)) continue;
    const auto those = counting(cell.statements, withdrawals, material.horizon);
    lanes.push_back({.material = index,
                     .cell = i,
                     .bars = bars_of(timeline(those)),
                     .marks = marks_of(cell, withdrawals)});
  }
  return lanes;
}

}  // namespace

Hue Picture::hue(const Value& value) const {
  const auto found = hues.find(value);
  return found == hues.end() ? 0 : found->second;
}

std::size_t Picture::lanes() const {
  return std::accumulate(
      groups.begin(), groups.end(), std::size_t{0},
      [](std::size_t sum, const Group& group) { return sum + group.lanes.size(); });
}

std::vector<Bar> bars_of(std::span<const Run> runs) {
  std::vector<Bar> bars;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Run& run = runs[i];
    Bar bar{.days = {.from = run.from, .to = run.to},
            .certain = run.certain,
            .strips = {},
            .label = {}};
    for (const Value& value : run.possible) {
      if (is_none(value)) continue;
      bar.strips.push_back(
          {.value = value,
           .begin = edge_of(run, neighbour(runs, i, true), run.from.has_value(), value),
           .end = edge_of(run, neighbour(runs, i, false), run.to.has_value(), value)});
    }
    if (bar.strips.empty()) continue;
    bar.label = label_of(bar);
    bars.push_back(std::move(bar));
  }
  return bars;
}

Picture picture_of(std::span<const Material> materials, const PictureOptions& options) {
  Picture picture{.title = {}, .range = {}, .groups = {}, .hues = {}};
  std::vector<std::string> names;
  for (std::size_t i = 0; i < materials.size(); ++i) {
    std::vector<Lane> lanes = lanes_of(materials, i, options);
    std::vector<Mark> others =
        options.lanes.empty() ? others_of(materials[i]) : std::vector<Mark>{};
    if (lanes.empty() && others.empty()) continue;
    Heading heading = heading_of(materials[i], options.party);
    picture.groups.push_back({.title = std::move(heading.title),
                              .subtitle = std::move(heading.subtitle),
                              .material = i,
                              .lanes = std::move(lanes),
                              .others = std::move(others)});
  }
  picture.range = range_of(materials, picture.groups, options.range);
  keep_within(picture.range, picture.groups);
  for (const Group& group : picture.groups) names.push_back(materials[group.material].relationship);
  if (options.party) {
    std::ranges::sort(picture.groups, {},
                      [](const Group& group) { return std::tie(group.title, group.subtitle); });
  }
  picture.title = options.party ? *options.party : fmt::format("{}", fmt::join(names, ", "));
  picture.hues = hues_of(picture.groups);
  return picture;
}

}  // namespace annals
