#include <array>
#include <utility>
#include <vector>

#include "annals/query/timelines.h"
#include "annals/sql/cell_rows.h"
#include "annals/sql/tables.h"

namespace annals::sql {
namespace {

enum Place : std::size_t {
  from_place = key_column + 1,
  to_place,
  value_place,
  type_place,
  certain_place,
  possible_place,
  on_date_place,
};

constexpr std::array columns{
    TableColumn{.name = "relationship", .type = "TEXT", .use = Use::equal},
    TableColumn{.name = "term", .type = "TEXT", .use = Use::equal},
    TableColumn{.name = "key", .type = "TEXT", .use = Use::equal},
    TableColumn{.name = "from_date", .type = "TEXT"},
    TableColumn{.name = "to_date", .type = "TEXT"},
    TableColumn{.name = "value", .type = "", .use = Use::equal},
    TableColumn{.name = "value_type", .type = "TEXT"},
    TableColumn{.name = "certain", .type = "INTEGER"},
    TableColumn{.name = "possible", .type = "TEXT"},
    TableColumn{.name = "on_date", .type = "TEXT", .use = Use::parameter},
    TableColumn{.name = "known", .type = "TEXT", .use = Use::parameter},
    TableColumn{.name = "basis", .type = "INTEGER", .use = Use::parameter}};
static_assert(columns[on_date_place].name == "on_date");

constexpr Parameters parameters{.on_date = on_date_place, .known = on_date_place + 1};

SqlValue day(const std::optional<Day>& day) {
  return day ? SqlValue{to_text(*day)} : SqlValue{};
}

/// A run and the cell that it is of.
struct CellRun {
  Cell cell;
  Run run;
};

class TimelineRows final : public CellRows {
 public:
  using CellRows::CellRows;

  [[nodiscard]] SqlValue column(std::size_t column) const override {
    const auto& [cell, run] = runs_[row()];
    switch (column) {
      case relationship_column:
        return relationship();
      case term_column:
        return cell.term;
      case key_column:
        return cell.key;
      case from_place:
        return day(run.from);
      case to_place:
        return day(run.to);
      case value_place:
        return to_sql(run.value);
      case type_place:
        return type_name(run.value);
      case certain_place:
        return static_cast<std::int64_t>(run.certain);
      case possible_place:
        return to_sql(run.possible);
      default:
        return parameters.value(asked(), column);
    }
  }

  [[nodiscard]] std::int64_t id() const override {
    const auto& [cell, run] = runs_[row()];
    const std::string from = run.from ? to_text(*run.from) : std::string{};
    return row_id(asked(), {relationship(), cell.term, cell.key, from});
  }

 private:
  /// Whether the query asks about this run: about all, or a day that lies in it.
  [[nodiscard]] bool is_asked(const Run& run) const {
    if (!asked().on) return true;
    const Day day = day_of(asked().on->at);
    return (!run.from || *run.from <= day) && (!run.to || day < *run.to);
  }

  Result<std::size_t> load(const std::string& relationship,
                           const std::optional<Cell>& cell) override {
    auto answer = timelines(view().snapshot, relationship, cell, asked().scope);
    if (!answer) return std::move(answer).error();
    runs_.clear();
    for (CellTimeline& each : answer->cells) {
      for (Run& run : each.runs) {
        if (is_asked(run)) runs_.push_back({.cell = each.cell, .run = std::move(run)});
      }
    }
    return runs_.size();
  }

  std::vector<CellRun> runs_;
};

OpenedRows open(const Reading& reading, const Request& request) {
  auto asked = read_parameters(*reading.view, request, parameters);
  if (!asked) return std::move(asked).error();
  // A run may lie at any time: whoever was ever said to have the value may have one with it.
  auto among = read_among(*reading.view, request, *asked, value_place, EffectiveTime::latest());
  if (!among) return std::move(among).error();
  return opened<TimelineRows>(reading, request, *std::move(asked), *std::move(among));
}

}  // namespace

const Table timeline_table{
    .name = "timeline",
    .columns = columns,
    .ordered_by = from_place + 1,
    .reversible = false,
    .estimate = [](Plan& plan, double events) { return estimate_cells(plan, events, value_place); },
    .open = open};

}  // namespace annals::sql
