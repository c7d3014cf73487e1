// PostgreSQL: one table, one covering index, prepared statements in the binary protocol, a socket.

#include <libpq-fe.h>
#include <sched.h>

#include <cerrno>

#include "must.h"
#include "peers/peer.h"

namespace annals::bench {
namespace {

constexpr auto settings = R"(
  SET client_min_messages = warning;
  SET plan_cache_mode = force_generic_plan;
  SET maintenance_work_mem = '512MB')";

constexpr auto tables = R"(
  CREATE TABLE event(sequence int8 NOT NULL, effective int8 NOT NULL, relationship int4 NOT NULL,
                     cell int2 NOT NULL, value text NOT NULL, source text NOT NULL,
                     id text NOT NULL);
  CREATE TABLE relationship(relationship int4 PRIMARY KEY))";

// It covers: with the table vacuumed, a question reads the index and nothing else.
constexpr auto index = R"(
  CREATE INDEX event_by_cell ON event(relationship, cell, effective, sequence) INCLUDE (value))";

constexpr auto insert = "INSERT INTO event VALUES($1, $2, $3, $4, $5, $6, $7)";

constexpr auto select_at = R"(
  SELECT value, sequence FROM event
  WHERE relationship = $1::int4 AND cell = $2::int2 AND effective <= $3::int8
  ORDER BY effective DESC, sequence DESC LIMIT 1)";

constexpr auto select_at_known = R"(
  SELECT value, sequence FROM event
  WHERE relationship = $1::int4 AND cell = $2::int2 AND effective <= $3::int8
        AND sequence <= $4::int8
  ORDER BY effective DESC, sequence DESC LIMIT 1)";

constexpr auto select_state = R"(
  SELECT value, sequence, each.cell
  FROM (VALUES (0::int2), (1::int2), (2::int2), (3::int2), (4::int2), (5::int2), (6::int2),
               (7::int2)) AS each(cell)
  CROSS JOIN LATERAL (
    SELECT value, sequence FROM event
    WHERE relationship = $1::int4 AND cell = each.cell AND effective <= $2::int8
    ORDER BY effective DESC, sequence DESC LIMIT 1) AS latest)";

constexpr auto select_holders = R"(
  SELECT each.relationship FROM relationship AS each
  CROSS JOIN LATERAL (
    SELECT value FROM event
    WHERE relationship = each.relationship AND cell = $1::int2 AND effective <= $2::int8
    ORDER BY effective DESC, sequence DESC LIMIT 1) AS latest
  WHERE latest.value = $3::text)";

/// Most significant byte first, as the protocol wants numbers.
template <typename Integer>
void put_number(char* to, Integer number) {
  constexpr unsigned byte_bits = 8;
  auto rest = static_cast<std::uint64_t>(number);
  for (std::size_t i = sizeof(Integer); i > 0; --i, rest >>= byte_bits) {
    to[i - 1] = static_cast<char>(rest & 0xFFU);
  }
}

std::uint64_t number_of(const PGresult* result, int row, int column) {
  constexpr unsigned byte_bits = 8;
  std::uint64_t number = 0;
  const char* const bytes = PQgetvalue(result, row, column);
  for (int i = 0; i < PQgetlength(result, row, column); ++i) {
    number = number << byte_bits | static_cast<unsigned char>(bytes[i]);
  }
  return number;
}

/// The parameters of a statement. Texts are borrowed.
class Parameters {
 public:
  Parameters() = default;
  Parameters(const Parameters&) = delete;  // values_ point into numbers_
  Parameters& operator=(const Parameters&) = delete;
  ~Parameters() = default;

  template <typename Integer>
  void add_number(Integer number) {
    put_number(numbers_[count_].data(), number);
    add(numbers_[count_].data(), sizeof(Integer));
  }
  void add_text(std::string_view text) { add(text.data(), text.size()); }

  [[nodiscard]] int count() const { return static_cast<int>(count_); }
  [[nodiscard]] const char* const* values() const { return values_.data(); }
  [[nodiscard]] const int* lengths() const { return lengths_.data(); }
  [[nodiscard]] const int* formats() const { return formats_.data(); }

 private:
  static constexpr std::size_t count_max = 7;

  void add(const char* bytes, std::size_t size) {
    values_[count_] = bytes;
    lengths_[count_] = static_cast<int>(size);
    formats_[count_] = 1;
    ++count_;
  }

  std::array<std::array<char, sizeof(std::uint64_t)>, count_max> numbers_;
  std::array<const char*, count_max> values_;
  std::array<int, count_max> lengths_;
  std::array<int, count_max> formats_;
  std::size_t count_ = 0;
};

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Answer = std::unique_ptr<PGresult, Clear>;

/// A connection, whose tables are those of one schema.
class Connection {
 public:
  Connection(const std::string& where, const std::string& schema)
      : connection_{PQconnectdb(where.c_str())} {
    if (PQstatus(connection_.get()) != CONNECTION_OK) fail();
    run(settings);
    run("SET search_path = " + schema);
  }

