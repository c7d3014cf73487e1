#include <fmt/core.h>

#include <array>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "../failure.h"
#include "../interrupt.h"
#include "../render/output.h"
#include "../render/table.h"
#include "../session.h"
#include "annals/answer/documents.h"
#include "annals/answer/parts.h"
#include "annals/sql/connection.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::optional<std::string> query;
  std::optional<std::string> on;
  PerspectiveOptions perspective;
};

/// The query: the argument, or all of standard input.
Result<std::string> read_query(const Options& options) {
  if (options.query && *options.query != "-") return *options.query;
  std::string text;
  std::array<char, 4096> part{};
  while (const std::size_t bytes = std::fread(part.data(), 1, part.size(), stdin)) {
    text.append(part.data(), bytes);
  }
  if (std::ferror(stdin) == 0) return text;
  return Error{.code = ErrorCode::io, .message = "standard input cannot be read"};
}

TableCell table_cell(const sql::SqlValue& value) {
  return std::visit(
      Overloaded{[](None) { return TableCell{.text = "NULL", .style = Style::faint}; },
                 [](std::int64_t whole) { return TableCell{.text = std::to_string(whole)}; },
                 [](double number) { return TableCell{.text = to_text(number)}; },
                 [](const std::string& text) { return TableCell{.text = text}; }},
      value);
}

std::string table(const Terminal& terminal, const sql::Selection& selection) {
  if (selection.rows.empty()) return "No rows.\n";
  Table table{selection.columns};
  for (const auto& row : selection.rows) {
    std::vector<TableCell> cells;
    for (const sql::SqlValue& value : row) cells.push_back(table_cell(value));
    table.add(std::move(cells));
  }
  return table.to_text(terminal);
}

Output make_output(const sql::Selection& selection, const Json& basis) {
  Output output{.document = selection_document(selection, basis),
                .rows = {},
                .columns = selection.columns,
                .table = {}};
  output.rows = rows_of(output.document, "rows");
  output.table = [&](const Terminal& terminal) { return table(terminal, selection); };
  return output;
}

ExitCode run(const Globals& globals, const Options& options) {
  std::optional<EffectiveTime> on;
  if (options.on) {
    const auto asked = parse_on(options.on);
    if (!asked) return fail(asked.error());
    on = asked->at;
  }
  auto inquiry = begin_inquiry(globals, options.perspective);
  if (!inquiry) return fail(inquiry.error());
  const auto query = read_query(options);
  if (!query) return fail(query.error());

  const auto session = std::make_shared<sql::Session>();
  session->view =
      std::make_shared<const sql::View>(sql::View{.keeps_open = {},
                                                  .snapshot = std::move(inquiry->snapshot),
                                                  .on = on,
                                                  .scope = inquiry->scope});
  auto connection = sql::Connection::open(session);
  if (!connection) return fail(connection.error());
  note_interrupts();
  const auto selection = connection->run(*query, interrupted);
  if (interrupted()) {
    note(globals, "interrupted");
    return ExitCode::interrupted;
  }
  if (!selection) return fail(selection.error());
  const auto basis = basis_json(session->view->snapshot, inquiry->scope.horizon.basis);
  if (!basis) return fail(basis.error());
  return print(globals, make_output(*selection, *basis),
               selection->rows.empty() ? ExitCode::nothing : ExitCode::done);
}

}  // namespace

void add_sql(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "sql", "Answer a query in SQL",
                  "  annals sql \"SELECT relationship, value, since FROM state('2025-03-01')\n"
                  "              WHERE term = 'exclusivity'\"\n"
                  "  annals sql --format csv < query.sql");
  command
      ->add_option("QUERY", options->query,
                   "One statement that reads state, timeline, changes, events, sources, "
                   "relationships or parties (default: standard input)")
      ->type_name("");
  add_on(*command, options->on, "Ask about this date where the query names none (default: now)");
  add_perspective(*command, options->perspective);
  bind(*command, context, options, run);
}

}  // namespace annals::cli
