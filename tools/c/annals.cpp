#include "annals.h"

#include <fmt/core.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/answer/ask.h"
#include "annals/answer/parts.h"
#include "annals/codec/json_line.h"
#include "annals/database.h"
#include "annals/query/question.h"

struct annals_db {
  annals::Database database;
  annals::Access access;
  std::shared_mutex appending;  // shared by single events, held alone by transactions
};

namespace annals::c {
namespace {

annals_code code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_input:
      return ANNALS_INVALID_INPUT;
    case ErrorCode::not_found:
      return ANNALS_NOT_FOUND;
    case ErrorCode::missing:
      return ANNALS_MISSING;
    case ErrorCode::busy:
      return ANNALS_BUSY;
    case ErrorCode::corrupt:
      return ANNALS_CORRUPT;
    case ErrorCode::unsupported:
      return ANNALS_UNSUPPORTED;
    case ErrorCode::io:
      return ANNALS_IO;
  }
  return ANNALS_IO;
}

Error refuse(std::string message) {
  return {.code = ErrorCode::invalid_input, .message = std::move(message)};
}

/// Gives the caller a copy that `annals_free` frees.
annals_code give(std::string_view from, annals_code code, char** text) {
  if (text == nullptr) return code;
  auto* const copy = static_cast<char*>(std::malloc(from.size() + 1));
  if (copy == nullptr) return ANNALS_NO_MEMORY;
  std::memcpy(copy, from.data(), from.size());
  copy[from.size()] = '\0';
  *text = copy;
  return code;
}

/// Gives the caller what `work` returns, a document or an error. No exception leaves the library.
template <typename Work>
annals_code call(char** text, const Work& work) noexcept {
  if (text != nullptr) *text = nullptr;
  try {
    const Result<Json> result = work();
    if (!result) return give(result.error().message, code_of(result.error().code), text);
    return result->is_null() ? ANNALS_OK : give(to_line(*result), ANNALS_OK, text);
  } catch (const std::bad_alloc&) {
    return ANNALS_NO_MEMORY;
  } catch (const std::exception& failure) {  // of the standard library: threads, file systems
    return give(failure.what(), ANNALS_IO, text);
  }
}

Access access_of(annals_access access) {
  return access == ANNALS_READ ? Access::read : Access::write;
}

Result<Database> open(const char* path, annals_access access) {
  OpenOptions options;
  options.access = access_of(access);
  auto database = Database::open(path, options);
  const bool is_missing = !database && database.error().code == ErrorCode::missing;
  if (!is_missing || access != ANNALS_CREATE) return database;
  // Another process may be faster; then its database is opened.
  const auto created = Database::create(path, {});
  database = Database::open(path, options);
  if (!database && !created) return created.error();
  return database;
}

/// An event as it was sent, and where.
struct Line {
  std::size_t number;
  std::string_view text;
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) {
      lines.push_back({.number = number, .text = line});
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

Json appended_json(const Appended& appended) {
  return Json{{"sequence", appended.event.sequence.value},
              {"id", appended.event.event.id},
              {"duplicate", appended.is_duplicate}};
}

Result<Json> append_one(annals_db& db, std::string_view line) {
  JsonLineReader reader;
  const auto draft = reader.read(line);
  if (!draft) return draft.error();
  const std::shared_lock shared{db.appending};
  const auto appended = db.database.append(*draft);
  if (!appended) return appended.error();
  return Json::array({appended_json(*appended)});
}

Result<Json> append_all(annals_db& db, const std::vector<Line>& lines) {
  const std::unique_lock alone{db.appending};
  Transaction transaction = db.database.begin();
  JsonLineReader reader;
  Json events = Json::array();
  for (const Line& line : lines) {
    const auto in_line = [&](Error error) {
      error.message = fmt::format("line {}: {}", line.number, error.message);
      return error;
    };
    const auto draft = reader.read(line.text);
    if (!draft) return in_line(draft.error());
    const auto appended = transaction.add(*draft);
    if (!appended) return in_line(appended.error());
    events.push_back(appended_json(*appended));
  }
  if (auto done = db.database.commit(std::move(transaction)); !done) return done.error();
  return events;
}

Result<Json> append(annals_db& db, std::string_view text) {
  if (db.access == Access::read) {
    return refuse("the database was opened to read; open it with ANNALS_WRITE to append");
  }
  const auto lines = lines_of(text);
  if (lines.empty())
    return refuse("there is no event; expected a JSON object, or one on each line");
  auto events = lines.size() == 1 ? append_one(db, lines.front().text) : append_all(db, lines);
  if (!events) return events;
  const Snapshot snapshot = db.database.snapshot();
  const auto scope = resolve(snapshot, {});  // other threads may have appended more by now
  if (!scope) return scope.error();
  const auto basis = basis_json(snapshot, scope->horizon.basis);
  if (!basis) return basis.error();
  return Json{{"events", *std::move(events)}, {"basis", *basis}};
}

}  // namespace
}  // namespace annals::c

const char* annals_version() {
  return ANNALS_VERSION;
}

annals_code annals_open(const char* path, annals_access access, annals_db** db, char** text) {
  if (db != nullptr) *db = nullptr;
  return annals::c::call(text, [&]() -> annals::Result<annals::Json> {
    if (path == nullptr || db == nullptr) return annals::c::refuse("'path' and 'db' must be given");
    auto database = annals::c::open(path, access);
    if (!database) return std::move(database).error();
    *db = new annals_db{
        .database = *std::move(database), .access = annals::c::access_of(access), .appending = {}};
    return annals::Json(nullptr);
  });
}

annals_code annals_append(annals_db* db, const char* events, char** text) {
  return annals::c::call(text, [&]() -> annals::Result<annals::Json> {
    if (db == nullptr || events == nullptr) {
      return annals::c::refuse("'db' and 'events' must be given");
    }
    return annals::c::append(*db, events);
  });
}

annals_code annals_ask(annals_db* db, const char* question, char** text) {
  return annals::c::call(text, [&]() -> annals::Result<annals::Json> {
    if (db == nullptr || question == nullptr) {
      return annals::c::refuse("'db' and 'question' must be given");
    }
    return annals::ask(db->database.snapshot(), question);
  });
}

void annals_free(char* text) {
  std::free(text);
}

void annals_close(annals_db* db) {
  const std::unique_ptr<annals_db> closed{db};
}
