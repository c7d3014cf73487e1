#include "unit/sql/sql_sample.h"

#include <utility>

#include "support/must.h"

namespace annals::unit {

using support::must;

std::string in_words(const sql::SqlValue& value) {
  return std::visit(Overloaded{[](None) { return std::string{"-"}; },
                               [](std::int64_t whole) { return std::to_string(whole); },
                               [](double number) { return "real " + to_text(number); },
                               [](const std::string& text) { return text; }},
                    value);
}

SqlSample::SqlSample() : connection_{must(sql::Connection::open(session_))} {}

Sample& SqlSample::sample() {
  session_->view.reset();
  return sample_;
}

void SqlSample::look() {
  look_from(Horizon{.basis = sample_.database().last()});
}

void SqlSample::look_from(const Scope& scope, std::optional<EffectiveTime> on) {
  session_->view = std::make_shared<const sql::View>(
      sql::View{.keeps_open = {}, .snapshot = sample_.snapshot(), .on = on, .scope = scope});
}

std::vector<std::string> SqlSample::rows(std::string_view query) {
  std::vector<std::string> lines;
  for (const auto& row : must(connection_.run(query, {})).rows) {
    std::string line;
    for (const sql::SqlValue& value : row) line += (line.empty() ? "" : "|") + in_words(value);
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> SqlSample::plan(const std::string& query) {
  constexpr std::size_t detail = 3;
  std::vector<std::string> lines;
  for (const auto& row : must(connection_.run("EXPLAIN QUERY PLAN " + query, {})).rows) {
    std::string line = in_words(row.at(detail));
    const std::size_t index = line.find("VIRTUAL TABLE INDEX ");
    if (index != std::string::npos) line = line.substr(line.find("INDEX "));
    lines.push_back(line);
  }
  return lines;
}

Error SqlSample::refusal(std::string_view query) {
  auto answer = connection_.run(query, {});
  if (answer) throw std::runtime_error{"it was not refused: " + std::string{query}};
  return std::move(answer).error();
}

sql::Reads SqlSample::reads_of(std::string_view query) {
  session_->reads = {};
  must(connection_.run(query, {}));
  return session_->reads;
}

}  // namespace annals::unit
