#include "annals/draw/page_data.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "annals/base/check.h"
#include "annals/state/corrections.h"
#include "annals/time/day.h"
#include "annals/time/when.h"

namespace annals {
namespace {

/// Different things in their order, each with its place.
template <typename Thing>
class Places {
 public:
  explicit Places(std::set<Thing> things) : things_{things.begin(), things.end()} {}

  [[nodiscard]] std::int64_t of(const Thing& thing) const {
    const auto found = std::ranges::lower_bound(things_, thing);
    check(found != things_.end() && *found == thing, "everything that is written has a place");
    return found - things_.begin();
  }
  [[nodiscard]] const std::vector<Thing>& all() const { return things_; }

 private:
  std::vector<Thing> things_;
};

struct Lists {
  Places<EffectiveTime> moments;
  Places<KnownTime> known;
  Places<Value> values;
};

Lists lists_of(std::span<const Material> materials) {
  std::set<EffectiveTime> moments{EffectiveTime::earliest(), EffectiveTime::latest()};
  std::set<KnownTime> known;
  std::set<Value> values{None{}};
  const auto add = [&](const CellStatements& cell) {
    for (const Statement& each : cell.statements) {
      moments.insert({each.start.first, each.start.last});
      if (each.end) moments.insert({each.end->first, each.end->last});
      values.insert(each.value);
    }
  };
  for (const Material& material : materials) {
    std::ranges::for_each(material.cells, add);
    for (const LoggedEvent& event : material.events) known.insert(event.known);
  }
  return {.moments = Places{std::move(moments)},
          .known = Places{std::move(known)},
          .values = Places{std::move(values)}};
}

std::int64_t number_of(Day day) {
  return day.time_since_epoch().count();
}

Json days_json(const std::vector<EffectiveTime>& moments) {
  Json days = Json::array();
  for (const EffectiveTime moment : moments) {
    const bool bounded = moment != EffectiveTime::earliest() && moment != EffectiveTime::latest();
    days.push_back(bounded ? Json(number_of(day_of(moment.at))) : Json(nullptr));
  }
  return days;
}

/// The day where the moment is its last, and else the moment itself.
std::string known_text(KnownTime known) {
  if (known == KnownTime::earliest() || known == KnownTime::latest()) return {};
  const Day day = day_of(known.at);
  return known.at == last_moment_of(day) ? to_text(day) : to_text(known.at);
}

Json statement_json(const Statement& statement, const Lists& lists) {
  const auto& [start, end] = std::pair{statement.start, statement.end};
  return Json::array({statement.sequence.value, lists.known.of(statement.known),
                      lists.moments.of(start.first), lists.moments.of(start.last),
                      end ? lists.moments.of(end->first) : -1,
                      end ? lists.moments.of(end->last) : -1, lists.values.of(statement.value)});
}

std::string_view word(CorrectionKind kind) {
  switch (kind) {
    case CorrectionKind::retracts:
      return "retracts";
    case CorrectionKind::retracts_all:
      return "retracts-all";
    case CorrectionKind::replaces:
      return "replaces";
  }
  return {};
}

Json correction_json(const Correction& correction, const Lists& lists) {
  // What is not heard may be known too late to have a place.
  return Json{{"target", correction.target.value},
              {"by", correction.by.value},
              {"kind", word(correction.kind)},
              {"known", correction.heard ? lists.known.of(correction.known) : -1},
              {"heard", correction.heard}};
}

/// Without the members that say nothing.
void put(Json& json, const char* name, const std::optional<std::string>& text) {
  if (text) json[name] = *text;
}

/// Sources that several events share stand in the page once.
class Sources {
 public:
  std::size_t add(const Source& source) {
    const std::string key = to_line(to_json(source));
    const auto [found, is_new] = places_.emplace(key, all_.size());
    if (is_new) {
      Json json = Json::object();
      put(json, "title", source.title);
      put(json, "publisher", source.publisher);
      put(json, "url", source.url);
      put(json, "published", source.published);
      put(json, "quote", source.quote);
      all_.push_back(std::move(json));
    }
    return found->second;
  }
  [[nodiscard]] Json take() && { return std::move(all_); }

