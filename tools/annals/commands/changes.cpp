#include "annals/query/changes.h"

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
  std::string from;
  std::string to;
  std::optional<std::string> party;
  PerspectiveOptions perspective;
};

std::string_view phrase(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::effect:
      return "took effect";
    case ChangeKind::end:
      return "ended";
    case ChangeKind::known:
      return "became known";
    case ChangeKind::corrected:
      return "was corrected";
  }
  return "";
}

std::string table(const Terminal& terminal, const ChangesAnswer& answer) {
  Table table{{"DATE", "WHAT", "RELATIONSHIP", "SAYS", "EVENT"}};
  for (const WindowChange& change : answer.changes) {
    const Event& event = change.event.event;
    std::string says = gist(event);
    if (change.by) says += fmt::format("; {}: {}", name_of(*change.by), gist(*change.by));
    const std::string what =
        fmt::format("{}{}", change.certain ? "" : "possibly ", phrase(change.kind));
    table.add({{.text = date_of(change)},
               {.text = what, .style = change.certain ? Style::plain : Style::warning},
               {.text = event.relationship},
               {.text = says},
               {.text = event.id, .style = Style::faint}});
  }
  return table.to_text(terminal);
}

ExitCode run(const Globals& globals, const Options& options) {
  const auto window = parse_window(options.from, options.to);
  if (!window) return fail(window.error());
  auto inquiry = begin_inquiry(globals, options.perspective);
  if (!inquiry) return fail(inquiry.error());
  const auto answer = changes(inquiry->snapshot, *window, options.party, inquiry->scope);
  if (!answer) return fail(answer.error());
  const auto basis = basis_json(inquiry->snapshot, answer->basis);
  if (!basis) return fail(basis.error());

  Output output{.document = changes_document(
                    {.from = options.from, .to = options.to}, options.party,
                    {.on = {}, .perspective = options.perspective, .basis = *basis}, *answer),
                .rows = {},
                .columns = {"change", "date", "certain", "relationship", "event", "sequence",
                            "type", "effects", "by", "reason", "source.title", "source.publisher"},
                .table = {}};
  output.rows = rows_of(output.document, "changes");
  output.table = [&](const Terminal& terminal) {
    const std::string asked = fmt::format("{} from {} to {}", options.party.value_or("changes"),
                                          options.from, options.to);
    return title(terminal, asked, options.perspective, *basis) +
           (answer->changes.empty() ? "Nothing changed.\n" : table(terminal, *answer));
  };
  return print(globals, output, answer->changes.empty() ? ExitCode::nothing : ExitCode::done);
}

}  // namespace

void add_changes(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = add_command(
      app, "changes", "Show what took effect, ended, became known and was corrected in a window",
      "  annals changes --from 2025-01 --to 2025-03\n"
      "  annals changes --from 2025-10-28 --to 2025-10-28 --party microsoft --format jsonl");
  command->add_option("--from", options->from, "The window begins with the first day of this date")
      ->required()
      ->type_name("DATE");
  command->add_option("--to", options->to, "The window ends with the last day of this date")
      ->required()
      ->type_name("DATE");
  command
      ->add_option("--party", options->party,
                   "Only relationships that this party was ever said to be party to")
      ->check(not_empty)
      ->type_name("NAME");
  add_perspective(*command, options->perspective);
  bind(*command, context, options, run);
}

}  // namespace annals::cli
