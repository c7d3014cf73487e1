// Every row of a table in SQL is what the question behind it answers, cell by cell.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "annals/query/catalogue.h"
#include "annals/query/state.h"
#include "annals/query/timelines.h"
#include "annals/sql/connection.h"
#include "oracle/oracle.h"
#include "property/history.h"
#include "property/property.h"
#include "property/question.h"
#include "support/fake_clock.h"
#include "support/must.h"
#include "support/test_database.h"

namespace annals::property {
namespace {

using support::FakeClock;
using support::must;
using support::TestDatabase;
using Lines = std::vector<std::string>;

/// A database that is asked directly and in SQL.
class SqlTrial {
 public:
  explicit SqlTrial(const std::vector<std::string>& lines) {
    for (const Appended& each : database_.append_together(lines)) {
      oracle_.append(each.event.event, next_);
      next_ += recording_step;
    }
    session_->view =
        std::make_shared<const sql::View>(sql::View{.keeps_open = {},
                                                    .snapshot = database_.snapshot(),
                                                    .on = {},
                                                    .scope = Horizon{.basis = oracle_.last()}});
  }

  [[nodiscard]] Question question() const { return *questions_about(oracle_); }
  [[nodiscard]] const Snapshot& snapshot() const { return session_->view->snapshot; }

  /// The rows of a query, each with its values joined by `|`.
  [[nodiscard]] Lines rows(const std::string& query) {
    Lines lines;
    for (const auto& row : must(connection_.run(query, {})).rows) {
      std::string line;
      for (const sql::SqlValue& value : row) line += in_words(value) + "|";
      lines.push_back(line);
    }
    return lines;
  }

 private:
  static std::string in_words(const sql::SqlValue& value) {
    return std::visit(Overloaded{[](None) { return std::string{"-"}; },
                                 [](std::int64_t whole) { return std::to_string(whole); },
                                 [](double number) { return to_text(number); },
                                 [](const std::string& text) { return "'" + text; }},
                      value);
  }

  FakeClock clock_{recording_start, recording_step};
  TestDatabase database_{clock_};
  oracle::Oracle oracle_;
  Moment next_ = recording_start;
  std::shared_ptr<sql::Session> session_ = std::make_shared<sql::Session>();
  sql::Connection connection_ = must(sql::Connection::open(session_));
};

// The words for what an answer has, made without what the tables make theirs with.

std::string text(const std::optional<std::string>& text) {
  return text ? "'" + *text : "-";
}

std::string date(const std::optional<EffectiveWhen>& when) {
  return when ? "'" + when->text : "-";
}

std::string day(const std::optional<Day>& day) {
  return day ? "'" + to_text(*day) : "-";
}

/// The value and the name of its type.
std::string value(const Value& value) {
  return std::visit(
      Overloaded{[](const std::string& words) { return "'" + words + "|'text"; },
                 [](double number) { return to_text(number) + "|'number"; },
                 [](bool flag) { return std::string{flag ? "1" : "0"} + "|'boolean"; },
                 [](None) { return std::string{"-|'none"}; }},
      value);
}

/// Whether it is certain, and all that is possible as JSON; texts here need no escapes.
std::string possible(bool certain, const std::vector<Value>& values) {
  std::string list;
  for (const Value& each : values) {
    const bool is_text = std::holds_alternative<std::string>(each);
    list += (list.empty() ? "" : ",") + (is_none(each) ? "null"
                                         : is_text     ? "\"" + to_text(each) + "\""
                                                       : to_text(each));
  }
  return std::string{certain ? "1" : "0"} + "|'[" + list + "]";
}

std::string line(const std::string& relationship, const CellAnswer& cell) {
  const Event& event = cell.event.event;
  const Source source = event.source.value_or(Source{});
  return "'" + relationship + "|'" + cell.cell.term + "|'" + cell.cell.key + "|" +
         value(cell.state.value) + "|" + possible(cell.state.certain, cell.state.possible) + "|" +
         date(event.effective) + "|" + day(cell.held_since) + "|" + date(event.until) + "|'" +
         event.id + "|" + text(source.title) + "|" + text(source.publisher) + "|" +
         text(source.url) + "|" + text(source.published) + "|" + text(source.quote) + "|";
}

std::string line(const std::string& relationship, const Cell& cell, const Run& run) {
  return "'" + relationship + "|'" + cell.term + "|'" + cell.key + "|" + day(run.from) + "|" +
         day(run.to) + "|" + value(run.value) + "|" + possible(run.certain, run.possible) + "|";
}

/// The conditions that ask from where the question does.
std::string horizon(const Question& question) {
  std::string words = " basis = " + std::to_string(question.basis.value);
  if (question.known != KnownTime::latest()) {
    words += " AND known = '" + to_text(question.known.at) + "'";
  }
  return words;
}

/// A condition on the cells, and the cell that it leaves if it leaves one alone.
struct Part {
  std::string condition;
  std::optional<std::string> term;
  std::optional<std::string> key;

