#include "annals/query/changes.h"

#include <fmt/core.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "../failure.h"
#include "../render/answers.h"
#include "../render/output.h"
#include "../render/phrases.h"
#include "../session.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::string from;
  std::string to;
  std::optional<std::string> party;
  PerspectiveOptions perspective;
};

/// From the first moment of the one date to the last of the other.
Result<Window> parse_window(const Options& options) {
  const auto refuse = [](std::string_view flag, const std::string& message) {
    return Error{.code = ErrorCode::invalid_input, .message = fmt::format("{}: {}", flag, message)};
  };
  const auto from = parse_span(options.from);
  if (!from) return refuse("--from", from.error().message);
  const auto to = parse_span(options.to);
  if (!to) return refuse("--to", to.error().message);
  if (to->last < from->first) {
    return refuse("--to", fmt::format("{} lies before --from, {}", options.to, options.from));
  }
  return Window{.from = from->first, .to = to->last};
}

/// The date that the change is dated by, as it was written.
std::string date_of(const WindowChange& change) {
  const auto text = [](const std::optional<EffectiveWhen>& when) {
    return when ? when->text : std::string{};
  };
  switch (change.kind) {
    case ChangeKind::effect:
      return text(change.event.event.effective);
    case ChangeKind::end:
      return text(change.event.event.until);
    case ChangeKind::known:
      return to_json(change.event)["known"].get<std::string>();
    case ChangeKind::corrected:
      return to_json(*change.by)["known"].get<std::string>();
  }
  return {};
}

Json effects_json(const Event& event) {
  Json effects = Json::array();
  for (const Assertion& effect : event.effects) {
    effects.push_back(
        {{"term", effect.cell.term}, {"key", effect.cell.key}, {"value", to_json(effect.value)}});
  }
  return effects;
}

Json change_json(const WindowChange& change) {
  const Event& event = change.event.event;
  Json json{{"change", to_text(change.kind)},
            {"date", date_of(change)},
            {"certain", change.certain},
            {"relationship", event.relationship},
            {"event", event.id},
            {"sequence", change.event.sequence.value},
            {"type", event.type},
            {"effects", effects_json(event)},
            {"by", nullptr},
            {"reason", nullptr},
            {"source", event.source ? to_json(*event.source) : Json(nullptr)}};
  if (change.by) {
    json["by"] = id_json(*change.by);
    json["reason"] = to_json(reason_of(*change.by));
  }
  return json;
}

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
  const auto window = parse_window(options);
  if (!window) return fail(window.error());
  auto inquiry = begin_inquiry(globals, options.perspective);
  if (!inquiry) return fail(inquiry.error());
  const auto answer = changes(inquiry->snapshot, *window, options.party, inquiry->scope);
  if (!answer) return fail(answer.error());
  const auto basis = basis_json(inquiry->snapshot, answer->basis);
  if (!basis) return fail(basis.error());

  Json context{{"from", options.from}, {"to", options.to}, {"party", to_json(options.party)}};
  context.update(echo(options.perspective));
  context["basis"] = *basis;
  Output output{.document = context,
                .rows = {},
                .columns = {"change", "date", "certain", "relationship", "event", "sequence",
                            "type", "effects", "by", "reason", "source.title", "source.publisher"},
                .table = {}};
  for (const WindowChange& each : answer->changes) output.rows.push_back(change_json(each));
  output.document["changes"] = output.rows;
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
