#include "annals/query/diff.h"

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
  std::string from;
  std::string to;
  PerspectiveOptions perspective;
};

TableCell side(const std::optional<CellAnswer>& cell) {
  if (!cell) return {.text = "–", .style = Style::faint};
  const TableCell sure = certainty(cell->state.value, cell->state.certain, cell->state.possible);
  if (cell->state.certain) return value_cell(cell->state.value);
  return {.text = fmt::format("{} ({})", to_text(cell->state.value), sure.text),
          .style = Style::warning};
}

std::string_view phrase(Cause cause) {
  switch (cause) {
    case Cause::world:
      return "the world changed";
    case Cause::learned:
      return "we learned";
    case Cause::corrected:
      return "we had it wrong";
    case Cause::both:
      return "the world and our knowledge changed";
  }
  return "";
}

std::string table(const Terminal& terminal, const DiffAnswer& answer) {
  Table table{{"TERM", "BEFORE", "AFTER", "WHY", "EVENT"}};
  for (const ChangeAnswer& change : answer.changes) {
    const auto& resting_on = change.after ? change.after : change.before;
    table.add({{.text = to_text(change.cell)},
               side(change.before),
               side(change.after),
               {.text = std::string{phrase(change.cause)}},
               {.text = resting_on->event.event.id, .style = Style::faint}});
  }
  return table.to_text(terminal);
}

ExitCode run(const Globals& globals, const Options& options) {
  const auto perspective = parse_perspective(options.perspective);
  if (!perspective) return fail(perspective.error());
  const KnownTime known = perspective->known.value_or(KnownTime::latest());
  const auto from = parse_standpoint("--from", options.from, known);
  if (!from) return fail(from.error());
  const auto to = parse_standpoint("--to", options.to, known);
  if (!to) return fail(to.error());
  auto inquiry = begin_inquiry(globals, options.perspective);
  if (!inquiry) return fail(inquiry.error());
  const auto answer = diff(inquiry->snapshot, options.relationship, *from, *to,
                           inquiry->scope.horizon.basis, inquiry->scope.sources);
  if (!answer) return fail(answer.error());
  auto basis = basis_json(inquiry->snapshot, answer->basis);
  if (!basis) return fail(basis.error());
  if (answer->changes.empty()) {
    if (auto noted = note_if_unnamed(globals, *inquiry, options.relationship); !noted) {
      return fail(noted.error());
    }
  }

  Output output{
      .document =
          diff_document(options.relationship, {.from = options.from, .to = options.to},
                        {.on = {}, .perspective = options.perspective, .basis = *basis}, *answer),
      .rows = {},
      .columns = {"relationship", "from", "to", "term", "key", "cause", "before.value",
                  "before.certain", "before.event", "after.value", "after.certain", "after.event"},
      .table = {}};
  output.rows = rows_in_context(output.document, "changes");
  output.table = [&](const Terminal& terminal) {
    const std::string asked =
        fmt::format("{} from {} to {}", options.relationship, options.from, options.to);
    const std::string body =
        answer->changes.empty() ? "Nothing differs.\n" : table(terminal, *answer);
    return title(terminal, asked, options.perspective, *basis) + body;
  };
  return print(globals, output, ExitCode::done);
}

}  // namespace

void add_diff(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = add_command(
      app, "diff", "Show what differs between two dates, or two states of knowledge, and why",
      "  annals diff microsoft-openai --from 2024-12-31 --to 2025-12-31\n"
      "  annals diff google-openai --from 2025-06-30@2025-06-01 --to 2025-06-30@2025-06-30");
  add_relationship(*command, options->relationship);
  command
      ->add_option("--from", options->from,
                   "The date before, and what was known of it (default: "
                   "what --known says)")
      ->required()
      ->type_name("DATE[@KNOWN]");
  command->add_option("--to", options->to, "The date after")->required()->type_name("DATE[@KNOWN]");
  add_perspective(*command, options->perspective);
  bind(*command, context, options, run);
}

}  // namespace annals::cli
