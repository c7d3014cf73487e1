#include "annals/sql/connection.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "annals/base/nearest.h"
#include "annals/sql/module.h"
#include "annals/sql/sqlite.h"
#include "annals/sql/table.h"

namespace annals::sql {
namespace {

struct CloseConnection {
  void operator()(sqlite3* connection) const { sqlite3_close(connection); }
};
struct CloseStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, CloseStatement>;

Error refuse(std::string message) {
  return {.code = ErrorCode::invalid_input, .message = std::move(message)};
}

/// The PRAGMAs that say what there is.
bool only_looks(const char* pragma) {
  constexpr std::array looking{"collation_list", "compile_options", "database_list",
                               "function_list",  "module_list",     "pragma_list",
                               "table_info",     "table_list",      "table_xinfo"};
  return std::ranges::any_of(looking, [&](const char* name) {
    return sqlite3_stricmp(name, pragma) == 0;  // its names are the same in capitals
  });
}

/// The name of an action that SQLite takes for reading and we do not; empty for all others.
std::string_view refused_action(int action, const char* argument) {
  switch (action) {
    case SQLITE_ATTACH:
      return "ATTACH";
    case SQLITE_DETACH:
      return "DETACH";
    case SQLITE_TRANSACTION:
      return "a transaction";
    case SQLITE_SAVEPOINT:
      return "a savepoint";
    case SQLITE_PRAGMA:
      return argument != nullptr && only_looks(argument) ? "" : "this PRAGMA";
    default:
      return "";
  }
}

/// Gives columns that share a name a number, as the shell of SQLite does.
void tell_apart(std::vector<std::string>& names) {
  const std::vector<std::string> given = names;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto before = given.begin() + static_cast<std::ptrdiff_t>(i);
    const auto earlier = std::count(given.begin(), before, given[i]);
    if (earlier > 0) names[i] += fmt::format(":{}", earlier);
  }
}

/// Bytes as SQL writes them: X'00FF'.
std::string blob_text(sqlite3_stmt* statement, int column) {
  const auto* const bytes =
      static_cast<const unsigned char*>(sqlite3_column_blob(statement, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  std::string text = "X'";
  for (std::size_t i = 0; i < size; ++i) text += fmt::format("{:02X}", bytes[i]);
  return text + "'";
}

SqlValue value_at(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_BLOB:
      return blob_text(statement, column);
    case SQLITE_NULL:
      return None{};
    default: {
      const auto* const text =
          reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      return std::string{text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
    }
  }
}

/// The tables that there are, behind what says that one is not; the name that was probably meant.
std::string hint_for(std::string_view message) {
  constexpr std::string_view no_table = "no such table: ";
  constexpr std::string_view no_column = "no such column: ";
  if (message.starts_with(no_table)) {
    Nearest nearest{message.substr(no_table.size())};
    std::string names;
    for (const Table* const table : all_tables()) {
      nearest.consider(table->name);
      names += fmt::format("{}{}", names.empty() ? "" : ", ", table->name);
    }
    return fmt::format("{} (there are {})", nearest.hint(), names);
  }
  if (!message.starts_with(no_column)) return {};
  std::string_view name = message.substr(no_column.size());
  name.remove_prefix(name.rfind('.') + 1);  // `s.valeu`; 0 where there is none
  Nearest nearest{name};
  for (const Table* const table : all_tables()) {
    for (const TableColumn& column : table->columns) nearest.consider(column.name);
  }
  return nearest.hint();
}

}  // namespace

struct Connection::Impl {
  std::shared_ptr<Session> session;
  std::unique_ptr<sqlite3, CloseConnection> connection;
  std::string_view refused;  // what the statement being prepared would do that is no reading

  [[nodiscard]] Result<Statement> prepare(std::string_view text, std::string_view* rest);
  [[nodiscard]] Result<Statement> prepare_only(std::string_view text);
};

namespace {

int authorize(void* refused, int action, const char* argument, const char* /*second*/,
              const char* /*database*/, const char* /*trigger*/) {
  const std::string_view name = refused_action(action, argument);
  if (name.empty()) return SQLITE_OK;
  *static_cast<std::string_view*>(refused) = name;
  return SQLITE_DENY;
}

int is_to_stop(void* stop) {
  const auto& asked = *static_cast<const Connection::Stop*>(stop);
  return static_cast<int>(asked && asked());
}

}  // namespace

Result<Statement> Connection::Impl::prepare(std::string_view text, std::string_view* rest) {
  refused = {};
  sqlite3_stmt* statement = nullptr;
  const char* end = nullptr;
  const int code = sqlite3_prepare_v2(connection.get(), text.data(), static_cast<int>(text.size()),
                                      &statement, &end);
  if (code != SQLITE_OK) {
    Error error = last_error(connection.get());
    if (!refused.empty()) error.message += fmt::format(": {} is more than reading", refused);
    error.message += hint_for(error.message);
    return error;
  }
  *rest = text.substr(static_cast<std::size_t>(end - text.data()));
  return Statement{statement};
}

/// The one statement of the text.
Result<Statement> Connection::Impl::prepare_only(std::string_view text) {
  constexpr std::size_t bytes_max = 1'000'000;  // SQLITE_MAX_SQL_LENGTH
  if (text.size() > bytes_max) return refuse("the statement is longer than a million bytes");
  std::string_view rest;
  auto statement = prepare(text, &rest);
  if (!statement) return statement;
  if (*statement == nullptr) return refuse("there is no statement");
  if (sqlite3_stmt_readonly(statement->get()) == 0) {
    return refuse("this statement writes; the database can only be read with SQL");
  }
  if (sqlite3_column_count(statement->get()) == 0) {
    return refuse("this statement asks nothing; the database can only be read with SQL");
  }
  // What follows must be blank or a comment.
  const auto second = prepare(rest, &rest);
  if (!second || *second != nullptr) return refuse("there is more than one statement");
  return statement;
}

Connection::Connection(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(const std::shared_ptr<Session>& session) {
  auto impl = std::make_unique<Impl>(Impl{.session = session, .connection = {}, .refused = {}});
  sqlite3* connection = nullptr;
  const int code = sqlite3_open(":memory:", &connection);
  impl->connection.reset(connection);
  if (code != SQLITE_OK) return Error{.code = ErrorCode::io, .message = sqlite3_errstr(code)};
  if (auto done = register_tables(connection, session); !done) return std::move(done).error();
  sqlite3_set_authorizer(connection, authorize, &impl->refused);
  return Connection{std::move(impl)};
}

Result<Selection> Connection::run(std::string_view text, const Stop& stop) {
  const auto prepared = impl_->prepare_only(text);
  if (!prepared) return prepared.error();
  sqlite3_stmt* const statement = prepared->get();
  const int columns = sqlite3_column_count(statement);
  Selection selection;
  for (int i = 0; i < columns; ++i) {
    selection.columns.emplace_back(sqlite3_column_name(statement, i));
  }
  tell_apart(selection.columns);
  constexpr int steps_between = 1000;
  Stop asked = stop;
  sqlite3_progress_handler(impl_->connection.get(), steps_between, is_to_stop, &asked);
  int code = sqlite3_step(statement);
  for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
    std::vector<SqlValue>& row = selection.rows.emplace_back();
    for (int i = 0; i < columns; ++i) row.push_back(value_at(statement, i));
  }
  sqlite3_progress_handler(impl_->connection.get(), 0, nullptr, nullptr);
  if (code != SQLITE_DONE) return last_error(impl_->connection.get());
  return selection;
}

}  // namespace annals::sql
