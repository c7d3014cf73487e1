// SQLite: one table, one covering index, write-ahead log, every transaction synced.

#include <sqlite3.h>

#include <mutex>
#include <utility>

#include "must.h"
#include "peers/peer.h"

namespace annals::bench {
namespace {

constexpr auto settings = R"(
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA cache_size = -1048576;
  PRAGMA temp_store = MEMORY)";

constexpr auto tables = R"(
  CREATE TABLE event(sequence INTEGER PRIMARY KEY, relationship INT NOT NULL, cell INT NOT NULL,
                     value TEXT NOT NULL, effective INT NOT NULL, source TEXT NOT NULL,
                     id TEXT NOT NULL);
  CREATE TABLE relationship(relationship INTEGER PRIMARY KEY))";

// It covers: a question reads the index and nothing else.
constexpr auto index =
    "CREATE INDEX event_by_cell ON event(relationship, cell, effective, sequence, value)";

constexpr auto insert = "INSERT INTO event VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)";

constexpr auto select_at = R"(
  SELECT value, sequence FROM event WHERE relationship = ?1 AND cell = ?2 AND effective <= ?3
  ORDER BY effective DESC, sequence DESC LIMIT 1)";

constexpr auto select_at_known = R"(
  SELECT value, sequence FROM event
  WHERE relationship = ?1 AND cell = ?2 AND effective <= ?3 AND sequence <= ?4
  ORDER BY effective DESC, sequence DESC LIMIT 1)";

constexpr auto select_holders = R"(
  SELECT relationship FROM relationship AS each WHERE ?3 =
    (SELECT value FROM event
     WHERE relationship = each.relationship AND cell = ?1 AND effective <= ?2
     ORDER BY effective DESC, sequence DESC LIMIT 1))";

[[noreturn]] void fail(sqlite3* database) {
  stop(std::string{"SQLite: "} + sqlite3_errmsg(database));
}

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Connection = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

int size_of(std::string_view text) {
  return static_cast<int>(text.size());
}

void bind(sqlite3_stmt* statement, int column, std::string_view text) {
  sqlite3_bind_text(statement, column, text.data(), size_of(text), SQLITE_STATIC);
}

class Sqlite final : public Peer {
 public:
  explicit Sqlite(const Place& place) : directory_{place.directory} {}

  [[nodiscard]] std::string_view name() const override { return "sqlite"; }

  void create() override {
    open();
    run(index);
  }

  [[nodiscard]] std::unique_ptr<Writer> writer() override;

