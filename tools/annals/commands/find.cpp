#include "annals/query/find.h"

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
#include "find_options.h"

namespace annals::cli {
namespace {

using Found = FoundRelationship<CellAnswer>;

/// A row for each cell that meets a condition, under the relationship that it is of.
std::string table(const Terminal& terminal, const FindAnswer<CellAnswer>& answer) {
  Table table{{"RELATIONSHIP", "ANSWER", "TERM", "VALUE", "CERTAINTY", "SINCE", "UNTIL"}};
  for (const Found& found : answer.relationships) {
    std::string name = found.relationship;
    TableCell word = found.certain ? TableCell{.text = "yes", .style = Style::good}
                                   : TableCell{.text = "possible", .style = Style::warning};
    for (const CellAnswer& cell : found.cells) {
      table.add({{.text = std::exchange(name, {})},
                 std::exchange(word, {}),
                 {.text = to_text(cell.cell)},
                 value_cell(cell.state.value),
                 certainty(cell.state.value, cell.state.certain, cell.state.possible),
                 {.text = since(cell)},
                 {.text = text_or_dash(cell.event.event.until)}});
    }
  }
  return table.to_text(terminal);
}

ExitCode run(const Globals& globals, const FindQuestion& options) {
  if (options.is_about_times()) return find_times(globals, options);
  const auto on = parse_on(options.on);
  if (!on) return fail(on.error());
  auto conditions = parse_searches(options.conditions);
  if (!conditions) return fail(conditions.error());
  auto inquiry = begin_inquiry(globals, options.perspective);
  if (!inquiry) return fail(inquiry.error());
  const Certainty wanted = options.possible ? Certainty::possible : Certainty::certain;
  const auto answer = find(inquiry->snapshot, *conditions, on->at, inquiry->scope, wanted);
  if (!answer) return fail(answer.error());
  const auto basis = basis_json(inquiry->snapshot, answer->basis);
  if (!basis) return fail(basis.error());

  if (answer->relationships.empty()) {
    const auto noted = note_unused_terms(globals, *inquiry, *conditions);
    if (!noted) return fail(noted.error());
  }

  Output output{.document = find_document(
                    options.conditions,
                    {.on = on->echo, .perspective = options.perspective, .basis = *basis}, *answer),
                .rows = {},
                .columns = {"relationship", "certain", "cells"},
                .table = {}};
  output.rows = rows_of(output.document, "relationships");
  output.table = [&](const Terminal& terminal) {
    const std::string body =
        answer->relationships.empty() ? "No relationship.\n" : table(terminal, *answer);
    return title(terminal, fmt::format("{} on {}", in_words(options.conditions), on->echo),
                 options.perspective, *basis) +
           body;
  };
  return print(globals, output, answer->relationships.empty() ? ExitCode::nothing : ExitCode::done);
}

/// The flags that ask about times and not about a moment.
void add_times(CLI::App& command, FindQuestion& options) {
  CLI::Option* const during =
      command
          .add_option("--during", options.during,
                      "Find where they held at some time of A/B, each a date or '..'")
          ->type_name("A/B");
  command
      .add_flag("--throughout", options.throughout,
                "With --during: where they held on all its days")
      ->needs(during);
  const auto add_relation = [&](const char* flag, std::optional<std::string>& condition,
                                const std::string& help) {
    return command.add_option(flag, condition, help)->type_name("CONDITION");
  };
  add_relation("--overlaps", options.overlaps, "Where they held on a day on which this did");
  add_relation("--before", options.before, "Where they ended a day or more before this began");
  add_relation("--after", options.after, "Where they began a day or more after this ended");
  add_relation("--meets", options.meets, "Where they ended on the day on which this began");
  add_relation("--met-by", options.met_by, "Where they began on the day on which this ended");
  command
      .add_option("--of", options.of,
                  "The relationship that the other condition is about (default: the same)")
      ->type_name("RELATIONSHIP");
  command.add_flag("--succession", options.succession,
                   "List who had it one after the other, with gaps and overlaps");
}

}  // namespace

void add_find(CLI::App& app, Context& context) {
  auto options = std::make_shared<FindQuestion>();
  CLI::App* const command =
      add_command(app, "find", "Find the relationships where all conditions hold on a date",
                  "  annals find exclusivity=exclusive party:microsoft --on 2024-06-30\n"
                  "  annals find 'stake:microsoft>=25' --possible --known 2025-12-31\n"
                  "  annals find provider --overlaps exclusivity-holder:cloud=microsoft");
  command
      ->add_option("CONDITION", options->conditions,
                   "TERM[:KEY]=VALUE, TERM[:KEY] alone for any value,\n"
                   "or TERM[:KEY] with <, <=, > or >= and a number;\n"
                   "without a key any cell of the term is meant")
      ->required()
      ->type_name("");
  add_on(*command, options->on, "Ask about this date (default: now)");
  command->add_flag("--possible", options->possible, "Show also where they may hold");
  add_times(*command, *options);
  add_perspective(*command, options->perspective);
  bind(*command, context, options, run);
}

}  // namespace annals::cli