  [[nodiscard]] bool has(const Cell& cell) const {
    return (!term || cell.term == *term) && (!key || cell.key == *key);
  }
};

/// All cells, those of a term, or one cell; with the relationship left to the table or not.
Part any_part(const Question& question) {
  // A plus keeps SQLite from handing a condition to the table.
  const std::string plus = *any_below(4) == 0 ? "+" : "";
  Part part{.condition = " AND " + plus + "relationship = '" + question.relationship + "'",
            .term = {},
            .key = {}};
  const auto& cells = cells_used();
  const Cell cell = cells[static_cast<std::size_t>(*any_below(static_cast<int>(cells.size())))];
  const int narrowed = *any_below(3);
  if (narrowed > 0) {
    part.term = cell.term;
    part.condition += " AND term = '" + cell.term + "'";
  }
  if (narrowed > 1) {
    part.key = cell.key;
    part.condition += " AND key = '" + cell.key + "'";
  }
  return part;
}

void ask_for_state(Tally& met) {
  SqlTrial trial{(*histories()).lines};
  for (int asked = 0; asked < 10; ++asked) {
    const Question question = trial.question();
    const Part part = any_part(question);
    Lines expected;
    const auto answer = must(state(trial.snapshot(), question.relationship, std::nullopt,
                                   question.on, question.horizon()));
    for (const CellAnswer& cell : answer.cells) {
      if (!part.has(cell.cell)) continue;
      expected.push_back(line(question.relationship, cell));
      met.count("an uncertain cell", !cell.state.certain);
      met.count("a source", cell.event.event.source.has_value());
      met.count("an end", cell.event.event.until.has_value());
      met.count("a boolean", std::holds_alternative<bool>(cell.state.value));
      met.count("a number", std::holds_alternative<double>(cell.state.value));
      met.count("an ended cell", is_none(cell.state.value));
    }
    met.count("a term of several", part.term && !part.key && expected.size() > 1);
    met.count("less than is known", question.known != KnownTime::latest());
    const std::string query = "SELECT * FROM state WHERE on_date = '" + to_text(question.on.at) +
                              "' AND" + horizon(question) + part.condition;
    RC_ASSERT(trial.rows(query) == expected);
  }
}

TEST(SqlState, HasTheRowsOfTheQuestion) {
  check_property(30, ask_for_state,
                 {"an uncertain cell", "an end", "a number", "a boolean", "an ended cell",
                  "a term of several", "less than is known"});
}

void ask_for_timelines(Tally& met) {
  SqlTrial trial{(*histories()).lines};
  for (int asked = 0; asked < 10; ++asked) {
    const Question question = trial.question();
    const Part part = any_part(question);
    const bool has_date = *any_below(2) == 0;
    Lines expected;
    const auto answer =
        must(timelines(trial.snapshot(), question.relationship, std::nullopt, question.horizon()));
    for (const CellTimeline& cell : answer.cells) {
      if (!part.has(cell.cell)) continue;
      for (const Run& run : cell.runs) {
        const Day on = day_of(question.on.at);
        const bool is_on = (!run.from || *run.from <= on) && (!run.to || on < *run.to);
        met.count("a run of another day", has_date && !is_on);
        if (!has_date || is_on) expected.push_back(line(question.relationship, cell.cell, run));
      }
      met.count("several runs", cell.runs.size() > 1);
    }
    std::string query = "SELECT * FROM timeline WHERE" + horizon(question) + part.condition;
    if (has_date) query += " AND on_date = '" + to_text(question.on.at) + "'";
    RC_ASSERT(trial.rows(query) == expected);
  }
}

TEST(SqlTimeline, HasTheRowsOfTheQuestion) {
  check_property(30, ask_for_timelines, {"several runs", "a run of another day"});
}

/// The value as a literal of SQL; booleans are numbers there.
std::string literal(const Value& value) {
  return std::visit(Overloaded{[](const std::string& words) { return "'" + words + "'"; },
                               [](double number) { return to_text(number); },
                               [](bool flag) { return std::string{flag ? "1" : "0"}; },
                               [](None) { return std::string{"NULL"}; }},
                    value);
}

void ask_for_holders(Tally& met) {
  SqlTrial trial{(*histories()).lines};
  for (int asked = 0; asked < 10; ++asked) {
    const Question question = trial.question();
    const auto& cells = cells_used();
    const Cell cell = cells[static_cast<std::size_t>(*any_below(static_cast<int>(cells.size())))];
    const std::string of = " AND on_date = '" + to_text(question.on.at) + "' AND" +
                           horizon(question) + " ORDER BY 1, 2, 3, 4, 5";
    const std::string condition = "term = '" + cell.term + "' AND ";
    for (const std::string table : {"state", "timeline"}) {
      const std::string query = "SELECT * FROM " + table + " WHERE " + condition;
      const Lines found = trial.rows(query + "value = " + literal(question.value) + of);
      met.count("a holder of " + table, !found.empty());
      RC_ASSERT(found == trial.rows(query + "+value = " + literal(question.value) + of));
    }
  }
}

TEST(SqlState, FindsByValueWhatItFindsWithout) {
  check_property(30, ask_for_holders, {"a holder of state", "a holder of timeline"});
}

void ask_for_everything(Tally& met) {
  SqlTrial trial{(*histories()).lines};
  const Question question = trial.question();
  Lines cells;
  for (const auto& entry : must(relationships(trial.snapshot(), question.basis))) {
    const auto answer = must(
        state(trial.snapshot(), entry.relationship, std::nullopt, question.on, question.horizon()));
    for (const CellAnswer& cell : answer.cells) cells.push_back(line(entry.relationship, cell));
  }
  met.count("cells of several relationships", cells.size() > cells_used().size());
  RC_ASSERT(trial.rows("SELECT * FROM state WHERE on_date = '" + to_text(question.on.at) + "' AND" +
                       horizon(question)) == cells);
}

TEST(SqlState, HasEveryRelationshipInOrder) {
  check_property(20, ask_for_everything, {"cells of several relationships"});
}

void ask_for_catalogue(Tally& met) {
  SqlTrial trial{(*histories()).lines};
  Lines all;
  const Sequence last = must(resolve(trial.snapshot(), {})).horizon.basis;
  for (const auto& entry : must(relationships(trial.snapshot(), last))) {
    std::string names;
    for (const std::string& name : entry.parties)
      names += (names.empty() ? "\"" : ",\"") + name + "\"";
    met.count("a party", !entry.parties.empty());
    all.push_back("'" + entry.relationship + "|'[" + names + "]|" +
                  std::to_string(entry.first.value) + "|" + std::to_string(entry.last.value) + "|");
    RC_ASSERT(trial.rows("SELECT * FROM relationships WHERE relationship = '" + entry.relationship +
                         "'") == Lines{all.back()});
    // What is found by the relationship is what is found without.
    RC_ASSERT(trial.rows("SELECT * FROM parties WHERE relationship = '" + entry.relationship +
                         "' ORDER BY 1") ==
              trial.rows("SELECT * FROM parties WHERE +relationship = '" + entry.relationship +
                         "' ORDER BY 1"));
  }
  RC_ASSERT(trial.rows("SELECT * FROM relationships") == all);
}

TEST(SqlRelationships, AreThoseOfTheCatalogue) {
  check_property(20, ask_for_catalogue, {"a party"});
}

}  // namespace
}  // namespace annals::property
