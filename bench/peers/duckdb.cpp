// DuckDB: one table, sorted by cell and time before questions so that it can skip what is
// elsewhere.

#include "must.h"
#include "peers/duckdb_c.h"
#include "peers/peer.h"

namespace annals::bench {
namespace {

constexpr auto table = R"(
  CREATE TABLE event(sequence BIGINT, effective BIGINT, relationship INTEGER, cell INTEGER,
                     value VARCHAR, source VARCHAR, id VARCHAR))";

constexpr auto sort_table = R"(
  CREATE TABLE sorted AS FROM event ORDER BY relationship, cell, effective, sequence;
  DROP TABLE event)";

constexpr auto insert = "INSERT INTO event VALUES(?, ?, ?, ?, ?, ?, ?)";

constexpr auto select_at = R"(
  SELECT value, sequence FROM sorted WHERE relationship = ? AND cell = ? AND effective <= ?
  ORDER BY effective DESC, sequence DESC LIMIT 1)";

constexpr auto select_at_known = R"(
  SELECT value, sequence FROM sorted
  WHERE relationship = ? AND cell = ? AND effective <= ? AND sequence <= ?
  ORDER BY effective DESC, sequence DESC LIMIT 1)";

// One number that stands in the order of (effective, sequence): quicker than a sort or a window.
constexpr auto select_state = R"(
  SELECT arg_max(value, effective * 16777216 + sequence),
         arg_max(sequence, effective * 16777216 + sequence), cell
  FROM sorted WHERE relationship = ? AND effective <= ? GROUP BY cell)";

constexpr auto select_holders = R"(
  SELECT relationship FROM (
    SELECT relationship, arg_max(value, effective * 16777216 + sequence) AS value
    FROM sorted WHERE cell = ? AND effective <= ? GROUP BY relationship)
  WHERE value = ?)";

void ok(duckdb_state state, const char* what) {
  if (state != duckdb_success) stop(std::string{"DuckDB: cannot "} + what);
}

/// The rows that a statement answers with.
class Answer {
 public:
  Answer() = default;
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;
  ~Answer() { duckdb_destroy_result(&result_); }

  /// For DuckDB to fill.
  [[nodiscard]] duckdb_result* get() { return &result_; }

  void expect(duckdb_state state) {
    if (state != duckdb_success) {
      stop(std::string{"DuckDB: "} + duckdb_result_error(&result_));
    }
  }

  [[nodiscard]] std::uint64_t rows() { return duckdb_row_count(&result_); }

  [[nodiscard]] std::int64_t number(std::uint64_t row, std::uint64_t column) {
    return duckdb_value_int64(&result_, column, row);
  }

  /// The value and the sequence in the first two columns of a row.
  void take(std::uint64_t row, Held& held) {
    char* const text = duckdb_value_varchar(&result_, 0, row);
    held.set(static_cast<std::uint64_t>(number(row, 1)), text);
    duckdb_free(text);
  }

 private:
  duckdb_result result_{};
};

/// A connection; statements of it must go first.
class Connection {
 public:
  explicit Connection(duckdb_database database) {
    ok(duckdb_connect(database, &connection_), "connect");
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { duckdb_disconnect(&connection_); }

  [[nodiscard]] duckdb_connection get() const { return connection_; }

  void run(const char* sql) const {
    Answer answer;
    answer.expect(duckdb_query(connection_, sql, answer.get()));
  }

 private:
  duckdb_connection connection_ = nullptr;
};

class Statement {
 public:
  Statement(const Connection& connection, const char* sql) {
    ok(duckdb_prepare(connection.get(), sql, &statement_), sql);
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { duckdb_destroy_prepare(&statement_); }

  // What comes for the next parameter; after `run`, for the first again.
  Statement& with(std::int64_t number) {
    ok(duckdb_bind_int64(statement_, ++bound_, number), "bind a number");
    return *this;
  }
  Statement& with_small(std::int32_t number) {
    ok(duckdb_bind_int32(statement_, ++bound_, number), "bind a number");
    return *this;
  }
  Statement& with(std::string_view text) {
    ok(duckdb_bind_varchar_length(statement_, ++bound_, text.data(), text.size()), "bind a text");
    return *this;
  }

  void run(Answer& answer) {
    bound_ = 0;
    answer.expect(duckdb_execute_prepared(statement_, answer.get()));
  }

 private:
  duckdb_prepared_statement statement_ = nullptr;
  std::uint64_t bound_ = 0;
};

class DuckWriter final : public Writer {
 public:
  explicit DuckWriter(duckdb_database database) : connection_{database} {}