  /// One transaction, and the index when the table is full.
  void load(const Bulk& bulk) override {
    open();
    run("BEGIN");
    const Statement relationship = prepare("INSERT INTO relationship VALUES(?1)");
    for (std::uint64_t i = 0; i < bulk.relationships; ++i) {
      sqlite3_bind_int64(relationship.get(), 1, static_cast<std::int64_t>(i));
      step_to_end(relationship.get());
    }
    for (const Row& row : bulk.rows) put(row);
    run(index);
    run("COMMIT");
    run("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  [[nodiscard]] std::uint64_t bytes() override { return directory_bytes(directory_); }

  void settle() override {
    run("ANALYZE");
    run("PRAGMA wal_checkpoint(TRUNCATE)");
    begin_ = prepare("BEGIN");
    commit_ = prepare("COMMIT");
    at_ = prepare(select_at);
    at_known_ = prepare(select_at_known);
    holders_ = prepare(select_holders);
  }

  bool share_view(bool share) override {
    step_to_end(share ? begin_.get() : commit_.get());
    return true;
  }

  [[nodiscard]] Held at(const Point& point) override {
    Held held;
    look(point, held);
    return held;
  }

  [[nodiscard]] Held at_known(const Point& point) override {
    sqlite3_bind_int64(at_known_.get(), 4, static_cast<std::int64_t>(point.known));
    Held held;
    bind_and_take(at_known_.get(), point, held);
    return held;
  }

  /// Eight lookups in one transaction: faster than one query for all cells.
  void state(const Point& point, Cells& cells) override {
    step_to_end(begin_.get());
    for (std::uint8_t cell = 0; cell < cells_per_relationship; ++cell) {
      look({point.relationship, cell, point.day, 0}, cells[cell]);
    }
    step_to_end(commit_.get());
  }

  [[nodiscard]] std::size_t holders(const Sought& sought) override {
    found_.clear();
    sqlite3_bind_int(holders_.get(), 1, sought.cell);
    sqlite3_bind_int64(holders_.get(), 2, seconds_of(sought.day));
    bind(holders_.get(), 3, cell_words()[sought.cell].values[sought.value]);
    while (sqlite3_step(holders_.get()) == SQLITE_ROW) {
      found_.push_back(static_cast<std::uint32_t>(sqlite3_column_int64(holders_.get(), 0)));
    }
    if (sqlite3_reset(holders_.get()) != SQLITE_OK) fail(connection_.get());
    return found_.size();
  }

  [[nodiscard]] std::vector<std::uint32_t> found() const override { return found_; }

  /// One transaction. Threads take turns: SQLite has one writer, and would have the others sleep.
  void append(std::span<const Row> rows) {
    const std::lock_guard turn{turn_};
    const bool is_many = rows.size() > 1;
    if (is_many) run("BEGIN");
    for (const Row& row : rows) put(row);
    if (is_many) run("COMMIT");
  }

 private:
  void open() {
    sqlite3* opened = nullptr;
    const int done =
        sqlite3_open_v2((directory_ / "events.db").c_str(), &opened,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    connection_.reset(opened);
    if (done != SQLITE_OK) fail(opened);
    run(settings);
    run(tables);
    insert_ = prepare(insert);
  }

  void run(const char* sql) {
    if (sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
      fail(connection_.get());
    }
  }

  [[nodiscard]] Statement prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(connection_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement,
                           nullptr) != SQLITE_OK) {
      fail(connection_.get());
    }
    return Statement{statement};
  }

  void step_to_end(sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) fail(connection_.get());
    sqlite3_reset(statement);
  }

  void put(const Row& row) {
    sqlite3_stmt* const statement = insert_.get();
    sqlite3_bind_int64(statement, 1, static_cast<std::int64_t>(row.sequence));
    sqlite3_bind_int64(statement, 2, row.relationship);
    sqlite3_bind_int(statement, 3, row.cell);
    bind(statement, 4, row.word());
    sqlite3_bind_int64(statement, 5, row.effective);
    bind(statement, 6, row.source_text());
    bind(statement, 7, row.id_text());
    step_to_end(statement);
  }

  void bind_and_take(sqlite3_stmt* statement, const Point& point, Held& held) {
    sqlite3_bind_int64(statement, 1, point.relationship);
    sqlite3_bind_int(statement, 2, point.cell);
    sqlite3_bind_int64(statement, 3, seconds_of(point.day));
    held.clear();
    if (sqlite3_step(statement) == SQLITE_ROW) {
      const void* const text = sqlite3_column_text(statement, 0);
      held.set(static_cast<std::uint64_t>(sqlite3_column_int64(statement, 1)),
               {static_cast<const char*>(text),
                static_cast<std::size_t>(sqlite3_column_bytes(statement, 0))});
    }
    if (sqlite3_reset(statement) != SQLITE_OK) fail(connection_.get());
  }

  void look(const Point& point, Held& held) { bind_and_take(at_.get(), point, held); }

  std::filesystem::path directory_;
  Connection connection_;  // before the statements, which must go first
  Statement insert_, begin_, commit_, at_, at_known_, holders_;
  std::mutex turn_;
  std::vector<std::uint32_t> found_;
};

class SqliteWriter final : public Writer {
 public:
  explicit SqliteWriter(Sqlite& peer) : peer_{peer} {}
  void append(const Batch& batch) override { peer_.append(batch.rows); }

 private:
  Sqlite& peer_;
};

std::unique_ptr<Writer> Sqlite::writer() {
  return std::make_unique<SqliteWriter>(*this);
}

}  // namespace

std::unique_ptr<Peer> make_sqlite(const Place& place) {
  return std::make_unique<Sqlite>(place);
}

}  // namespace annals::bench