  [[noreturn]] void fail() const {
    stop(std::string{"PostgreSQL: "} + PQerrorMessage(connection_.get()));
  }

  [[nodiscard]] PGconn* get() const { return connection_.get(); }

  void run(const std::string& sql) const { expect(PQexec(get(), sql.c_str()), PGRES_COMMAND_OK); }

  void prepare(const char* name, const char* sql) const {
    expect(PQprepare(get(), name, sql, 0, nullptr), PGRES_COMMAND_OK);
  }

  Answer ask(const char* name, const Parameters& parameters) const {
    return expect(PQexecPrepared(get(), name, parameters.count(), parameters.values(),
                                 parameters.lengths(), parameters.formats(), 1),
                  PGRES_TUPLES_OK);
  }

  /// `result`, which must be `wanted` or the answer of a query.
  Answer expect(PGresult* result, ExecStatusType wanted) const {
    Answer answer{result};
    const ExecStatusType status = PQresultStatus(result);
    if (status != wanted && status != PGRES_TUPLES_OK) fail();
    return answer;
  }

 private:
  std::unique_ptr<PGconn, Clear> connection_;
};

void add_row(const Row& row, Parameters& values) {
  values.add_number(row.sequence);
  values.add_number(row.effective);
  values.add_number(row.relationship);
  values.add_number(static_cast<std::int16_t>(row.cell));
  values.add_text(row.word());
  values.add_text(row.source_text());
  values.add_text(row.id_text());
}

class PostgresWriter final : public Writer {
 public:
  PostgresWriter(const std::string& where, const std::string& schema) : connection_{where, schema} {
    connection_.prepare("insert", insert);
  }

  [[nodiscard]] pid_t server() const { return PQbackendPID(connection_.get()); }

  void append(const Batch& batch) override {
    if (batch.rows.size() > 1) return append_many(batch.rows);
    Parameters values;
    add_row(batch.rows.front(), values);
    connection_.expect(PQexecPrepared(connection_.get(), "insert", values.count(), values.values(),
                                      values.lengths(), values.formats(), 1),
                       PGRES_COMMAND_OK);
  }

 private:
  /// In one pipeline, which is one transaction; answers are fetched now and then, or both sides
  /// would wait for each other.
  void append_many(std::span<const Row> rows) {
    constexpr std::size_t rows_ahead = 100;
    PQenterPipelineMode(connection_.get());
    while (!rows.empty()) {
      const auto some = rows.first(std::min(rows.size(), rows_ahead));
      for (const Row& row : some) send(row);
      PQsendFlushRequest(connection_.get());
      PQflush(connection_.get());
      for (std::size_t i = 0; i < some.size(); ++i) {
        connection_.expect(PQgetResult(connection_.get()), PGRES_COMMAND_OK);
        PQgetResult(connection_.get());  // null: the end of this row's answer
      }
      rows = rows.subspan(some.size());
    }
    PQpipelineSync(connection_.get());
    connection_.expect(PQgetResult(connection_.get()), PGRES_PIPELINE_SYNC);
    PQexitPipelineMode(connection_.get());
  }

  void send(const Row& row) {
    Parameters values;
    add_row(row, values);
    if (PQsendQueryPrepared(connection_.get(), "insert", values.count(), values.values(),
                            values.lengths(), values.formats(), 1) != 1) {
      connection_.fail();
    }
  }

  Connection connection_;
};

/// Puts a process, or this thread (0), on one processor, or lets it go to all that this program
/// was given. One that has ended is no error.
void set_cpu(pid_t process, bool one) {
  static const cpu_set_t given = [] {
    cpu_set_t all;
    sched_getaffinity(0, sizeof(all), &all);
    return all;
  }();
  cpu_set_t set = given;
  if (one) {
    std::size_t last = CPU_SETSIZE - 1;
    while (!CPU_ISSET(last, &given)) --last;
    CPU_ZERO(&set);
    CPU_SET(last, &set);
  }
  if (sched_setaffinity(process, sizeof(set), &set) != 0 && errno != ESRCH) {
    stop(
        "cannot put PostgreSQL and this program on one processor; run both as one user or as root");
  }
}

class Postgres final : public Peer {
 public:
  explicit Postgres(const Place& place)
      : where_{place.postgres}, schema_{place.schema}, connection_{where_, schema_} {
    connection_.run("DROP SCHEMA IF EXISTS " + schema_ + " CASCADE");
    connection_.run("CREATE SCHEMA " + schema_);
  }

  [[nodiscard]] std::string_view name() const override { return "postgres"; }

  void create() override {
    connection_.run("CHECKPOINT");
    connection_.run(tables);
    connection_.run(index);
  }

  [[nodiscard]] std::unique_ptr<Writer> writer() override {
    auto writer = std::make_unique<PostgresWriter>(where_, schema_);
    servers_.push_back(writer->server());
    return writer;
  }