 private:
  std::map<std::string, std::size_t> places_;
  Json all_ = Json::array();
};

Json event_json(const LoggedEvent& logged, const Lists& lists, Sources& sources) {
  const Event& event = logged.event;
  Json json{{"sequence", logged.sequence.value},
            {"id", event.id},
            {"type", event.type},
            {"known", lists.known.of(logged.known)}};
  if (event.effective) json["effective"] = event.effective->text;
  if (event.until) json["until"] = event.until->text;
  if (event.source) json["source"] = sources.add(*event.source);
  put(json, "occasion", event.occasion);
  put(json, "note", event.note);
  if (const auto retraction = retraction_of(event)) {
    json["target"] = retraction->target;
    json["reason"] = retraction->reason;
  }
  put(json, "replaces", event.replaces);
  return json;
}

Json lane_json(const Lane& lane, std::span<const Material> materials, const Lists& lists) {
  const CellStatements& cell = materials[lane.material].cells[lane.cell];
  Json statements = Json::array();
  for (const Statement& each : cell.statements) statements.push_back(statement_json(each, lists));
  return Json{{"relationship", lane.material},
              {"term", cell.cell.term},
              {"key", cell.cell.key},
              {"statements", std::move(statements)}};
}

Json day_json(const std::optional<Day>& day) {
  return day ? Json(number_of(*day)) : Json(nullptr);
}

Json others_json(const Group& group, const Material& material, const Lists& lists) {
  Json others = Json::array();
  for (const auto& [sequence, days, withdrawn] : group.others) {
    const auto event =
        std::ranges::lower_bound(material.events, sequence, {}, &LoggedEvent::sequence);
    check(event != material.events.end(), "a mark's event was read");
    others.push_back(Json::array(
        {sequence.value, lists.known.of(event->known), day_json(days.from), day_json(days.to)}));
  }
  return others;
}

Json groups_json(const Picture& picture, std::span<const Material> materials, const Lists& lists) {
  Json groups = Json::array();
  for (const Group& group : picture.groups) {
    Json lanes = Json::array();
    for (const Lane& lane : group.lanes) lanes.push_back(lane_json(lane, materials, lists));
    groups.push_back({{"title", group.title},
                      {"subtitle", group.subtitle},
                      {"relationship", group.material},
                      {"lanes", std::move(lanes)},
                      {"others", others_json(group, materials[group.material], lists)}});
  }
  return groups;
}

Json relationships_json(std::span<const Material> materials, const Lists& lists) {
  Json relationships = Json::array();
  for (const Material& material : materials) {
    Json corrections = Json::array();
    for (const Correction& each : material.corrections) {
      corrections.push_back(correction_json(each, lists));
    }
    relationships.push_back(
        {{"name", material.relationship}, {"corrections", std::move(corrections)}});
  }
  return relationships;
}

/// Each event once, in the order of the log: one may concern several relationships.
Json events_json(std::span<const Material> materials, const Lists& lists, Sources& sources) {
  std::map<Sequence, const LoggedEvent*> in_order;
  for (const Material& material : materials) {
    for (const LoggedEvent& each : material.events) in_order.emplace(each.sequence, &each);
  }
  Json events = Json::array();
  for (const auto& [sequence, event] : in_order) {
    events.push_back(event_json(*event, lists, sources));
  }
  return events;
}

}  // namespace

Json page_data(const Picture& picture, std::span<const Material> materials) {
  const Lists lists = lists_of(materials);
  Sources sources;
  Json events = events_json(materials, lists, sources);
  Json known = Json::array();
  for (const KnownTime each : lists.known.all()) known.push_back(known_text(each));
  Json values = Json::array();
  Json hues = Json::array();
  for (const Value& value : lists.values.all()) {
    values.push_back(to_json(value));
    hues.push_back(picture.hue(value));
  }
  return Json{{"title", picture.title},
              {"range", {number_of(picture.range.from), number_of(picture.range.to)}},
              {"moments", days_json(lists.moments.all())},
              {"known", std::move(known)},
              {"values", std::move(values)},
              {"hues", std::move(hues)},
              {"relationships", relationships_json(materials, lists)},
              {"groups", groups_json(picture, materials, lists)},
              {"sources", std::move(sources).take()},
              {"events", std::move(events)}};
}

}  // namespace annals
