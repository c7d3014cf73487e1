#include "snapshot_ingest.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <utility>

#include "../interrupt.h"
#include "annals/base/text.h"
#include "annals/codec/mapped_row.h"
#include "annals/event/make_event.h"
#include "annals/time/when.h"
#include "row_source.h"
#include "snapshot_log.h"

namespace annals::cli {
namespace {

Error refuse(std::string message) {
  return {.code = ErrorCode::invalid_input, .message = std::move(message)};
}

Error at(const std::string& where, const Error& error) {
  return {.code = error.code, .message = fmt::format("{}: {}", where, error.message)};
}

/// The last moment of a `known` that was read from a mapping or an id; the text is a date.
Result<Moment> moment_of(const std::string& known) {
  const auto when = parse_when<KnownAxis>(known);
  if (!when) return when.error();
  if (when->last.at == unbounded_above || known.find_first_of("[/") != std::string::npos) {
    return refuse(fmt::format("{} is no single date", in_quotes(known)));
  }
  return when->last.at;
}

/// An event of a row, and the slot that it is for.
struct SlotEvent {
  std::string slot;
  RowEvent event;
};

/// What a row makes.
struct Slots {
  std::vector<SlotEvent> events;                        // in the order of the mapping
  std::unordered_map<std::string, std::size_t> places;  // by slot: which of them

  [[nodiscard]] const RowEvent* find(const std::string& slot) const {
    const auto found = places.find(slot);
    return found == places.end() ? nullptr : &events[found->second].event;
  }

  void add(const std::string& slot, RowEvent event) {
    places.emplace(slot, events.size());
    events.push_back({.slot = slot, .event = std::move(event)});
  }
};

/// A row that has been taken, to be compared with others of the same key.
struct Seen {
  std::string where;
  std::string contents;
};

/// One snapshot on its way into the log.
class SnapshotIngest {
 public:
  SnapshotIngest(Database& database, const SnapshotRequest& request, const IngestSetting& setting,
                 IngestCounts& counts, SnapshotCounts& rows)
      : database_{database},
        request_{request},
        mapping_{request.mapping},
        rows_{rows},
        ingestion_{database, request.files.front(), setting, counts} {}

  Status run() {
    if (auto checked = check_mapping(); !checked) return checked;
    auto log = SnapshotLog::read(database_, ingestion_, request_.name);
    if (!log) return std::move(log).error();
    log_ = &*log;
    if (auto checked = check_date(); !checked) return checked;
    for (const std::string& file : request_.files) {
      auto read = for_each_row(file, mapping_, [&](const PlacedRow& row) { return take(row); });
      if (interrupted()) return ingestion_.interruption();
      if (!read) return read;
    }
    for (const auto& [name, held] : held_) {
      if (auto taken = take_row(held.first, held.second); !taken)
        return at(held.second, taken.error());
    }
    if (!any_event_) return refuse("the mapping makes no event of any row");
    if (request_.known) {
      if (auto done = finish(); !done) return ingestion_.at_file(done.error());
    }
    return ingestion_.commit();
  }

 private:
  [[nodiscard]] Status check_mapping() const {
    if (auto named = check_snapshot_name(request_.name); !named) return named;
    if (mapping_.key.empty()) return refuse("the mapping has no 'key', which names a row");
    if (request_.known.has_value() != mapping_.known.empty()) {
      return refuse(request_.known ? "the mapping says since when each row is known; leave --known "
                                     "out"
                                   : "a snapshot needs --known DATE, as of which it was published");
    }
    constexpr std::array<std::string_view, 5> given{"id", "known", "replaces", "recorded",
                                                    "sequence"};
    for (std::size_t i = 0; i < mapping_.events.size(); ++i) {
      for (const auto& member : std::get<Expression::Object>(mapping_.events[i].event.what)) {
        if (std::ranges::find(given, member.name) == given.end()) continue;
        return refuse(
            fmt::format("the mapping gives events[{}].event.{}, which is the snapshot's "
                        "to give",
                        i, member.name));
      }
    }
    return Done{};
  }

  /// Whether the snapshot comes after the last one; notes if it is of the same date.
  Status check_date() {
    if (!request_.known) return Done{};
    const auto now = moment_of(*request_.known);
    if (!now) return refuse(fmt::format("--known: {}", now.error().message));
    const SnapshotHistory& history = log_->history();
    previous_ = history.last_known;
    if (previous_.empty()) return Done{};
    const auto last = moment_of(previous_);
    if (!last) return last.error();
    is_known_already_ = *now == *last;
    if (*now >= *last) return Done{};
    return refuse(
        fmt::format("snapshot '{}' was last loaded as known {}; one known {} is older and "
                    "cannot come after it",
                    request_.name, previous_, *request_.known));
  }

  Status take(const PlacedRow& placed) {
    if (interrupted()) return ingestion_.interruption();
    ingestion_.begin(placed.share);
    if (placed.wrong) return at(placed.where, *placed.wrong);
    if (mapping_.duplicates == Duplicates::last && request_.known) {
      held_.insert_or_assign(name_of(placed.row), std::pair{placed.row, placed.where});
      return Done{};
    }
    if (auto taken = take_row(placed.row, placed.where); !taken) {
      return at(placed.where, taken.error());
    }
    return request_.known ? Status{Done{}} : ingestion_.end();
  }

