#include "annals/sql/module.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "annals/sql/sqlite.h"
#include "annals/sql/table.h"

namespace annals::sql {
namespace {

/// What SQLite keeps for a table of a connection, and gives back with each call.
struct Module {
  const Table& table;
  std::shared_ptr<Session> session;
};

struct VirtualTable : sqlite3_vtab {
  const Module* module;
};

struct VirtualCursor : sqlite3_vtab_cursor {
  std::unique_ptr<Rows> rows;  // none: there are no rows to begin with
  bool at_end = true;
};

const Module& module_of(const sqlite3_vtab* table) {
  return *static_cast<const VirtualTable*>(table)->module;
}

VirtualCursor& own(sqlite3_vtab_cursor* cursor) {
  return *static_cast<VirtualCursor*>(cursor);
}

int result_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::corrupt:
      return SQLITE_CORRUPT;
    case ErrorCode::io:
      return SQLITE_IOERR;
    case ErrorCode::busy:
      return SQLITE_BUSY;
    case ErrorCode::invalid_input:
    case ErrorCode::not_found:
    case ErrorCode::missing:
    case ErrorCode::unsupported:
      return SQLITE_ERROR;
  }
  return SQLITE_ERROR;
}

/// Leaves our message where SQLite looks for it.
int fail(sqlite3_vtab* table, const Error& error) {
  sqlite3_free(table->zErrMsg);
  table->zErrMsg = sqlite3_mprintf("%s", error.message.c_str());
  return result_code(error.code);
}

std::string declaration(const Table& table) {
  std::string columns;
  for (const TableColumn& column : table.columns) {
    columns += fmt::format("{}\"{}\" {}{}", columns.empty() ? "" : ", ", column.name, column.type,
                           column.use == Use::parameter ? " HIDDEN" : "");
  }
  return "CREATE TABLE \"" + std::string{table.name} + "\"(" + columns + ")";
}

int connect(sqlite3* connection, void* module, int /*argc*/, const char* const* /*argv*/,
            sqlite3_vtab** table, char** /*error*/) noexcept {
  auto made = std::make_unique<VirtualTable>();
  made->module = static_cast<const Module*>(module);
  const int code = sqlite3_declare_vtab(connection, declaration(made->module->table).c_str());
  if (code == SQLITE_OK) *table = made.release();
  return code;
}

int disconnect(sqlite3_vtab* table) noexcept {
  const std::unique_ptr<VirtualTable> gone{static_cast<VirtualTable*>(table)};
  return SQLITE_OK;
}

std::optional<Operator> operator_of(unsigned char constraint) {
  switch (constraint) {
    case SQLITE_INDEX_CONSTRAINT_EQ:
      return Operator::equal;
    case SQLITE_INDEX_CONSTRAINT_LT:
      return Operator::less;
    case SQLITE_INDEX_CONSTRAINT_LE:
      return Operator::less_equal;
    case SQLITE_INDEX_CONSTRAINT_GT:
      return Operator::greater;
    case SQLITE_INDEX_CONSTRAINT_GE:
      return Operator::greater_equal;
    default:
      return std::nullopt;
  }
}

std::string_view sign_of(Operator op) {
  switch (op) {
    case Operator::equal:
      return "=";
    case Operator::less:
      return "<";
    case Operator::less_equal:
      return "<=";
    case Operator::greater:
      return ">";
    case Operator::greater_equal:
      return ">=";
  }
  return "";
}

/// Whether the table could do something with a condition of this kind on the column.
bool can_take(const TableColumn& column, Operator op) {
  switch (column.use) {
    case Use::nothing:
      return false;
    case Use::equal:
    case Use::parameter:
      return op == Operator::equal;
    case Use::range:
      return true;
  }
  return false;
}

/// The conditions that the table could use. Nothing if what is asked is not known yet in this order
/// of joining, so that it would be asked something else: SQLite must choose another order.
std::optional<Plan> offered(const Table& table, sqlite3_index_info& info) {
  Plan plan;
  std::vector<std::size_t> not_yet_known;
  for (int i = 0; i < info.nConstraint; ++i) {
    const auto& constraint = info.aConstraint[i];
    const auto op = operator_of(constraint.op);
    if (!op || constraint.iColumn < 0) continue;
    const auto column = static_cast<std::size_t>(constraint.iColumn);
    const bool is_parameter = table.columns[column].use == Use::parameter;
    if (!can_take(table.columns[column], *op)) continue;
    if (constraint.usable == 0) {
      if (is_parameter) not_yet_known.push_back(column);
      continue;
    }
    // We compare byte by byte. A parameter is not compared, and asked only once: SQLite looks
    // whether what was asked is equal to the second.
    const bool is_usable = is_parameter
                               ? !plan.has_equal(column)
                               : std::string_view{sqlite3_vtab_collation(&info, i)} == "BINARY";
    if (!is_usable) continue;
    plan.conditions.push_back({.column = column, .op = *op, .place = static_cast<std::size_t>(i)});
  }
  const bool is_known = std::ranges::all_of(
      not_yet_known, [&](std::size_t column) { return plan.has_equal(column); });
  return is_known ? std::optional{plan} : std::nullopt;
}