  void append(const Batch& batch) override {
    const bool is_many = batch.rows.size() > 1;
    if (is_many) connection_.run("BEGIN");
    for (const Row& row : batch.rows) {
      Answer answer;
      insert_.with(static_cast<std::int64_t>(row.sequence))
          .with(row.effective)
          .with_small(static_cast<std::int32_t>(row.relationship))
          .with_small(row.cell)
          .with(row.word())
          .with(row.source_text())
          .with(row.id_text())
          .run(answer);
    }
    if (is_many) connection_.run("COMMIT");
  }

 private:
  Connection connection_;
  Statement insert_{connection_, insert};
};

/// What is prepared when the table is sorted.
struct Questions {
  explicit Questions(const Connection& connection)
      : at{connection, select_at},
        at_known{connection, select_at_known},
        state{connection, select_state},
        holders{connection, select_holders} {}

  Statement at;
  Statement at_known;
  Statement state;
  Statement holders;
};

class Duck final : public Peer {
 public:
  explicit Duck(const Place& place) : directory_{place.directory} {
    ok(duckdb_open((directory_ / "events.duckdb").c_str(), &database_), "open a database");
    connection_ = std::make_unique<Connection>(database_);
  }
  Duck(const Duck&) = delete;
  Duck& operator=(const Duck&) = delete;
  ~Duck() override {
    questions_.reset();
    connection_.reset();
    duckdb_close(&database_);
  }

  [[nodiscard]] std::string_view name() const override { return "duckdb"; }

  void create() override { connection_->run(table); }

  [[nodiscard]] std::unique_ptr<Writer> writer() override {
    return std::make_unique<DuckWriter>(database_);
  }

  void load(const Bulk& bulk) override {
    create();
    duckdb_appender appender = nullptr;
    ok(duckdb_appender_create(connection_->get(), nullptr, "event", &appender), "append");
    for (const Row& row : bulk.rows) {
      duckdb_append_int64(appender, static_cast<std::int64_t>(row.sequence));
      duckdb_append_int64(appender, row.effective);
      duckdb_append_int32(appender, static_cast<std::int32_t>(row.relationship));
      duckdb_append_int32(appender, row.cell);
      put(appender, row.word());
      put(appender, row.source_text());
      put(appender, row.id_text());
      ok(duckdb_appender_end_row(appender), "append a row");
    }
    ok(duckdb_appender_destroy(&appender), "append");
    connection_->run("CHECKPOINT");
  }

  [[nodiscard]] std::uint64_t bytes() override { return directory_bytes(directory_); }

  void settle() override {
    connection_->run(sort_table);
    connection_->run("CHECKPOINT");
    questions_ = std::make_unique<Questions>(*connection_);
  }

  [[nodiscard]] Held at(const Point& point) override {
    return first(with_point(questions_->at, point));
  }

  [[nodiscard]] Held at_known(const Point& point) override {
    return first(
        with_point(questions_->at_known, point).with(static_cast<std::int64_t>(point.known)));
  }

  void state(const Point& point, Cells& cells) override {
    for (Held& held : cells) held.clear();
    Answer answer;
    questions_->state.with_small(static_cast<std::int32_t>(point.relationship))
        .with(seconds_of(point.day))
        .run(answer);
    for (std::uint64_t row = 0; row < answer.rows(); ++row) {
      answer.take(row, cells.at(static_cast<std::size_t>(answer.number(row, 2))));
    }
  }

  [[nodiscard]] std::size_t holders(const Sought& sought) override {
    Answer answer;
    questions_->holders.with_small(sought.cell)
        .with(seconds_of(sought.day))
        .with(cell_words()[sought.cell].values[sought.value])
        .run(answer);
    found_.clear();
    for (std::uint64_t row = 0; row < answer.rows(); ++row) {
      found_.push_back(static_cast<std::uint32_t>(answer.number(row, 0)));
    }
    return found_.size();
  }

  [[nodiscard]] std::vector<std::uint32_t> found() const override { return found_; }

 private:
  static void put(duckdb_appender appender, std::string_view text) {
    duckdb_append_varchar_length(appender, text.data(), text.size());
  }

  static Statement& with_point(Statement& statement, const Point& point) {
    return statement.with_small(static_cast<std::int32_t>(point.relationship))
        .with_small(point.cell)
        .with(seconds_of(point.day));
  }

  static Held first(Statement& statement) {
    Answer answer;
    statement.run(answer);
    Held held;
    if (answer.rows() > 0) answer.take(0, held);
    return held;
  }

  std::filesystem::path directory_;
  duckdb_database database_ = nullptr;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Questions> questions_;
  std::vector<std::uint32_t> found_;
};

}  // namespace

std::unique_ptr<Peer> make_duckdb(const Place& place) {
  return std::make_unique<Duck>(place);
}

}  // namespace annals::bench