  [[nodiscard]] std::string name_of(const TableRow& row) const {
    std::vector<std::string> key;
    key.reserve(mapping_.key.size());
    for (const std::size_t column : mapping_.key) key.push_back(row.fields[column]);
    return row_name(key);
  }

  /// Where a row stands in the snapshot; nothing where the log knows a later version of it.
  Result<std::optional<SnapshotPlace>> place_of(const TableRow& row, const std::string& where) {
    SnapshotPlace place{.row = name_of(row),
                        .where = where,
                        .known = request_.known.value_or(""),
                        .previous = previous_,
                        .is_known_already = is_known_already_};
    if (request_.known) return std::optional{std::move(place)};
    const auto known = evaluate(mapping_, mapping_.known.front(), row.fields, {});
    if (!known) return known.error();
    if (!*known || !(**known).is_string())
      return refuse("the row does not say since when it is known");
    place.known = (**known).get<std::string>();
    const auto moment = moment_of(place.known);
    if (!moment) return refuse(fmt::format("'known': {}", moment.error().message));
    const auto past = log_->history().rows.find(place.row);
    if (past == log_->history().rows.end()) return std::optional{std::move(place)};
    place.previous = past->second.last_known;
    const auto last = moment_of(place.previous);
    if (!last) return last.error();
    place.is_known_already = *moment == *last;
    if (*moment < *last) return std::optional<SnapshotPlace>{};
    return std::optional{std::move(place)};
  }

  /// The events of a row by their slots.
  Result<Slots> slots_of(const TableRow& row, const SnapshotDates& dates) const {
    const auto events = map_row(mapping_, row, dates);
    if (!events) return events.error();
    Slots slots;
    for (const MappedEvent& mapped : *events) {
      const EventRule& rule = mapping_.events[mapped.rule];
      auto event = make_event(to_draft(mapped.event), database_.vocabulary());
      if (!event) return with_column(mapping_, rule, event.error());
      RowEvent made{
          .rule = mapped.rule, .json = mapped.event, .content = {}, .effective = event->effective};
      made.content = content_of(*std::move(event));
      const std::string slot = slot_name(rule.name, mapped.item_key);
      const RowEvent* const there = slots.find(slot);
      if (there == nullptr) {
        slots.add(slot, std::move(made));
        continue;
      }
      if (there->content == made.content) continue;
      return refuse(
          fmt::format("two items of the event '{}' have the key {}; 'item_key' must tell "
                      "them apart",
                      rule.name, in_quotes(mapped.item_key)));
    }
    return slots;
  }

  Status take_row(const TableRow& row, const std::string& where) {
    const auto place = place_of(row, where);
    if (!place) return place.error();
    if (!*place) {
      ingestion_.count_as_there();
      return Done{};
    }
    const auto& past = log_->history().rows;
    const auto known_row = past.find((*place)->row);
    const std::string first =
        known_row == past.end() ? (*place)->known : known_row->second.first_known;
    const auto slots = slots_of(row, {.known = (*place)->known, .previous = {}, .first = first});
    if (!slots) return slots.error();
    any_event_ = any_event_ || !slots->events.empty();
    if (request_.known) {
      if (slots->events.empty()) return Done{};  // a row that is skipped is not in the snapshot
      const auto is_again = was_seen(**place, *slots);
      if (!is_again) return is_again.error();
      if (*is_again) return Done{};
    } else if (slots->events.empty()) {
      return vanish(**place);
    }
    if (auto done = compare(**place, row, *slots, first); !done) return done;
    return vanish_if_gone(**place, row);
  }

  /// A version may say of itself that it was the last one.
  Status vanish_if_gone(SnapshotPlace place, const TableRow& row) {
    if (mapping_.gone.empty()) return Done{};
    const auto gone = evaluate(mapping_, mapping_.gone.front(), row.fields, {});
    if (!gone) return gone.error();
    if (!*gone || !(**gone).is_string()) return Done{};
    place.previous = std::exchange(place.known, (**gone).get<std::string>());
    const auto moment = moment_of(place.known);
    if (!moment) return refuse(fmt::format("'gone': {}", moment.error().message));
    place.is_known_already = false;
    return vanish(place);
  }

  /// Whether a row with this key was taken already. Errors: it says something else.
  Result<bool> was_seen(const SnapshotPlace& place, const Slots& slots) {
    std::string contents;
    for (const auto& [slot, event] : slots.events) contents += slot + event.content;
    const auto [seen, is_first] =
        seen_.emplace(place.row, Seen{.where = place.where, .contents = contents});
    if (is_first) return false;
    if (seen->second.contents == contents || mapping_.duplicates == Duplicates::first) return true;
    return refuse(fmt::format("the key {} is that of {} as well, which says something else",
                              in_quotes(place.row), seen->second.where));
  }

