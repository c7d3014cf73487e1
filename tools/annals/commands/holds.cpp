#include "annals/query/holds.h"

#include <fmt/core.h>

#include <memory>
#include <optional>
#include <string>

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
  std::string condition;
  std::optional<std::string> on;
  PerspectiveOptions perspective;
};

ExitCode code(Answer answer) {
  switch (answer) {
    case Answer::yes:
      return ExitCode::done;
    case Answer::possible:
      return ExitCode::possible;
    case Answer::no:
      return ExitCode::nothing;
  }
  return ExitCode::nothing;
}

std::string explanation(const Assertion& asked, const HoldsAnswer& answer) {
  if (!answer.cell) {
    return fmt::format("Nothing is said of {} by then.", to_text(asked.cell));
  }
  const CellAnswer& cell = *answer.cell;
  const TableCell sure = certainty(cell.state.value, cell.state.certain, cell.state.possible);
  return fmt::format("{} is {}, {}, since {}; source: {}", to_text(asked.cell),
                     to_text(cell.state.value), sure.text, since(cell), source(cell.event.event));
}

ExitCode run(const Globals& globals, const Options& options) {
  const auto on = parse_on(options.on);
  if (!on) return fail(on.error());
  const auto asked = parse_condition(options.condition);
  if (!asked) return fail(asked.error());
  auto inquiry = begin_inquiry(globals, options.perspective);
  if (!inquiry) return fail(inquiry.error());
  const auto answer =
      holds(inquiry->snapshot, options.relationship, *asked, on->at, inquiry->scope);
  if (!answer) return fail(answer.error());
  auto basis = basis_json(inquiry->snapshot, answer->basis);
  if (!basis) return fail(basis.error());
  if (!answer->cell) {
    if (auto noted = note_if_unnamed(globals, *inquiry, options.relationship, asked->cell);
        !noted) {
      return fail(noted.error());
    }
  }

  const Json document = holds_document(
      options.relationship, *asked,
      {.on = on->echo, .perspective = options.perspective, .basis = *basis}, *answer);
  return print(globals,
               {.document = document,
                .rows = {document},
                .columns = {"answer", "relationship", "term", "key", "value", "on", "known",
                            "cell.value", "cell.certain", "cell.event"},
                .table =
                    [&](const Terminal&) {
                      return fmt::format("{}\n{}\n", word(answer->answer),
                                         printable(explanation(*asked, *answer)));
                    }},
               code(answer->answer));
}

}  // namespace

void add_holds(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "holds", "Say whether a term has a value: yes, possible or no",
                  "  annals holds google-openai provider:google=compute --on 2025-05-15\n"
                  "  annals holds microsoft-openai stake:microsoft=27 --on 2026");
  add_relationship(*command, options->relationship);
  command
      ->add_option("CONDITION", options->condition,
                   "The value to ask for; JSON numbers, booleans and quoted strings are read so")
      ->required()
      ->type_name("TERM:KEY=VALUE");
  add_on(*command, options->on, "Ask about this date (default: now)");
  add_perspective(*command, options->perspective);
  bind(*command, context, options, run);
}

}  // namespace annals::cli