/// In which order SQLite wants the rows, as far as the table can give them so.
enum class Order : std::uint8_t { any, ascending, descending };

Order order_of(const Table& table, const sqlite3_index_info& info) {
  if (info.nOrderBy == 0) return Order::any;
  if (table.reversible && info.nOrderBy == 1 && info.aOrderBy[0].iColumn == 0) {
    return info.aOrderBy[0].desc != 0 ? Order::descending : Order::ascending;
  }
  if (static_cast<std::size_t>(info.nOrderBy) > table.ordered_by) return Order::any;
  for (int i = 0; i < info.nOrderBy; ++i) {
    if (info.aOrderBy[i].iColumn != i || info.aOrderBy[i].desc != 0) return Order::any;
  }
  return Order::ascending;
}

constexpr std::string_view descending_mark = "descending";

/// The plan in words, for EXPLAIN QUERY PLAN and for `read_plan`: `relationship=,sequence>=`.
std::string in_words(const Table& table, const Plan& plan, Order order) {
  std::string words;
  for (const PlannedCondition& condition : plan.conditions) {
    words += fmt::format("{}{}{}", words.empty() ? "" : ",", table.columns[condition.column].name,
                         sign_of(condition.op));
  }
  if (order == Order::descending) {
    words += fmt::format("{}{}", words.empty() ? "" : ",", descending_mark);
  }
  return words;
}

/// Whether the query speaks of a parameter that this plan does not know: then it is a condition in
/// one part of an OR, and only a plan that reads the table for each part gives it to the table.
bool leaves_out_parameter(const Table& table, const Plan& plan, const sqlite3_index_info& info) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const bool is_used = ((info.colUsed >> i) & 1U) != 0;
    if (is_used && table.columns[i].use == Use::parameter && !plan.has_equal(i)) return true;
  }
  return false;
}

int best_index(sqlite3_vtab* virtual_table, sqlite3_index_info* info) noexcept {
  const Module& module = module_of(virtual_table);
  const Table& table = module.table;
  auto plan = offered(table, *info);
  if (!plan) return SQLITE_CONSTRAINT;
  constexpr double events_guessed = 1000;
  const auto& view = module.session->view;
  const Estimate estimate = table.estimate(
      *plan, view ? static_cast<double>(view->scope.horizon.basis.value) : events_guessed);
  std::ranges::stable_sort(plan->conditions, {}, &PlannedCondition::column);
  int argument = 0;
  for (const PlannedCondition& condition : plan->conditions) {
    auto& usage = info->aConstraintUsage[condition.place];
    usage.argvIndex = ++argument;
    usage.omit = static_cast<unsigned char>(table.columns[condition.column].use == Use::parameter);
  }
  const Order order = order_of(table, *info);
  info->orderByConsumed = static_cast<int>(order != Order::any);
  info->idxNum = argument;
  info->idxStr = sqlite3_mprintf("%s", in_words(table, *plan, order).c_str());
  info->needToFreeIdxStr = 1;
  constexpr double cost_of_beginning = 10;
  constexpr double cost_of_last_resort = 1e12;
  info->estimatedCost = cost_of_beginning + estimate.rows;
  if (leaves_out_parameter(table, *plan, *info)) info->estimatedCost += cost_of_last_resort;
  info->estimatedRows = static_cast<sqlite3_int64>(estimate.rows);
  if (estimate.at_most_one) info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
  return SQLITE_OK;
}

int open(sqlite3_vtab* /*table*/, sqlite3_vtab_cursor** cursor) noexcept {
  *cursor = std::make_unique<VirtualCursor>().release();
  return SQLITE_OK;
}

int close(sqlite3_vtab_cursor* cursor) noexcept {
  const std::unique_ptr<VirtualCursor> gone{&own(cursor)};
  return SQLITE_OK;
}

/// The operator whose sign ends `condition`, which begins with a column's name.
Operator operator_after(std::string_view sign) {
  for (const Operator op :
       {Operator::less, Operator::less_equal, Operator::greater, Operator::greater_equal}) {
    if (sign == sign_of(op)) return op;
  }
  return Operator::equal;
}