  /// Whether the slot says the same as it did, with the dates that it was said with.
  Result<bool> is_same(const SnapshotPlace& place, const TableRow& row, const std::string& slot,
                       const RowEvent& event, const std::string& first) {
    const SlotHistory& said = log_->history().rows[place.row].slots[slot];
    const auto content = log_->content(place.row, slot);
    if (!content) return content.error();
    if (*content == event.content) return true;
    if (!mapping_.uses_snapshot_dates || said.known == place.known) return false;
    auto& then = made_then_[said.known];
    if (!then) {
      auto made = slots_of(row, {.known = said.known, .previous = {}, .first = first});
      if (!made) return std::move(made).error();
      then = *std::move(made);
    }
    const RowEvent* const found = then->find(slot);
    return found != nullptr && found->content == *content;
  }

  /// Appends what one event of a row says, if that is not what its slot says already.
  Status compare_slot(const SnapshotPlace& place, const TableRow& row, const SlotEvent& made,
                      const std::string& first) {
    const auto& [slot, event] = made;
    if (log_->history().rows[place.row].slots[slot].is_there) {
      const auto same = is_same(place, row, slot, event, first);
      if (!same) return same.error();
      if (*same) {
        ingestion_.count_as_there();
        return Done{};
      }
    }
    if (auto done = log_->say(place, slot, event); !done) {
      return with_column(mapping_, mapping_.events[event.rule], done.error());
    }
    return Done{};
  }

  Status compare(const SnapshotPlace& place, const TableRow& row, const Slots& slots,
                 const std::string& first) {
    const auto before = log_->history().rows[place.row].slots;
    const bool was_there =
        std::ranges::any_of(before, [](const auto& slot) { return slot.second.is_there; });
    const std::uint64_t appended = ingestion_.pending().appended;
    made_then_.clear();
    for (const auto& [slot, past] : before) {
      if (!past.is_there || slots.find(slot) != nullptr) continue;
      if (auto done = log_->retract(place, slot); !done) return done;
    }
    for (const SlotEvent& made : slots.events) {
      if (auto done = compare_slot(place, row, made, first); !done) return done;
    }
    const bool has_changed = ingestion_.pending().appended != appended;
    ++(!was_there ? rows_.fresh : has_changed ? rows_.changed : rows_.unchanged);
    return Done{};
  }

  /// What becomes of a row that is there no more.
  Status vanish(const SnapshotPlace& place) {
    if (mapping_.vanished == Vanished::keep) return Done{};
    const std::uint64_t appended = ingestion_.pending().appended;
    const auto slots = log_->history().rows[place.row].slots;
    for (const auto& [slot, past] : slots) {
      if (!past.is_there) continue;
      if (mapping_.vanished == Vanished::retract) {
        if (auto done = log_->retract(place, slot); !done) return done;
        continue;
      }
      const SnapshotDates dates{.known = place.known,
                                .previous = place.previous,
                                .first = log_->history().rows[place.row].first_known};
      const auto end = end_of(dates);
      if (!end) return end.error();
      if (auto done = log_->end(place, slot, *end); !done) return done;
    }
    if (ingestion_.pending().appended != appended) ++rows_.vanished;
    return Done{};
  }

  Result<EffectiveWhen> end_of(const SnapshotDates& dates) const {
    const auto text = evaluate(mapping_, mapping_.ends.front(), {}, dates);
    if (!text) return text.error();
    if (!*text || !(**text).is_string()) return refuse("vanished.end: comes to no date");
    auto end = parse_when<EffectiveAxis>((**text).get<std::string>());
    if (!end) return refuse(fmt::format("vanished.end: {}", end.error().message));
    return end;
  }

  /// The rows that are not in the snapshot; and a word that it was there, if nothing has changed.
  Status finish() {
    SnapshotPlace place{.row = {},
                        .where = {},
                        .known = *request_.known,
                        .previous = previous_,
                        .is_known_already = is_known_already_};
    if (mapping_.vanished != Vanished::keep) {
      for (const auto& [row, past] : log_->history().rows) {
        if (seen_.contains(row)) continue;
        place.row = row;
        if (auto done = vanish(place); !done) return done;
      }
    }
    if (ingestion_.pending().appended > 0 || is_known_already_) return Done{};
    return log_->note(place);
  }

  Database& database_;
  const SnapshotRequest& request_;
  const Mapping& mapping_;
  SnapshotCounts& rows_;
  Ingestion ingestion_;
  SnapshotLog* log_ = nullptr;  // of `run`
  std::string previous_;        // as of when the last snapshot was known
  bool is_known_already_ = false;
  bool any_event_ = false;
  std::map<std::string, std::optional<Slots>> made_then_;  // by date: what the row says with it
  std::map<std::string, Seen> seen_;                       // by row
  std::map<std::string, std::pair<TableRow, std::string>> held_;  // by row: the last one, and where
};

}  // namespace

Status ingest_snapshot(Database& database, const SnapshotRequest& request,
                       const IngestSetting& setting, IngestCounts& counts, SnapshotCounts& rows) {
  return SnapshotIngest{database, request, setting, counts, rows}.run();
}

}  // namespace annals::cli
