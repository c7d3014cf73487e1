#include "snapshot_log.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "annals/base/text.h"
#include "annals/codec/mapped_row.h"

namespace annals::cli {

std::string content_of(Event event) {
  event.known.reset();
  event.replaces.reset();
  return derived_id(event);
}

namespace {

/// Why an event stands in for another, where the mapping gives it no note of its own.
std::string note_on_change(const std::string& name, const std::string& known) {
  return fmt::format("changed in snapshot {} of {}", name, known);
}

}  // namespace

Result<SnapshotLog> SnapshotLog::read(const Database& database, Ingestion& ingestion,
                                      const std::string& name) {
  auto history = read_snapshots(database.snapshot(), name);
  if (!history) return std::move(history).error();
  return SnapshotLog{ingestion, name, *std::move(history)};
}

SnapshotId SnapshotLog::id(const std::string& row, const std::string& slot,
                           const std::string& known) const {
  return {.name = name_, .row = row, .slot = slot, .known = known};
}

Result<Sequence> SnapshotLog::append(const SnapshotPlace& place, Json event) {
  if (place.is_known_already) {
    return Error{.code = ErrorCode::invalid_input,
                 .message = fmt::format("the snapshot '{}' of {} is there already and says "
                                        "something else of the row {}; what has changed since "
                                        "needs a later date",
                                        name_, place.known, in_quotes(place.row))};
  }
  event["known"] = place.known;
  auto appended = ingestion_.add(to_draft(event));
  if (!appended) return std::move(appended).error();
  return appended->event.sequence;
}

Result<Event> SnapshotLog::event_called(const std::string& id) const {
  auto found = ingestion_.find(id);
  if (!found) return std::move(found).error();
  if (*found) return std::move((**found).event);
  return Error{.code = ErrorCode::corrupt,
               .message = fmt::format("the event {} of a snapshot is not there", in_quotes(id))};
}

void SnapshotLog::note_step(const SnapshotPlace& place, const std::string& slot, Sequence sequence,
                            bool is_there) {
  RowHistory& row = history_.rows[place.row];
  if (row.first == Sequence{}) {
    row.first = sequence;
    row.first_known = place.known;
  }
  row.last = sequence;
  row.last_known = place.known;
  SlotHistory& changed = row.slots[slot];
  changed.last = sequence;
  changed.is_there = is_there;
}

Result<std::uint64_t> SnapshotLog::resume(const SnapshotPlace& place, const std::string& slot,
                                          const std::optional<EffectiveWhen>& effective) {
  std::uint64_t resumed = 0;
  const auto ends = history_.rows[place.row].slots[slot].ends;
  for (const auto& [end, sequence] : ends) {
    const auto event = event_called(end);
    if (!event) return event.error();
    const bool is_before =
        !effective || !event->effective || event->effective->last < effective->first;
    if (is_before) continue;
    SnapshotId by = id(place.row, slot, place.known);
    by.step = SnapshotStep::resumed;
    by.number = ++resumed;
    const auto appended =
        append(place, {{"type", "retracted"},
                       {"id", to_text(by)},
                       {"target", end},
                       {"reason", fmt::format("in snapshot {} of {} again", name_, place.known)}});
    if (!appended) return appended.error();
    note_step(place, slot, *appended, true);
    history_.rows[place.row].slots[slot].ends.erase(end);
  }
  return resumed;
}

Status SnapshotLog::say(const SnapshotPlace& place, const std::string& slot, RowEvent event) {
  const SlotHistory before = history_.rows[place.row].slots[slot];
  const bool was_ended =
      std::ranges::any_of(before.ends, [&](const auto& end) { return end.second == before.last; });
  const auto resumed = resume(place, slot, event.effective);
  if (!resumed) return resumed.error();
  const bool goes_on = before.is_there || (was_ended && *resumed > 0);
  if (goes_on && !before.is_there) {
    const auto said = content(place.row, slot);
    if (!said) return said.error();
    if (*said == event.content) return Done{};
  }
  event.json["id"] = to_text(id(place.row, slot, place.known));
  if (goes_on) {
    event.json["replaces"] = to_text(id(place.row, slot, before.known));
    if (!event.json.contains("note")) event.json["note"] = note_on_change(name_, place.known);
  }
  const auto appended = append(place, std::move(event.json));
  if (!appended) return appended.error();
  note_step(place, slot, *appended, true);
  SlotHistory& changed = history_.rows[place.row].slots[slot];
  changed.said = *appended;
  changed.known = place.known;
  return Done{};
}

Status SnapshotLog::retract(const SnapshotPlace& place, const std::string& slot) {
  const SlotHistory before = history_.rows[place.row].slots[slot];
  SnapshotId by = id(place.row, slot, place.known);
  by.step = SnapshotStep::gone;
  // All versions: what the last one stood in for is as wrong as that.
  const auto appended =
      append(place, {{"type", "retracted"},
                     {"id", to_text(by)},
                     {"target", to_text(id(place.row, slot, before.known))},
                     {"reason", fmt::format("not in snapshot {} of {}", name_, place.known)},
                     {"versions", "all"}});
  if (!appended) return appended.error();
  note_step(place, slot, *appended, false);
  return Done{};
}

Status SnapshotLog::end(const SnapshotPlace& place, const std::string& slot,
                        const EffectiveWhen& end) {
  const SlotHistory before = history_.rows[place.row].slots[slot];
  const auto event = event_called(to_text(id(place.row, slot, before.known)));
  if (!event) return event.error();
  if (event->effective && end.last < event->effective->first) return retract(place, slot);
  const bool is_over = event->until && event->until->last < end.first;
  SnapshotId by = id(place.row, slot, place.known);
  by.step = SnapshotStep::ended;
  by.number = 0;
  for (const Assertion& said : event->effects) {
    if (is_over || is_none(said.value)) continue;
    ++by.number;
    Json ended{{"type", term_ended_type},
               {"id", to_text(by)},
               {"relationship", event->relationship},
               {"effective", end.text},
               {"term", said.cell.term}};
    if (!said.cell.key.empty()) ended["key"] = said.cell.key;
    ended["note"] = fmt::format("not in snapshot {} of {}", name_, place.known);
    const auto appended = append(place, std::move(ended));
    if (!appended) return appended.error();
    note_step(place, slot, *appended, false);
    history_.rows[place.row].slots[slot].ends.emplace(to_text(by), *appended);
  }
  return Done{};
}

Status SnapshotLog::note(const SnapshotPlace& place) {
  const auto appended = append(place, {{"type", noted_type},
                                       {"id", to_text(id({}, {}, place.known))},
                                       {"relationship", "snapshot/" + name_},
                                       {"note", "nothing has changed"}});
  if (!appended) return appended.error();
  return Done{};
}

Result<std::string> SnapshotLog::content(const std::string& row, const std::string& slot) {
  const SlotHistory& said = history_.rows[row].slots[slot];
  auto event = event_called(to_text(id(row, slot, said.known)));
  if (!event) return std::move(event).error();
  if (event->note == note_on_change(name_, said.known)) event->note.reset();
  return content_of(*std::move(event));
}

}  // namespace annals::cli
