#include "annals/answer/parts.h"

#include <algorithm>

#include "annals/log/erased.h"
#include "annals/log/log_reader.h"
#include "annals/time/day.h"

namespace annals {
namespace {

template <typename When>
Json date_json(const std::optional<When>& when) {
  return when ? Json(when->text) : Json(nullptr);
}

Json source_json(const Event& event) {
  return event.source ? to_json(*event.source) : Json(nullptr);
}

Json values_json(const std::vector<Value>& values) {
  Json list = Json::array();
  for (const Value& value : values) list.push_back(to_json(value));
  return list;
}

}  // namespace

Json day_json(const std::optional<Day>& day) {
  return day ? Json(to_text(*day)) : Json(nullptr);
}

Result<Json> basis_json(const Snapshot& snapshot, Sequence basis) {
  const auto edge = LogReader{snapshot}.edge(basis);
  if (!edge) return edge.error();
  return Json{{"sequence", basis.value}, {"hash", edge->head().hex()}};
}

Json cell_json(const CellAnswer& cell) {
  const Event& event = cell.event.event;
  return Json{{"term", cell.cell.term},
              {"key", cell.cell.key},
              {"value", to_json(cell.state.value)},
              {"certain", cell.state.certain},
              {"possible", values_json(cell.state.possible)},
              {"since", date_json(event.effective)},
              {"held_since", day_json(cell.held_since)},
              {"until", date_json(event.until)},
              {"event", event.id},
              {"source", source_json(event)}};
}

Json run_json(const Run& run) {
  return Json{{"from", day_json(run.from)},
              {"to", day_json(run.to)},
              {"value", to_json(run.value)},
              {"certain", run.certain},
              {"possible", values_json(run.possible)}};
}

Json reason_json(const LoggedEvent& logged, const Cell& cell) {
  const Event& event = logged.event;
  const auto effect = std::ranges::find(event.effects, cell, &Assertion::cell);
  return Json{{"event", event.id},
              {"sequence", logged.sequence.value},
              {"type", event.type},
              {"value", effect == event.effects.end() ? Json(nullptr) : to_json(effect->value)},
              {"since", date_json(event.effective)},
              {"until", date_json(event.until)},
              {"known", to_json(logged)["known"]},
              {"recorded", to_text(logged.recorded.at)},
              {"occasion", to_json(event.occasion)},
              {"note", to_json(event.note)},
              {"source", source_json(event)}};
}

Json id_json(const LoggedEvent& logged) {
  return logged.erased ? Json(nullptr) : Json(logged.event.id);
}

std::optional<std::string> reason_of(const LoggedEvent& by) {
  if (by.erased) return erasure_in_words(by);
  if (const auto retraction = retraction_of(by.event)) return std::string{retraction->reason};
  return by.event.note;
}

Json effects_json(const Event& event) {
  Json effects = Json::array();
  for (const Assertion& effect : event.effects) {
    effects.push_back(
        {{"term", effect.cell.term}, {"key", effect.cell.key}, {"value", to_json(effect.value)}});
  }
  return effects;
}

Json history_json(const HistoryEvent& each) {
  Json json = to_json(each.event);
  json["effects"] = effects_json(each.event.event);
  json["withdrawn"] = nullptr;
  if (each.withdrawn_by) {
    json["withdrawn"] = {{"by", id_json(*each.withdrawn_by)},
                         {"reason", to_json(reason_of(*each.withdrawn_by))}};
  }
  return json;
}

std::string_view word(Answer answer) {
  switch (answer) {
    case Answer::yes:
      return "yes";
    case Answer::possible:
      return "possible";
    case Answer::no:
      return "no";
  }
  return "";
}

Json in_context(const Json& context, const Json& row) {
  Json all = context;
  all.update(row);
  return all;
}

}  // namespace annals