  /// COPY, and the index when the table is full.
  void load(const Bulk& bulk) override {
    connection_.run(tables);
    connection_.run("INSERT INTO relationship SELECT generate_series(0, " +
                    std::to_string(bulk.relationships - 1) + ")");
    connection_.expect(PQexec(connection_.get(), "COPY event FROM STDIN"), PGRES_COPY_IN);
    constexpr std::size_t copy_bytes = std::size_t{1} << 18U;
    std::string text;
    for (const Row& row : bulk.rows) {
      put_line(row, text);
      if (text.size() > copy_bytes) send_copy(text);
    }
    send_copy(text);
    PQputCopyEnd(connection_.get(), nullptr);
    while (PGresult* const result = PQgetResult(connection_.get())) {
      connection_.expect(result, PGRES_COMMAND_OK);
    }
    connection_.run(index);
    connection_.run("CHECKPOINT");
  }

  /// The table and its index, without the server's write-ahead log, which is kept for reuse.
  [[nodiscard]] std::uint64_t bytes() override {
    return number_of(
        connection_
            .expect(PQexecParams(connection_.get(), "SELECT pg_total_relation_size('event')", 0,
                                 nullptr, nullptr, nullptr, nullptr, 1),
                    PGRES_TUPLES_OK)
            .get(),
        0, 0);
  }

  void settle() override {
    connection_.run("VACUUM ANALYZE event");
    connection_.run("VACUUM ANALYZE relationship");
    connection_.run("CHECKPOINT");
    connection_.prepare("at", select_at);
    connection_.prepare("at_known", select_at_known);
    connection_.prepare("state", select_state);
    connection_.prepare("holders", select_holders);
  }

  [[nodiscard]] Held at(const Point& point) override {
    Parameters parameters;
    add_point(point, parameters);
    return first("at", parameters);
  }

  [[nodiscard]] Held at_known(const Point& point) override {
    Parameters parameters;
    add_point(point, parameters);
    parameters.add_number(point.known);
    return first("at_known", parameters);
  }

  void state(const Point& point, Cells& cells) override {
    for (Held& held : cells) held.clear();
    Parameters parameters;
    parameters.add_number(point.relationship);
    parameters.add_number(seconds_of(point.day));
    const Answer answer = connection_.ask("state", parameters);
    for (int row = 0; row < PQntuples(answer.get()); ++row) {
      take(answer.get(), row, cells.at(number_of(answer.get(), row, 2)));
    }
  }

  [[nodiscard]] std::size_t holders(const Sought& sought) override {
    Parameters parameters;
    parameters.add_number(static_cast<std::int16_t>(sought.cell));
    parameters.add_number(seconds_of(sought.day));
    parameters.add_text(cell_words()[sought.cell].values[sought.value]);
    const Answer answer = connection_.ask("holders", parameters);
    found_.clear();
    for (int row = 0; row < PQntuples(answer.get()); ++row) {
      found_.push_back(static_cast<std::uint32_t>(number_of(answer.get(), row, 0)));
    }
    return found_.size();
  }

  [[nodiscard]] std::vector<std::uint32_t> found() const override { return found_; }

  void stay_on_one_cpu(bool stay) override {
    set_cpu(0, stay);
    set_cpu(PQbackendPID(connection_.get()), stay);
    for (const pid_t server : servers_) set_cpu(server, stay);
  }

 private:
  static void put_line(const Row& row, std::string& text) {
    text += std::to_string(row.sequence) + '\t' + std::to_string(row.effective) + '\t' +
            std::to_string(row.relationship) + '\t' + std::to_string(row.cell) + '\t';
    text += row.word();
    text += '\t';
    text += row.source_text();
    text += '\t';
    text += row.id_text();
    text += '\n';
  }

  void send_copy(std::string& text) {
    if (PQputCopyData(connection_.get(), text.data(), static_cast<int>(text.size())) != 1) {
      connection_.fail();
    }
    text.clear();
  }

  static void add_point(const Point& point, Parameters& parameters) {
    parameters.add_number(point.relationship);
    parameters.add_number(static_cast<std::int16_t>(point.cell));
    parameters.add_number(seconds_of(point.day));
  }

  static void take(const PGresult* answer, int row, Held& held) {
    held.set(number_of(answer, row, 1),
             {PQgetvalue(answer, row, 0), static_cast<std::size_t>(PQgetlength(answer, row, 0))});
  }

  [[nodiscard]] Held first(const char* name, const Parameters& parameters) const {
    const Answer answer = connection_.ask(name, parameters);
    Held held;
    if (PQntuples(answer.get()) > 0) take(answer.get(), 0, held);
    return held;
  }

  std::string where_;
  std::string schema_;
  Connection connection_;
  std::vector<pid_t> servers_;  // of the writers
  std::vector<std::uint32_t> found_;
};

}  // namespace

std::unique_ptr<Peer> make_postgres(const Place& place) {
  if (place.postgres.empty()) return nullptr;
  return std::make_unique<Postgres>(place);
}

}  // namespace annals::bench
