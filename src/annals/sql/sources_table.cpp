#include <array>
#include <utility>

#include "annals/sql/event_walk.h"
#include "annals/sql/tables.h"

namespace annals::sql {
namespace {

enum Place : std::size_t {
  sequence_place,
  event_place,
  relationship_place,
  recorded_place,
  title_place,
};

constexpr std::array columns{TableColumn{.name = "sequence", .type = "INTEGER", .use = Use::range},
                             TableColumn{.name = "event", .type = "TEXT", .use = Use::equal},
                             TableColumn{.name = "relationship", .type = "TEXT", .use = Use::equal},
                             TableColumn{.name = "recorded", .type = "TEXT", .use = Use::range},
                             TableColumn{.name = "title", .type = "TEXT"},
                             TableColumn{.name = "publisher", .type = "TEXT"},
                             TableColumn{.name = "url", .type = "TEXT"},
                             TableColumn{.name = "published", .type = "TEXT"},
                             TableColumn{.name = "quote", .type = "TEXT"}};
static_assert(columns[title_place].name == "title");

constexpr EventColumns found_by{.sequence = sequence_place,
                                .id = event_place,
                                .relationship = relationship_place,
                                .recorded = recorded_place};

class SourceRows final : public Rows {
 public:
  explicit SourceRows(EventWalk walk) : walk_{std::move(walk)} {}

  [[nodiscard]] Result<bool> next() override {
    do {
      auto event = walk_.next();
      if (!event) return std::move(event).error();
      event_ = *std::move(event);
    } while (event_ && !event_->event.source);
    return event_.has_value();
  }

  [[nodiscard]] SqlValue column(std::size_t column) const override {
    const Event& event = event_->event;
    switch (column) {
      case sequence_place:
        return to_sql(event_->sequence);
      case event_place:
        return event.id;
      case relationship_place:
        return event.relationship.empty() ? SqlValue{} : SqlValue{event.relationship};
      case recorded_place:
        return to_sql(std::optional{event_->recorded.at});
      default:
        return source_part(event, column - title_place);
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
  return opened<SourceRows>(*std::move(walk));
}

}  // namespace

const Table sources_table{
    .name = "sources",
    .columns = columns,
    .ordered_by = 1,
    .reversible = true,
    .estimate = [](Plan& plan, double events) { return estimate_events(plan, events, found_by); },
    .open = open};

}  // namespace annals::sql
