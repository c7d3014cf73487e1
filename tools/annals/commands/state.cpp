#include "annals/query/state.h"

#include <fmt/core.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "../failure.h"
#include "../render/output.h"
#include "../render/phrases.h"
#include "../session.h"
#include "annals/answer/documents.h"
#include "annals/answer/parts.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::string relationship;
  std::optional<std::string> cell;
  std::optional<std::string> on;
  bool all = false;
  PerspectiveOptions perspective;
};

std::string table(const Terminal& terminal, const std::vector<CellAnswer>& cells) {
  Table table{{"TERM", "VALUE", "CERTAINTY", "SINCE", "UNTIL", "SOURCE"}};
  for (const CellAnswer& cell : cells) {
    table.add({{.text = to_text(cell.cell)},
               value_cell(cell.state.value),
               certainty(cell.state.value, cell.state.certain, cell.state.possible),
               {.text = since(cell)},
               {.text = text_or_dash(cell.event.event.until)},
               {.text = source(cell.event.event), .style = Style::faint}});
  }
  return table.to_text(terminal);
}

ExitCode run(const Globals& globals, const Options& options) {
  const auto on = parse_on(options.on);
  if (!on) return fail(on.error());
  const auto cell = parse_optional_cell(options.cell);
  if (!cell) return fail(cell.error());
  auto inquiry = begin_inquiry(globals, options.perspective);
  if (!inquiry) return fail(inquiry.error());
  auto answer = state(inquiry->snapshot, options.relationship, *cell, on->at, inquiry->scope);
  if (!answer) return fail(answer.error());
  if (!options.all) keep_in_force(*answer);
  auto basis = basis_json(inquiry->snapshot, answer->basis);
  if (!basis) return fail(basis.error());
  if (answer->cells.empty()) {
    if (auto noted = note_if_unnamed(globals, *inquiry, options.relationship, *cell); !noted) {
      return fail(noted.error());
    }
  }

  Output output{.document = state_document(
                    options.relationship,
                    {.on = on->echo, .perspective = options.perspective, .basis = *basis}, *answer),
                .rows = {},
                .columns = {"relationship", "term", "key", "value", "certain", "possible", "since",
                            "held_since", "until", "event", "source.title", "source.publisher",
                            "source.url", "source.published", "source.quote"},
                .table = {}};
  output.rows = rows_in_context(output.document, "terms");
  output.table = [&](const Terminal& terminal) {
    const std::string body =
        answer->cells.empty() ? "Nothing is in force.\n" : table(terminal, answer->cells);
    return title(terminal, fmt::format("{} on {}", options.relationship, on->echo),
                 options.perspective, *basis) +
           body;
  };
  return print(globals, output, answer->cells.empty() ? ExitCode::nothing : ExitCode::done);
}

}  // namespace

void add_state(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "state", "Show the terms in force on a date, or possibly so",
                  "  annals state microsoft-openai --on 2025-03-01\n"
                  "  annals state microsoft-openai exclusivity:cloud --on 2023 --known 2022-12-31");
  add_relationship(*command, options->relationship);
  add_cell(*command, options->cell);
  add_on(*command, options->on, "Ask about this date (default: now)");
  command->add_flag("--all", options->all, "Show also what has surely ended");
  add_perspective(*command, options->perspective);
  bind(*command, context, options, run);
}

}  // namespace annals::cli
