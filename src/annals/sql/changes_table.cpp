#include <array>
#include <utility>
#include <vector>

#include "annals/query/changes.h"
#include "annals/sql/asked.h"
#include "annals/sql/tables.h"

namespace annals::sql {
namespace {

enum Place : std::size_t {
  at_place,
  kind_place,
  certain_place,
  sequence_place,
  event_place,
  relationship_place,
  type_place,
  effective_place,
  until_place,
  by_place,
  reason_place,
  from_date_place,
  to_date_place,
  party_place,
  known_place,
};

constexpr std::array columns{
    TableColumn{.name = "at", .type = "TEXT"},
    TableColumn{.name = "kind", .type = "TEXT"},
    TableColumn{.name = "certain", .type = "INTEGER"},
    TableColumn{.name = "sequence", .type = "INTEGER"},
    TableColumn{.name = "event", .type = "TEXT"},
    TableColumn{.name = "relationship", .type = "TEXT"},
    TableColumn{.name = "type", .type = "TEXT"},
    TableColumn{.name = "effective", .type = "TEXT"},
    TableColumn{.name = "until", .type = "TEXT"},
    TableColumn{.name = "by", .type = "TEXT"},
    TableColumn{.name = "reason", .type = "TEXT"},
    TableColumn{.name = "from_date", .type = "TEXT", .use = Use::parameter},
    TableColumn{.name = "to_date", .type = "TEXT", .use = Use::parameter},
    TableColumn{.name = "party", .type = "TEXT", .use = Use::parameter},
    TableColumn{.name = "known", .type = "TEXT", .use = Use::parameter},
    TableColumn{.name = "basis", .type = "INTEGER", .use = Use::parameter}};
static_assert(columns[known_place].name == "known");

constexpr Parameters parameters{.on_date = {}, .known = known_place};

std::optional<std::string> copied(const std::string* text) {
  return text == nullptr ? std::nullopt : std::optional{*text};
}

/// What a request asks of this table alone.
struct AskedWindow {
  std::optional<std::string> from_date;
  std::optional<std::string> to_date;
  std::optional<std::string> party;

  explicit AskedWindow(const Request& request)
      : from_date{copied(request.equal_text(from_date_place))},
        to_date{copied(request.equal_text(to_date_place))},
        party{copied(request.equal_text(party_place))} {}
};

/// From the first moment of `from_date` to the last of `to_date`; without one, from the beginning
/// or to the end of time.
Result<Window> read_window(const AskedWindow& asked) {
  Window window{.from = unbounded_below, .to = unbounded_above};
  if (asked.from_date) {
    const auto span = parse_span(*asked.from_date);
    if (!span) return refused("from_date", span.error());
    window.from = span->first;
  }
  if (asked.to_date) {
    const auto span = parse_span(*asked.to_date);
    if (!span) return refused("to_date", span.error());
    window.to = span->last;
  }
  if (window.to < window.from) {
    return Error{.code = ErrorCode::invalid_input,
                 .message = "to_date: \"" + *asked.to_date + "\" lies before from_date, \"" +
                            *asked.from_date + "\""};
  }
  return window;
}

class ChangeRows final : public Rows {
 public:
  ChangeRows(AskedWindow window, Asked asked, std::vector<WindowChange> changes)
      : window_{std::move(window)}, asked_{std::move(asked)}, changes_{std::move(changes)} {}

  [[nodiscard]] Result<bool> next() override {
    ++next_;
    return next_ <= changes_.size();
  }

  [[nodiscard]] SqlValue column(std::size_t column) const override {
    switch (column) {
      case at_place:
        return to_sql(std::optional{change().at});
      case kind_place:
        return std::string{to_text(change().kind)};
      case certain_place:
        return static_cast<std::int64_t>(change().certain);
      case sequence_place:
        return to_sql(change().event.sequence);
      case from_date_place:
        return to_sql(window_.from_date);
      case to_date_place:
        return to_sql(window_.to_date);
      case party_place:
        return to_sql(window_.party);
      default:
        return column < from_date_place ? event_column(column) : parameters.value(asked_, column);
    }
  }

  // The same answer every time it is asked, so that its place in it names a row.
  [[nodiscard]] std::int64_t id() const override {
    return row_id(asked_, {window_.from_date.value_or(""), window_.to_date.value_or(""),
                           window_.party.value_or(""), std::to_string(next_)});
  }

 private:
  [[nodiscard]] const WindowChange& change() const { return changes_[next_ - 1]; }

  [[nodiscard]] SqlValue event_column(std::size_t column) const {
    const Event& event = change().event.event;
    const auto& by = change().by;
    switch (column) {
      case event_place:
        return event.id;
      case relationship_place:
        return event.relationship.empty() ? SqlValue{} : SqlValue{event.relationship};
      case type_place:
        return event.type;
      case effective_place:
        return to_sql(event.effective);
      case until_place:
        return to_sql(event.until);
      case by_place:
        return by && !by->erased ? SqlValue{by->event.id} : SqlValue{};
      default: {
        const auto retraction = by ? retraction_of(by->event) : std::nullopt;
        return retraction ? SqlValue{std::string{retraction->reason}} : SqlValue{};
      }
    }
  }

  AskedWindow window_;
  Asked asked_;
  std::vector<WindowChange> changes_;
  std::size_t next_ = 0;
};

Estimate estimate(Plan& plan, double events) {
  // A guess: what happened in a window is a tenth of all that happened, twice: it became known too.
  constexpr double changes_of_event = 2;
  constexpr double part_of_window = 0.1;
  double rows = 1 + events * changes_of_event;
  for (const std::size_t column : {from_date_place, to_date_place, party_place}) {
    if (plan.has_equal(column)) rows *= part_of_window;
  }
  return {.rows = rows + 1};
}

OpenedRows open(const Reading& reading, const Request& request) {
  auto asked = read_parameters(*reading.view, request, parameters);
  if (!asked) return std::move(asked).error();
  AskedWindow asked_window{request};
  const auto window = read_window(asked_window);
  if (!window) return window.error();
  auto answer = changes(reading.view->snapshot, *window, asked_window.party, asked->scope);
  if (!answer) return std::move(answer).error();
  reading.reads->events += answer->changes.size();
  return opened<ChangeRows>(std::move(asked_window), *std::move(asked), std::move(answer->changes));
}

}  // namespace

const Table changes_table{.name = "changes",
                          .columns = columns,
                          .ordered_by = 1,
                          .reversible = false,
                          .estimate = estimate,
                          .open = open};

}  // namespace annals::sql
