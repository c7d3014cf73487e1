#include "annals/query/party.h"

#include <fmt/core.h>

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
  std::string party;
  std::optional<std::string> on;
  std::optional<std::string> from;
  std::optional<std::string> to;
  PerspectiveOptions perspective;

  [[nodiscard]] bool is_range() const { return from || to; }
};

std::string table(const Terminal& terminal, const PartyAnswer& answer) {
  Table table{{"RELATIONSHIP", "ROLE", "CERTAINTY", "SINCE", "UNTIL", "TERMS"}};
  for (const PartyRelationship& each : answer.relationships) {
    std::string terms;
    for (const CellAnswer& term : each.terms) {
      terms += fmt::format("{}{} = {}{}", terms.empty() ? "" : "; ", to_text(term.cell),
                           to_text(term.state.value), term.state.certain ? "" : " (possible)");
    }
    table.add({{.text = each.relationship},
               value_cell(each.role.state.value),
               certainty(each.role.state.value, each.role.state.certain, each.role.state.possible),
               {.text = since(each.role)},
               {.text = text_or_dash(each.role.event.event.until)},
               {.text = terms.empty() ? "–" : terms, .style = Style::faint}});
  }
  return table.to_text(terminal);
}

std::string range_table(const Terminal& terminal, const std::vector<Json>& rows,
                        const PartyTimeline& answer) {
  Table table{{"RELATIONSHIP", "ROLE", "CERTAINTY", "FROM", "TO", ""}};
  auto row = rows.begin();
  for (const PartyRuns& each : answer.relationships) {
    for (const Run& run : each.runs) {
      const bool came = (*row)["came"].get<bool>();
      const bool went = (*row++)["went"].get<bool>();
      const std::string_view what = came && went ? "came and went"
                                    : came       ? "came"
                                    : went       ? "went"
                                                 : "";
      table.add({{.text = each.relationship},
                 value_cell(run.value),
                 certainty(run.value, run.certain, run.possible),
                 {.text = run.from ? to_text(*run.from) : "–"},
                 {.text = run.to ? to_text(*run.to) : "–"},
                 {.text = std::string{what}}});
    }
  }
  return table.to_text(terminal);
}

ExitCode show_range(const Globals& globals, const Options& options, const Inquiry& inquiry,
                    const Days& days) {
  const auto answer = party_timeline(inquiry.snapshot, options.party, days, inquiry.scope);
  if (!answer) return fail(answer.error());
  const auto basis = basis_json(inquiry.snapshot, answer->basis);
  if (!basis) return fail(basis.error());
  Output output{
      .document = party_range_document(
          {.party = options.party, .dates = {.from = options.from, .to = options.to}, .days = days},
          {.on = {}, .perspective = options.perspective, .basis = *basis}, *answer),
      .rows = {},
      .columns = {"relationship", "role", "from", "to", "certain", "possible", "came", "went"},
      .table = {}};
  output.rows = rows_of(output.document, "relationships");
  output.table = [&](const Terminal& terminal) {
    const std::string asked =
        fmt::format("{} from {} to {}", options.party, options.from.value_or("the beginning"),
                    options.to.value_or("the end"));
    return title(terminal, asked, options.perspective, *basis) +
           (output.rows.empty() ? "Party to nothing.\n"
                                : range_table(terminal, output.rows, *answer));
  };
  return print(globals, output, output.rows.empty() ? ExitCode::nothing : ExitCode::done);
}

ExitCode show_moment(const Globals& globals, const Options& options, const Inquiry& inquiry,
                     const AskedMoment& on) {
  const auto answer = party(inquiry.snapshot, options.party, on.at, inquiry.scope);
  if (!answer) return fail(answer.error());
  const auto basis = basis_json(inquiry.snapshot, answer->basis);
  if (!basis) return fail(basis.error());
  Output output{.document = party_document(
                    options.party,
                    {.on = on.echo, .perspective = options.perspective, .basis = *basis}, *answer),
                .rows = {},
                .columns = {"relationship", "role", "certain", "possible", "since", "held_since",
                            "until", "event", "terms"},
                .table = {}};
  output.rows = rows_of(output.document, "relationships");
  output.table = [&](const Terminal& terminal) {
    return title(terminal, fmt::format("{} on {}", options.party, on.echo), options.perspective,
                 *basis) +
           (output.rows.empty() ? "Party to nothing.\n" : table(terminal, *answer));
  };
  return print(globals, output, output.rows.empty() ? ExitCode::nothing : ExitCode::done);
}

ExitCode run(const Globals& globals, const Options& options) {
  if (options.on && options.is_range()) {
    return fail({.code = ErrorCode::invalid_input,
                 .message = "--on asks about a moment, --from and --to about a range; give one"});
  }
  const auto on = parse_on(options.on);
  if (!on) return fail(on.error());
  const auto days = parse_days(options.from, options.to);
  if (!days) return fail(days.error());
  const auto inquiry = begin_inquiry(globals, options.perspective);
  if (!inquiry) return fail(inquiry.error());
  return options.is_range() ? show_range(globals, options, *inquiry, *days)
                            : show_moment(globals, options, *inquiry, *on);
}

}  // namespace

void add_party(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "party", "Show what somebody is party to on a date, with role and terms",
                  "  annals party microsoft --on 2025-03-01\n"
                  "  annals party oracle --from 2024 --to 2025 --known 2025-06-30");
  command->add_option("NAME", options->party, "Whose relationships to show")
      ->required()
      ->check(not_empty)
      ->type_name("");
  add_on(*command, options->on, "Ask about this date (default: now)");
  command
      ->add_option("--from", options->from,
                   "Show who came and went from this date on, its first day included")
      ->type_name("DATE");
  command->add_option("--to", options->to, "The range ends with the last day of this date")
      ->type_name("DATE");
  add_perspective(*command, options->perspective);
  bind(*command, context, options, run);
}

}  // namespace annals::cli
