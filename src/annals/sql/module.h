#pragma once

#include <memory>

#include "annals/base/result.h"
#include "annals/sql/view.h"

struct sqlite3;

namespace annals::sql {

/// Gives a connection every table of `all_tables()`, with no CREATE needed: they answer from the
/// session's view at the moment at which a query begins to read. Errors: io.
[[nodiscard]] Status register_tables(sqlite3* connection, const std::shared_ptr<Session>& session);

/// What went wrong on a connection, in SQLite's words, and what kind of thing it is by ours: the
/// tables report damage as SQLITE_CORRUPT, and a disk that fails as SQLITE_IOERR.
[[nodiscard]] Error last_error(sqlite3* connection);

}  // namespace annals::sql
