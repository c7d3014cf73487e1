#include "annals/query/why.h"

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
#include "annals/log/erased.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::string relationship;
  std::string cell;
  std::optional<std::string> on;
  PerspectiveOptions perspective;
};

/// What an event says of the cell, in a line.
std::string headline(const LoggedEvent& logged, const Cell& cell) {
  const Json reason = reason_json(logged, cell);
  const Event& event = logged.event;
  std::string text = fmt::format("  {}: {} from {}", event.id,
                                 reason["value"].is_null() ? "ended" : reason["value"].dump(),
                                 text_or_dash(event.effective));
  if (event.until) text += " until " + event.until->text;
  text += fmt::format(", known {}", reason["known"].get<std::string>());
  if (event.occasion) text += fmt::format(", on the occasion of '{}'", *event.occasion);
  return text + fmt::format(" (#{})", logged.sequence.value);
}

/// The same with its source and its note, each on a line of its own.
std::string paragraph(const LoggedEvent& logged, const Cell& cell) {
  const Event& event = logged.event;
  std::vector<std::string> lines{headline(logged, cell)};
  if (event.source) {
    const bool has_more = event.source->publisher && event.source->title;
    lines.push_back("      source: " + source(event) +
                    (has_more ? ": " + *event.source->title : std::string{}));
    if (event.source->url) lines.push_back("              " + *event.source->url);
    if (event.source->quote) lines.push_back("      quote:  “" + *event.source->quote + "”");
  }
  if (event.note) lines.push_back("      note:   " + *event.note);
  std::string text;
  for (const std::string& line : lines) text += printable(line) + "\n";
  return text;
}

std::string section(const Terminal& terminal, std::string_view title,
                    const std::vector<LoggedEvent>& events, const Cell& cell) {
  if (events.empty()) return {};
  std::string text = "\n" + styled(terminal, Style::heading, title) + "\n";
  for (const LoggedEvent& event : events) text += paragraph(event, cell);
  return text;
}

std::string table(const Terminal& terminal, const WhyAnswer& answer, const Cell& cell) {
  std::string text;
  if (answer.state) {
    const CellState& state = *answer.state;
    text += printable(fmt::format("{} = {}  {}", to_text(cell), to_text(state.value),
                                  certainty(state.value, state.certain, state.possible).text)) +
            "\n";
  } else {
    text += fmt::format("{} is not in force, and was not.\n", to_text(cell));
  }
  text += section(terminal, "It rests on", answer.standing, cell);
  text += section(terminal, "Overridden, because something surely began later", answer.overridden,
                  cell);
  if (!answer.withdrawn.empty()) {
    text += "\n" + styled(terminal, Style::heading, "Withdrawn") + "\n";
    for (const WithdrawnEvent& each : answer.withdrawn) {
      text += paragraph(each.event, cell);
      text += printable(fmt::format("      withdrawn by {}: {}", name_of(each.by),
                                    reason_of(each.by).value_or("no reason given"))) +
              "\n";
    }
  }
  text += section(terminal, "Ahead: known, but not yet in effect", answer.ahead, cell);
  if (answer.erased.empty()) return text;
  text += "\n" +
          styled(terminal, Style::heading, "Erased: whatever it said, it counts for nothing") +
          "\n";
  for (const LoggedEvent& left : answer.erased) {
    text +=
        printable(fmt::format("  an event of this relationship {}", erasure_in_words(left))) + "\n";
  }
  return text;
}

/// Every event of the answer, with the list that it stands in.
std::vector<Json> rows(const Json& document) {
  Json context = Json::object();
  for (const std::string name :
       {"relationship", "term", "key", "on", "known", "source", "without_source", "basis"}) {
    if (document.contains(name)) context[name] = document[name];
  }
  std::vector<Json> rows;
  for (const std::string list : {"standing", "overridden", "withdrawn", "ahead"}) {
    for (const Json& item : document[list]) {
      rows.push_back(in_context(in_context(context, {{"list", list}}), item));
    }
  }
  return rows;
}

ExitCode run(const Globals& globals, const Options& options) {
  const auto on = parse_on(options.on);
  if (!on) return fail(on.error());
  const auto cell = parse_cell(options.cell);
  if (!cell) return fail(cell.error());
  auto inquiry = begin_inquiry(globals, options.perspective);
  if (!inquiry) return fail(inquiry.error());
  const auto answer = why(inquiry->snapshot, options.relationship, *cell, on->at, inquiry->scope);
  if (!answer) return fail(answer.error());
  auto basis = basis_json(inquiry->snapshot, answer->basis);
  if (!basis) return fail(basis.error());

  Output output{.document = why_document(
                    options.relationship, *cell,
                    {.on = on->echo, .perspective = options.perspective, .basis = *basis}, *answer),
                .rows = {},
                .columns = {"relationship",
                            "term",
                            "key",
                            "list",
                            "event",
                            "by",
                            "reason",
                            "type",
                            "value",
                            "since",
                            "until",
                            "known",
                            "recorded",
                            "occasion",
                            "note",
                            "source.title",
                            "source.publisher",
                            "source.url",
                            "source.published",
                            "source.quote"},
                .table = {}};
  output.table = [&](const Terminal& terminal) {
    const std::string asked =
        fmt::format("{} {} on {}", options.relationship, to_text(*cell), on->echo);
    return title(terminal, asked, options.perspective, *basis) + table(terminal, *answer, *cell);
  };
  output.rows = rows(output.document);
  const bool is_empty = output.rows.empty();
  if (is_empty) {
    if (auto noted = note_if_unnamed(globals, *inquiry, options.relationship, *cell); !noted) {
      return fail(noted.error());
    }
  }
  return print(globals, output, is_empty ? ExitCode::nothing : ExitCode::done);
}

}  // namespace

void add_why(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = add_command(
      app, "why", "Show what an answer rests on, what it overrode, and what was withdrawn",
      "  annals why stargate facility:abilene --on 2025-01-21\n"
      "  annals why microsoft-openai exclusivity:cloud --on 2025-03-01 --format json");
  add_relationship(*command, options->relationship);
  command->add_option("CELL", options->cell, "The term: TERM or TERM:KEY")
      ->required()
      ->type_name("");
  add_on(*command, options->on, "Ask about this date (default: now)");
  add_perspective(*command, options->perspective);
  bind(*command, context, options, run);
}

}  // namespace annals::cli