/// The value as a column of this type compares with it.
SqlValue value_for(std::string_view type, sqlite3_value* value) {
  const int kind =
      type == "INTEGER" ? sqlite3_value_numeric_type(value) : sqlite3_value_type(value);
  if (kind == SQLITE_NULL) return None{};
  if (type != "TEXT" && kind == SQLITE_INTEGER) return std::int64_t{sqlite3_value_int64(value)};
  if (type != "TEXT" && kind == SQLITE_FLOAT) return sqlite3_value_double(value);
  const auto* const text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  if (text == nullptr) return std::string{};  // an empty blob
  return std::string{text, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

/// What the plan in words asks with these arguments.
Request read_plan(const Table& table, std::string_view words,
                  std::span<sqlite3_value* const> arguments) {
  Request request;
  request.descending = words.ends_with(descending_mark);
  for (sqlite3_value* const argument : arguments) {
    const std::string_view condition = words.substr(0, words.find(','));
    words.remove_prefix(std::min(words.size(), condition.size() + 1));
    const std::size_t sign = condition.find_first_of("=<>");
    const auto column =
        std::ranges::find(table.columns, condition.substr(0, sign), &TableColumn::name);
    request.conditions.push_back(
        {.column = static_cast<std::size_t>(column - table.columns.begin()),
         .op = operator_after(condition.substr(sign)),
         .value = value_for(column->type, argument)});
  }
  return request;
}

/// Whether nothing can meet the condition: NULL is equal to nothing, and no name has a zero byte,
/// which ends it in a key.
bool is_never_met(const Table& table, const Condition& condition) {
  if (std::holds_alternative<None>(condition.value)) return true;
  const auto* const text = std::get_if<std::string>(&condition.value);
  const TableColumn& column = table.columns[condition.column];
  return column.use == Use::equal && column.type == "TEXT" && text != nullptr &&
         text->find('\0') != std::string::npos;
}

int next(sqlite3_vtab_cursor* cursor) noexcept {
  VirtualCursor& mine = own(cursor);
  const auto more = mine.rows->next();
  if (!more) return fail(mine.pVtab, more.error());
  mine.at_end = !*more;
  if (!mine.at_end) ++module_of(mine.pVtab).session->reads.rows;
  return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* cursor, int /*plan_number*/, const char* plan, int argc,
           sqlite3_value** argv) noexcept {
  VirtualCursor& mine = own(cursor);
  const Module& module = module_of(mine.pVtab);
  mine.at_end = true;
  mine.rows.reset();
  if (!module.session->view) {
    return fail(mine.pVtab, {.code = ErrorCode::invalid_input,
                             .message = "no database is open: SELECT annals_open('annals.db')"});
  }
  const Request request = read_plan(module.table, plan, {argv, static_cast<std::size_t>(argc)});
  const bool is_empty = std::ranges::any_of(request.conditions, [&](const Condition& condition) {
    return is_never_met(module.table, condition);
  });
  if (is_empty) return SQLITE_OK;
  auto rows =
      module.table.open({.view = module.session->view, .reads = &module.session->reads}, request);
  if (!rows) return fail(mine.pVtab, rows.error());
  mine.rows = *std::move(rows);
  return next(cursor);
}

int eof(sqlite3_vtab_cursor* cursor) noexcept {
  return static_cast<int>(own(cursor).at_end);
}

void give_text(sqlite3_context* context, const std::string& text) {
  sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

int column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int column) noexcept {
  const SqlValue value = own(cursor).rows->column(static_cast<std::size_t>(column));
  std::visit(Overloaded{[&](None) { sqlite3_result_null(context); },
                        [&](std::int64_t whole) { sqlite3_result_int64(context, whole); },
                        [&](double number) { sqlite3_result_double(context, number); },
                        [&](const std::string& text) { give_text(context, text); }},
             value);
  return SQLITE_OK;
}

int row_number(sqlite3_vtab_cursor* cursor, sqlite3_int64* id) noexcept {
  *id = own(cursor).rows->id();
  return SQLITE_OK;
}

/// Without xCreate a table is there under its module's name and nowhere else; without xUpdate it is
/// read-only.
const sqlite3_module methods = [] {
  sqlite3_module module{};
  module.xConnect = connect;
  module.xBestIndex = best_index;
  module.xDisconnect = disconnect;
  module.xOpen = open;
  module.xClose = close;
  module.xFilter = filter;
  module.xNext = next;
  module.xEof = eof;
  module.xColumn = column;
  module.xRowid = row_number;
  return module;
}();

void forget(void* module) noexcept {
  const std::unique_ptr<Module> gone{static_cast<Module*>(module)};
}

ErrorCode code_of(int result) {
  switch (result) {
    case SQLITE_CORRUPT:
      return ErrorCode::corrupt;
    case SQLITE_BUSY:
      return ErrorCode::busy;
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_NOMEM:
      return ErrorCode::io;
    default:
      return ErrorCode::invalid_input;
  }
}

}  // namespace

Status register_tables(sqlite3* connection, const std::shared_ptr<Session>& session) {
  for (const Table* const table : all_tables()) {
    auto module = std::make_unique<Module>(Module{.table = *table, .session = session});
    // SQLite forgets the module also where it refuses it.
    const int code = sqlite3_create_module_v2(connection, std::string{table->name}.c_str(),
                                              &methods, module.release(), forget);
    if (code != SQLITE_OK) {
      return Error{.code = ErrorCode::io, .message = sqlite3_errmsg(connection)};
    }
  }
  return Done{};
}

Error last_error(sqlite3* connection) {
  return {.code = code_of(sqlite3_errcode(connection)), .message = sqlite3_errmsg(connection)};
}

}  // namespace annals::sql
