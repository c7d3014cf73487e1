#include <array>
#include <utility>
#include <vector>

#include "annals/query/state.h"
#include "annals/sql/cell_rows.h"
#include "annals/sql/tables.h"
#include "annals/time/clock.h"

namespace annals::sql {
namespace {

enum Place : std::size_t {
  value_place = key_column + 1,
  type_place,
  certain_place,
  possible_place,
  since_place,
  held_since_place,
  until_place,
  event_place,
  title_place,
  publisher_place,
  url_place,
  published_place,
  quote_place,
  on_date_place,
};

constexpr std::array columns{
    TableColumn{.name = "relationship", .type = "TEXT", .use = Use::equal},
    TableColumn{.name = "term", .type = "TEXT", .use = Use::equal},
    TableColumn{.name = "key", .type = "TEXT", .use = Use::equal},
    TableColumn{.name = "value", .type = "", .use = Use::equal},
    TableColumn{.name = "value_type", .type = "TEXT"},
    TableColumn{.name = "certain", .type = "INTEGER"},
    TableColumn{.name = "possible", .type = "TEXT"},
    TableColumn{.name = "since", .type = "TEXT"},
    TableColumn{.name = "held_since", .type = "TEXT"},
    TableColumn{.name = "until", .type = "TEXT"},
    TableColumn{.name = "event", .type = "TEXT"},
    TableColumn{.name = "source_title", .type = "TEXT"},
    TableColumn{.name = "source_publisher", .type = "TEXT"},
    TableColumn{.name = "source_url", .type = "TEXT"},
    TableColumn{.name = "source_published", .type = "TEXT"},
    TableColumn{.name = "source_quote", .type = "TEXT"},
    TableColumn{.name = "on_date", .type = "TEXT", .use = Use::parameter},
    TableColumn{.name = "known", .type = "TEXT", .use = Use::parameter},
    TableColumn{.name = "basis", .type = "INTEGER", .use = Use::parameter}};
static_assert(columns[on_date_place].name == "on_date");

constexpr Parameters parameters{.on_date = on_date_place, .known = on_date_place + 1};

/// A column that the leading event fills.
SqlValue event_column(const Event& event, std::size_t column) {
  switch (column) {
    case since_place:
      return to_sql(event.effective);
    case until_place:
      return to_sql(event.until);
    case event_place:
      return event.id;
    default:
      return source_part(event, column - title_place);
  }
}

class StateRows final : public CellRows {
 public:
  using CellRows::CellRows;

  [[nodiscard]] SqlValue column(std::size_t column) const override {
    const CellAnswer& cell = cells_[row()];
    switch (column) {
      case relationship_column:
        return relationship();
      case term_column:
        return cell.cell.term;
      case key_column:
        return cell.cell.key;
      case value_place:
        return to_sql(cell.state.value);
      case type_place:
        return type_name(cell.state.value);
      case certain_place:
        return static_cast<std::int64_t>(cell.state.certain);
      case possible_place:
        return to_sql(cell.state.possible);
      case held_since_place:
        return cell.held_since ? SqlValue{to_text(*cell.held_since)} : SqlValue{};
      default:
        return column < on_date_place ? event_column(cell.event.event, column)
                                      : parameters.value(asked(), column);
    }
  }

  [[nodiscard]] std::int64_t id() const override {
    const Cell& cell = cells_[row()].cell;
    return row_id(asked(), {relationship(), cell.term, cell.key});
  }

 private:
  Result<std::size_t> load(const std::string& relationship,
                           const std::optional<Cell>& cell) override {
    auto answer = state(view().snapshot, relationship, cell, *asked().on, asked().scope);
    if (!answer) return std::move(answer).error();
    cells_ = std::move(answer->cells);
    return cells_.size();
  }

  std::vector<CellAnswer> cells_;
};

OpenedRows open(const Reading& reading, const Request& request) {
  auto asked = read_parameters(*reading.view, request, parameters);
  if (!asked) return std::move(asked).error();
  if (!asked->on) {
    asked->on = EffectiveTime{.at = SystemClock{}.now()};
    asked->on_date = to_text(asked->on->at);
  }
  auto among = read_among(*reading.view, request, *asked, value_place, *asked->on);
  if (!among) return std::move(among).error();
  return opened<StateRows>(reading, request, *std::move(asked), *std::move(among));
}

}  // namespace

const Table state_table{
    .name = "state",
    .columns = columns,
    .ordered_by = key_column + 1,
    .reversible = false,
    .estimate = [](Plan& plan, double events) { return estimate_cells(plan, events, value_place); },
    .open = open};

}  // namespace annals::sql
