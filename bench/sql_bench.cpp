// A query in SQL that the tables answer from their indexes, and the same one where they read all.
// The counters say what a query reads: `rows_read` of the table for `rows_answered`.

#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include <memory>
#include <string>
#include <vector>

#include "annals/query/state.h"
#include "annals/sql/connection.h"
#include "must.h"
#include "stage.h"
#include "timing.h"

namespace annals::bench {
namespace {

/// A connection that asks the whole log of a stage.
class SqlStage {
 public:
  explicit SqlStage(const Stage& stage) : session_{std::make_shared<sql::Session>()} {
    session_->view =
        std::make_shared<const sql::View>(sql::View{.keeps_open = {},
                                                    .snapshot = stage.database.snapshot(),
                                                    .on = {},
                                                    .scope = stage.horizon()});
  }

  sql::Selection ask(const std::string& query) { return must(connection_.run(query, {})); }

  /// Times the queries and counts what a query reads and answers on average.
  void time(benchmark::State& run, const std::vector<std::string>& queries) {
    session_->reads = {};
    std::size_t answered = 0;
    time_each(run, queries, [&](const std::string& query) {
      auto selection = ask(query);
      answered += selection.rows.size();
      return selection;
    });
    const auto average = [](auto count) {
      return benchmark::Counter{static_cast<double>(count), benchmark::Counter::kAvgIterations};
    };
    run.counters["rows_answered"] = average(answered);
    run.counters["rows_read"] = average(session_->reads.rows);
    run.counters["relationships_read"] = average(session_->reads.relationships);
    run.counters["events_read"] = average(session_->reads.events);
  }

  [[nodiscard]] const Snapshot& snapshot() const { return session_->view->snapshot; }

 private:
  std::shared_ptr<sql::Session> session_;
  sql::Connection connection_ = must(sql::Connection::open(session_));
};

/// What is left to the table: a plus before a column keeps SQLite from handing a condition on.
enum class Pushed : bool { no, yes };

std::string cell_query(const Question& question, Pushed pushed) {
  const std::string_view plus = pushed == Pushed::yes ? "" : "+";
  return fmt::format(
      "SELECT value, since FROM state WHERE {0}relationship='{1}' AND {0}term='{2}' AND "
      "{0}key='{3}' AND on_date='{4}'",
      plus, question.relationship, question.cell.term, question.cell.key, to_text(question.on.at));
}

/// Ends the program if the query's answer is not the kernel's.
void verify_cell(SqlStage& sql, const Stage& stage, const Question& question,
                 const std::string& query) {
  const auto cells = must(bare_state(sql.snapshot(), question.relationship, question.cell,
                                     question.on, stage.horizon()));
  const auto rows = sql.ask(query).rows;
  if (rows.size() != cells.size()) stop("SQL answers with another number of rows");
  if (!rows.empty() && rows[0][0] != sql::to_sql(cells[0].state.value)) {
    stop("SQL answers with another value");
  }
}

/// One cell of one relationship.
void sql_state_cell(benchmark::State& run, Pushed pushed) {
  const Stage& stage = stage_for(Shape::b1, run.range(0));
  SqlStage sql{stage};
  std::vector<std::string> queries;
  for (const Question& question : stage.few_questions()) {
    queries.push_back(cell_query(question, pushed));
  }
  verify_cell(sql, stage, stage.questions.front(), queries.front());
  sql.time(run, queries);
}
BENCHMARK_CAPTURE(sql_state_cell, pushed, Pushed::yes)->Apply(for_sizes);
BENCHMARK_CAPTURE(sql_state_cell, scanned, Pushed::no)->Apply(for_sizes);

/// Ten events in the middle of the log.
void sql_events_range(benchmark::State& run, Pushed pushed) {
  const Stage& stage = stage_for(Shape::b1, run.range(0));
  SqlStage sql{stage};
  const std::uint64_t middle = stage.database.last().value / 2;
  const std::string query =
      fmt::format("SELECT id, type FROM events WHERE {}sequence BETWEEN {} AND {}",
                  pushed == Pushed::yes ? "" : "+", middle, middle + 9);
  if (sql.ask(query).rows.size() != 10) stop("SQL answers with another number of events");
  sql.time(run, {query});
}
BENCHMARK_CAPTURE(sql_events_range, pushed, Pushed::yes)->Apply(for_sizes);
BENCHMARK_CAPTURE(sql_events_range, scanned, Pushed::no)->Apply(for_sizes);

}  // namespace
}  // namespace annals::bench
