#include "annals/query/conflicts.h"

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
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
  std::optional<std::string> relationship;
  std::optional<std::string> on;
  PerspectiveOptions perspective;
};

/// A row for each event, under the cell that it contradicts another about.
std::string table(const Terminal& terminal, const ConflictsAnswer& answer) {
  Table table{{"RELATIONSHIP", "TERM", "VALUE", "SINCE", "EVENT", "SOURCE"}};
  for (const CellConflict& conflict : answer.conflicts) {
    std::string relationship = conflict.relationship;
    std::string cell = to_text(conflict.cell);
    for (const LoggedEvent& event : conflict.events) {
      const auto effect = std::ranges::find(event.event.effects, conflict.cell, &Assertion::cell);
      const bool says = effect != event.event.effects.end();
      table.add({{.text = std::exchange(relationship, {})},
                 {.text = std::exchange(cell, {})},
                 value_cell(says ? effect->value : Value{None{}}),
                 {.text = text_or_dash(event.event.effective)},
                 {.text = event.event.id},
                 {.text = source(event.event), .style = Style::faint}});
    }
  }
  return table.to_text(terminal);
}

std::string asked_in_words(const Options& options) {
  std::string asked = "conflicts";
  if (options.relationship) asked += " in " + *options.relationship;
  if (options.on) asked += " on " + *options.on;
  return asked;
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
  const auto answer = conflicts(inquiry->snapshot, options.relationship, on, inquiry->scope);
  if (!answer) return fail(answer.error());
  const auto basis = basis_json(inquiry->snapshot, answer->basis);
  if (!basis) return fail(basis.error());
  if (answer->conflicts.empty() && options.relationship) {
    const auto noted = note_if_unnamed(globals, *inquiry, *options.relationship);
    if (!noted) return fail(noted.error());
  }

  Output output{
      .document = conflicts_document(
          options.on, {.on = {}, .perspective = options.perspective, .basis = *basis}, *answer),
      .rows = {},
      .columns = {"relationship", "term", "key", "from", "to", "events"},
      .table = {}};
  output.rows = rows_of(output.document, "conflicts");
  output.table = [&](const Terminal& terminal) {
    return title(terminal, asked_in_words(options), options.perspective, *basis) +
           (answer->conflicts.empty() ? "No conflicts.\n" : table(terminal, *answer));
  };
  return print(globals, output, answer->conflicts.empty() ? ExitCode::nothing : ExitCode::done);
}

}  // namespace

void add_conflicts(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = add_command(
      app, "conflicts", "Show events that contradict each other about a term",
      "  annals conflicts\n"
      "  annals conflicts microsoft-openai --known 2025-12-31 --without-source Reuters");
  command->add_option("RELATIONSHIP", options->relationship, "What to look at (default: all)")
      ->type_name("");
  add_on(*command, options->on, "Show only what the answer for this date rests on");
  add_perspective(*command, options->perspective);
  bind(*command, context, options, run);
}

}  // namespace annals::cli
