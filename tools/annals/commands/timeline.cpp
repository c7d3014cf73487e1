#include <fmt/core.h>

#include <memory>
#include <optional>
#include <string>

#include "../failure.h"
#include "../render/bars.h"
#include "../render/output.h"
#include "../render/phrases.h"
#include "../session.h"
#include "annals/answer/documents.h"
#include "annals/answer/parts.h"
#include "annals/query/timelines.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::string relationship;
  std::optional<std::string> cell;
  std::optional<std::string> on;
  bool bars = false;
  bool plain = false;
  PerspectiveOptions perspective;
};

std::string day_text(const std::optional<Day>& day) {
  return day ? to_text(*day) : "…";
}

std::string table(const Terminal& terminal, const TimelineAnswer& answer) {
  Table table{{"TERM", "FROM", "TO", "VALUE", "CERTAINTY"}};
  for (const CellTimeline& cell : answer.cells) {
    std::string name = to_text(cell.cell);
    for (const Run& run : cell.runs) {
      table.add({{.text = name},
                 {.text = day_text(run.from)},
                 {.text = day_text(run.to)},
                 value_cell(run.value),
                 certainty(run.value, run.certain, run.possible)});
      name.clear();
    }
  }
  return table.to_text(terminal);
}

std::string body(const Terminal& terminal, const Options& options, const TimelineAnswer& answer) {
  if (answer.cells.empty()) return "Nothing is known of it.\n";
  if (options.plain) return bars(terminal, answer.cells, BarGlyphs::ascii);
  if (options.bars) return bars(terminal, answer.cells, BarGlyphs::unicode);
  return table(terminal, answer);
}

Output make_output(const Options& options, const TimelineAnswer& answer, const Json& basis) {
  Output output{
      .document =
          timeline_document(options.relationship,
                            {.on = {}, .perspective = options.perspective, .basis = basis}, answer),
      .rows = {},
      .columns = {"relationship", "term", "key", "from", "to", "value", "certain", "possible"},
      .table = {}};
  for (const Json& cell : rows_in_context(output.document, "cells")) {
    for (Json& row : rows_in_context(cell, "runs")) output.rows.push_back(std::move(row));
  }
  output.table = [&](const Terminal& terminal) {
    return title(terminal, options.relationship, options.perspective, basis) +
           body(terminal, options, answer);
  };
  return output;
}

ExitCode run(const Globals& globals, const Options& options) {
  const auto cell = parse_optional_cell(options.cell);
  if (!cell) return fail(cell.error());
  const auto on = parse_on(options.on);
  if (!on) return fail(on.error());
  auto inquiry = begin_inquiry(globals, options.perspective);
  if (!inquiry) return fail(inquiry.error());
  auto answer = timelines(inquiry->snapshot, options.relationship, *cell, inquiry->scope);
  if (!answer) return fail(answer.error());
  if (options.on) keep_runs_on(*answer, on->at);
  const auto basis = basis_json(inquiry->snapshot, answer->basis);
  if (!basis) return fail(basis.error());
  if (answer->cells.empty()) {
    if (auto noted = note_if_unnamed(globals, *inquiry, options.relationship, *cell); !noted) {
      return fail(noted.error());
    }
  }
  return print(globals, make_output(options, *answer, *basis),
               answer->cells.empty() ? ExitCode::nothing : ExitCode::done);
}

}  // namespace

void add_timeline(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "timeline", "Show the runs of days on which each term stayed the same",
                  "  annals timeline microsoft-openai exclusivity:cloud\n"
                  "  annals timeline microsoft-openai --bars\n"
                  "  annals timeline microsoft-openai --known 2024-12-31 --format csv");
  add_relationship(*command, options->relationship);
  add_cell(*command, options->cell);
  add_on(*command, options->on, "Show only the runs that this date lies in");
  command->add_flag("--bars", options->bars, "Draw bars on an axis of days in place of the table");
  command->add_flag("--plain", options->plain, "Draw the bars in ASCII");
  add_perspective(*command, options->perspective);
  bind(*command, context, options, run);
}

}  // namespace annals::cli
