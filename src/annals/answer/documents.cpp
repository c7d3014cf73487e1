#include "annals/answer/documents.h"

#include <cstdint>
#include <utility>

#include "annals/answer/parts.h"
#include "annals/time/day.h"

namespace annals {
namespace {

bool has_surely_ended(const CellAnswer& cell) {
  return cell.state.certain && is_none(cell.state.value);
}

/// Puts in what every document repeats at this place.
void add_standing(Json& document, const Asked& asked) {
  document.update(echo(asked.perspective));
  document["basis"] = asked.basis;
}

template <typename Item>
Json list(const std::vector<Item>& items, Json (*form)(const Item&)) {
  Json list = Json::array();
  for (const Item& item : items) list.push_back(form(item));
  return list;
}

Json name_json(const Cell& cell) {
  return Json{{"term", cell.term}, {"key", cell.key}};
}

Json timeline_json(const CellTimeline& cell) {
  return in_context(name_json(cell.cell), {{"runs", list(cell.runs, run_json)}});
}

Json difference_json(const ChangeAnswer& change) {
  return in_context(name_json(change.cell),
                    {{"before", change.before ? cell_json(*change.before) : Json(nullptr)},
                     {"after", change.after ? cell_json(*change.after) : Json(nullptr)},
                     {"cause", to_text(change.cause)}});
}

Json reasons_json(const std::vector<LoggedEvent>& events, const Cell& cell) {
  Json list = Json::array();
  for (const LoggedEvent& event : events) list.push_back(reason_json(event, cell));
  return list;
}

Json withdrawn_json(const WithdrawnEvent& each, const Cell& cell) {
  Json json{{"event", each.event.event.id},
            {"by", id_json(each.by)},
            {"reason", to_json(reason_of(each.by))}};
  Json details = reason_json(each.event, cell);
  details.erase("event");
  json.update(details);
  json["withdrawal_known"] = to_json(each.by)["known"];
  return json;
}

/// What is left of an event; of the cell it says nothing.
Json left_json(const LoggedEvent& erased) {
  return to_json(erased);
}

Json found_json(const FoundRelationship<CellAnswer>& found) {
  return Json{{"relationship", found.relationship},
              {"certain", found.certain},
              {"cells", list(found.cells, cell_json)}};
}

Json party_json(const PartyRelationship& each) {
  Json json{{"relationship", each.relationship}};
  Json role = cell_json(each.role);
  for (const std::string name : {"term", "key"}) role.erase(name);
  json["role"] = role["value"];
  role.erase("value");
  json.update(role);
  json["terms"] = list(each.terms, cell_json);
  return json;
}

void add_roles(const PartyRuns& each, const Days& days, Json& roles) {
  for (std::size_t i = 0; i < each.runs.size(); ++i) {
    const Run& run = each.runs[i];
    const bool goes_on = i + 1 < each.runs.size() && each.runs[i + 1].from == run.to;
    const bool went_on = i > 0 && each.runs[i - 1].to == run.from;
    const bool began_within = run.from && (!days.from || *run.from >= *days.from);
    const bool ended_within = run.to && (!days.to || *run.to < *days.to);
    Json role{{"relationship", each.relationship}, {"role", to_json(run.value)}};
    role.update(run_json(run));
    role.erase("value");
    role["came"] = began_within && !went_on;
    role["went"] = ended_within && !goes_on;
    roles.push_back(std::move(role));
  }
}

Json change_json(const WindowChange& change) {
  const Event& event = change.event.event;
  Json json{{"change", to_text(change.kind)},
            {"date", date_of(change)},
            {"certain", change.certain},
            {"relationship", event.relationship},
            {"event", event.id},
            {"sequence", change.event.sequence.value},
            {"type", event.type},
            {"effects", effects_json(event)},
            {"by", nullptr},
            {"reason", nullptr},
            {"source", event.source ? to_json(*event.source) : Json(nullptr)}};
  if (change.by) {
    json["by"] = id_json(*change.by);
    json["reason"] = to_json(reason_of(*change.by));
  }
  return json;
}

Json bound_json(EffectiveTime bound) {
  const bool bounded = bound != EffectiveTime::earliest() && bound != EffectiveTime::latest();
  return bounded ? day_json(day_of(bound.at)) : Json(nullptr);
}

Json conflict_json(const CellConflict& conflict) {
  return Json{{"relationship", conflict.relationship},
              {"term", conflict.cell.term},
              {"key", conflict.cell.key},
              {"from", bound_json(conflict.dates.first)},
              {"to", bound_json(conflict.dates.last)},
              {"events", reasons_json(conflict.events, conflict.cell)}};
}

Json relationship_json(const RelationshipEntry& entry) {
  return Json{{"relationship", entry.relationship},
              {"parties", entry.parties},
              {"first", entry.first.value},
              {"last", entry.last.value}};
}

Json entry_json(const PartyEntry& entry) {
  return Json{{"party", entry.party}, {"relationships", entry.relationships}};
}

Json sql_json(const sql::SqlValue& value) {
  return std::visit(
      Overloaded{[](None) { return Json(nullptr); }, [](std::int64_t whole) { return Json(whole); },
                 [](double number) { return Json(number); },
                 [](const std::string& text) { return Json(text); }},
      value);
}

}  // namespace

void keep_in_force(StateAnswer& answer) {
  std::erase_if(answer.cells, has_surely_ended);
}

void keep_runs_on(TimelineAnswer& answer, EffectiveTime on) {
  const Day day = day_of(on.at);
  for (CellTimeline& cell : answer.cells) {
    std::erase_if(cell.runs, [&](const Run& run) {
      return (run.from && *run.from > day) || (run.to && *run.to <= day);
    });
  }
  std::erase_if(answer.cells, [](const CellTimeline& cell) { return cell.runs.empty(); });
}

void keep_until(HistoryAnswer& answer, EffectiveTime on) {
  std::erase_if(answer.events, [&](const HistoryEvent& each) {
    const auto& effective = each.event.event.effective;
    return effective && effective->first > on;
  });
}

Json state_document(std::string_view relationship, const Asked& asked, const StateAnswer& answer) {
  Json document{{"relationship", relationship}, {"on", asked.on}};
  add_standing(document, asked);
  document["terms"] = list(answer.cells, cell_json);
  return document;
}

Json holds_document(std::string_view relationship, const Assertion& assertion, const Asked& asked,
                    const HoldsAnswer& answer) {
  Json document{{"answer", word(answer.answer)},     {"relationship", relationship},
                {"term", assertion.cell.term},       {"key", assertion.cell.key},
                {"value", to_json(assertion.value)}, {"on", asked.on}};
  document.update(echo(asked.perspective));
  document["cell"] = answer.cell ? cell_json(*answer.cell) : Json(nullptr);
  document["basis"] = asked.basis;
  return document;
}

Json timeline_document(std::string_view relationship, const Asked& asked,
                       const TimelineAnswer& answer) {
  Json document{{"relationship", relationship}};
  add_standing(document, asked);
  document["cells"] = list(answer.cells, timeline_json);
  return document;
}

Json history_document(std::string_view relationship, const Asked& asked,
                      const HistoryAnswer& answer) {
  Json document{{"relationship", relationship}};
  add_standing(document, asked);
  document["events"] = list(answer.events, history_json);
  return document;
}

Json diff_document(std::string_view relationship, const AskedDates& dates, const Asked& asked,
                   const DiffAnswer& answer) {
  Json document{
      {"relationship", relationship}, {"from", to_json(dates.from)}, {"to", to_json(dates.to)}};
  add_standing(document, asked);
  document["changes"] = list(answer.changes, difference_json);
  return document;
}

Json why_document(std::string_view relationship, const Cell& cell, const Asked& asked,
                  const WhyAnswer& answer) {
  Json withdrawn = Json::array();
  for (const WithdrawnEvent& each : answer.withdrawn) {
    withdrawn.push_back(withdrawn_json(each, cell));
  }
  Json document{
      {"relationship", relationship}, {"term", cell.term}, {"key", cell.key}, {"on", asked.on}};
  document.update(echo(asked.perspective));
  document.update({{"value", answer.state ? to_json(answer.state->value) : Json(nullptr)},
                   {"certain", answer.state ? Json(answer.state->certain) : Json(nullptr)},
                   {"standing", reasons_json(answer.standing, cell)},
                   {"overridden", reasons_json(answer.overridden, cell)},
                   {"withdrawn", std::move(withdrawn)},
                   {"ahead", reasons_json(answer.ahead, cell)}});
  if (!answer.erased.empty()) document["erased"] = list(answer.erased, left_json);
  document["basis"] = asked.basis;
  return document;
}

Json find_document(const std::vector<std::string>& conditions, const Asked& asked,
                   const FindAnswer<CellAnswer>& answer) {
  Json document{{"conditions", conditions}, {"on", asked.on}};
  add_standing(document, asked);
  document["relationships"] = list(answer.relationships, found_json);
  return document;
}

Json party_document(std::string_view party, const Asked& asked, const PartyAnswer& answer) {
  Json document{{"party", party}, {"on", asked.on}};
  add_standing(document, asked);
  document["relationships"] = list(answer.relationships, party_json);
  return document;
}

Json party_range_document(const AskedRange& range, const Asked& asked,
                          const PartyTimeline& answer) {
  Json document{
      {"party", range.party}, {"from", to_json(range.dates.from)}, {"to", to_json(range.dates.to)}};
  add_standing(document, asked);
  Json roles = Json::array();
  for (const PartyRuns& each : answer.relationships) add_roles(each, range.days, roles);
  document["relationships"] = std::move(roles);
  return document;
}

std::string date_of(const WindowChange& change) {
  const auto text = [](const std::optional<EffectiveWhen>& when) {
    return when ? when->text : std::string{};
  };
  switch (change.kind) {
    case ChangeKind::effect:
      return text(change.event.event.effective);
    case ChangeKind::end:
      return text(change.event.event.until);
    case ChangeKind::known:
      return to_json(change.event)["known"].get<std::string>();
    case ChangeKind::corrected:
      return to_json(*change.by)["known"].get<std::string>();
  }
  return {};
}

Json changes_document(const AskedDates& dates, const std::optional<std::string>& party,
                      const Asked& asked, const ChangesAnswer& answer) {
  Json document{
      {"from", to_json(dates.from)}, {"to", to_json(dates.to)}, {"party", to_json(party)}};
  add_standing(document, asked);
  document["changes"] = list(answer.changes, change_json);
  return document;
}

Json conflicts_document(const std::optional<std::string>& on, const Asked& asked,
                        const ConflictsAnswer& answer) {
  Json document{{"on", to_json(on)}};
  add_standing(document, asked);
  document["conflicts"] = list(answer.conflicts, conflict_json);
  return document;
}

Json relationships_document(const std::vector<RelationshipEntry>& entries, const Json& basis) {
  return Json{{"relationships", list(entries, relationship_json)}, {"basis", basis}};
}

Json parties_document(const std::vector<PartyEntry>& entries, const Json& basis) {
  return Json{{"parties", list(entries, entry_json)}, {"basis", basis}};
}

Json selection_document(const sql::Selection& selection, const Json& basis) {
  Json rows = Json::array();
  for (const auto& values : selection.rows) {
    Json row = Json::object();
    for (std::size_t i = 0; i < values.size(); ++i) row[selection.columns[i]] = sql_json(values[i]);
    rows.push_back(std::move(row));
  }
  return Json{{"columns", selection.columns}, {"rows", std::move(rows)}, {"basis", basis}};
}

}  // namespace annals
