#include <array>
#include <utility>

#include "annals/codec/json.h"
#include "annals/sql/event_walk.h"
#include "annals/sql/tables.h"

namespace annals::sql {
namespace {

enum Place : std::size_t {
  sequence_place,
  id_place,
  relationship_place,
  type_place,
  effective_place,
  effective_first_place,
  effective_last_place,
  until_place,
  until_first_place,
  until_last_place,
  known_place,
  recorded_place,
  target_place,
  reason_place,
  replaces_place,
  occasion_place,
  note_place,
  title_place,
  publisher_place,
  url_place,
  published_place,
  quote_place,
  json_place,
  end_place,
};

constexpr std::array columns{TableColumn{.name = "sequence", .type = "INTEGER", .use = Use::range},
                             TableColumn{.name = "id", .type = "TEXT", .use = Use::equal},
                             TableColumn{.name = "relationship", .type = "TEXT", .use = Use::equal},
                             TableColumn{.name = "type", .type = "TEXT"},
                             TableColumn{.name = "effective", .type = "TEXT"},
                             TableColumn{.name = "effective_first", .type = "TEXT"},
                             TableColumn{.name = "effective_last", .type = "TEXT"},
                             TableColumn{.name = "until", .type = "TEXT"},
                             TableColumn{.name = "until_first", .type = "TEXT"},
                             TableColumn{.name = "until_last", .type = "TEXT"},
                             TableColumn{.name = "known", .type = "TEXT"},
                             TableColumn{.name = "recorded", .type = "TEXT", .use = Use::range},
                             TableColumn{.name = "target", .type = "TEXT"},
                             TableColumn{.name = "reason", .type = "TEXT"},
                             TableColumn{.name = "replaces", .type = "TEXT"},
                             TableColumn{.name = "occasion", .type = "TEXT"},
                             TableColumn{.name = "note", .type = "TEXT"},
                             TableColumn{.name = "source_title", .type = "TEXT"},
                             TableColumn{.name = "source_publisher", .type = "TEXT"},
                             TableColumn{.name = "source_url", .type = "TEXT"},
                             TableColumn{.name = "source_published", .type = "TEXT"},
                             TableColumn{.name = "source_quote", .type = "TEXT"},
                             TableColumn{.name = "json", .type = "TEXT"}};
static_assert(columns.size() == end_place);

constexpr EventColumns found_by{.sequence = sequence_place,
                                .id = id_place,
                                .relationship = relationship_place,
                                .recorded = recorded_place};

/// A bound of a date; NULL without a date, and where it is unbounded.
SqlValue bound(const std::optional<EffectiveWhen>& when, EffectiveTime EffectiveWhen::*side) {
  return when ? to_sql(std::optional{((*when).*side).at}) : SqlValue{};
}

SqlValue time_column(const LoggedEvent& logged, std::size_t column) {
  const Event& event = logged.event;
  switch (column) {
    case effective_place:
      return to_sql(event.effective);
    case effective_first_place:
      return bound(event.effective, &EffectiveWhen::first);
    case effective_last_place:
      return bound(event.effective, &EffectiveWhen::last);
    case until_place:
      return to_sql(event.until);
    case until_first_place:
      return bound(event.until, &EffectiveWhen::first);
    case until_last_place:
      return bound(event.until, &EffectiveWhen::last);
    case known_place:
      return to_sql(std::optional{logged.known.at});
    default:
      return to_sql(std::optional{logged.recorded.at});
  }
}

SqlValue text_column(const Event& event, std::size_t column) {
  const auto retraction = retraction_of(event);
  switch (column) {
    case target_place:
      return retraction ? SqlValue{std::string{retraction->target}} : SqlValue{};
    case reason_place:
      return retraction ? SqlValue{std::string{retraction->reason}} : SqlValue{};
    case replaces_place:
      return to_sql(event.replaces);
    case occasion_place:
      return to_sql(event.occasion);
    case note_place:
      return to_sql(event.note);
    default:
      return source_part(event, column - title_place);
  }
}

class EventRows final : public Rows {
 public:
  explicit EventRows(EventWalk walk) : walk_{std::move(walk)} {}

  [[nodiscard]] Result<bool> next() override {
    auto event = walk_.next();
    if (!event) return std::move(event).error();
    event_ = *std::move(event);
    return event_.has_value();
  }

  [[nodiscard]] SqlValue column(std::size_t column) const override {
    const Event& event = event_->event;
    switch (column) {
      case sequence_place:
        return to_sql(event_->sequence);
      case id_place:
        return event.id;
      case relationship_place:
        return event.relationship.empty() ? SqlValue{} : SqlValue{event.relationship};
      case type_place:
        return event.type;
      case json_place:
        return to_line(to_json(*event_));
      default:
        return column < target_place ? time_column(*event_, column) : text_column(event, column);
    }
  }

  [[nodiscard]] std::int64_t id() const override {
    return static_cast<std::int64_t>(event_->sequence.value);
  }

 private:
  EventWalk walk_;
  std::optional<LoggedEvent> event_;
};

OpenedRows open(const Reading& reading, const Request& request) {
  auto walk = EventWalk::begin(reading, request, found_by);
  if (!walk) return std::move(walk).error();
  return opened<EventRows>(*std::move(walk));
}

}  // namespace

const Table events_table{
    .name = "events",
    .columns = columns,
    .ordered_by = 1,
    .reversible = true,
    .estimate = [](Plan& plan, double events) { return estimate_events(plan, events, found_by); },
    .open = open};

}  // namespace annals::sql
