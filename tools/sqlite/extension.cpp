// The module that SQLite loads: `.load annals_sqlite`, then `SELECT annals_open('annals.db')`.

#include <memory>
#include <string>
#include <utility>

#include "annals/database.h"
#include "annals/query/question.h"
#include "annals/sql/module.h"
#include "annals/sql/sqlite.h"

extern "C" {
SQLITE_EXTENSION_INIT1
}

namespace annals::sql {
namespace {

using SharedSession = std::shared_ptr<Session>;

/// The database as it is now. It stays open as long as the view, and a query that reads from it.
Result<std::shared_ptr<const View>> open_view(const std::string& path) {
  auto opened = Database::open(path, {});
  if (!opened) return std::move(opened).error();
  auto database = std::make_shared<const Database>(*std::move(opened));
  Snapshot snapshot = database->snapshot();
  auto scope = resolve(snapshot, {});
  if (!scope) return std::move(scope).error();
  return std::make_shared<const View>(View{.keeps_open = std::move(database),
                                           .snapshot = std::move(snapshot),
                                           .on = {},
                                           .scope = *std::move(scope)});
}

/// `annals_open(PATH)`: from now on the tables of this connection answer from that database as it
/// is now. Gives its last sequence.
void annals_open(sqlite3_context* context, int /*argc*/, sqlite3_value** argv) noexcept {
  if (sqlite3_value_type(argv[0]) != SQLITE_TEXT) {
    sqlite3_result_error(context, "annals_open: expected the path of a database as text", -1);
    return;
  }
  const auto* const path = reinterpret_cast<const char*>(sqlite3_value_text(argv[0]));
  auto view = open_view(path);
  if (!view) {
    sqlite3_result_error(context, view.error().message.c_str(), -1);
    return;
  }
  auto& session = **static_cast<SharedSession*>(sqlite3_user_data(context));
  session.view = *std::move(view);
  sqlite3_result_int64(context,
                       static_cast<sqlite3_int64>(session.view->scope.horizon.basis.value));
}

void forget(void* session) noexcept {
  const std::unique_ptr<SharedSession> gone{static_cast<SharedSession*>(session)};
}

int register_all(sqlite3* connection, char** message) {
  const auto session = std::make_shared<Session>();
  if (const auto done = register_tables(connection, session); !done) {
    *message = sqlite3_mprintf("%s", done.error().message.c_str());
    return SQLITE_ERROR;
  }
  // Not from within a view or a trigger: opening a file is for whoever writes the query.
  constexpr int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;
  const int code = sqlite3_create_function_v2(connection, "annals_open", 1, flags,
                                              std::make_unique<SharedSession>(session).release(),
                                              annals_open, nullptr, nullptr, forget);
  // RocksDB has threads of its own, so its code must stay when the connection is closed.
  return code == SQLITE_OK ? SQLITE_OK_LOAD_PERMANENTLY : code;
}

}  // namespace
}  // namespace annals::sql

/// The name that SQLite makes out of `annals_sqlite.so`.
extern "C" __attribute__((visibility("default"))) int sqlite3_annalssqlite_init(
    sqlite3* connection, char** message, const sqlite3_api_routines* routines) {
  SQLITE_EXTENSION_INIT2(routines)
  return annals::sql::register_all(connection, message);
}

/// The name that it asks for first, whatever the file is called.
extern "C" __attribute__((visibility("default"))) int sqlite3_extension_init(
    sqlite3* connection, char** message, const sqlite3_api_routines* routines) {
  return sqlite3_annalssqlite_init(connection, message, routines);
}
