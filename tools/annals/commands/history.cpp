#include "annals/query/history.h"

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
  std::optional<std::string> on;
  bool recorded_order = false;
  bool relative = false;
  PerspectiveOptions perspective;
};

/// `2019-07-22`, `2019 until 2030`, or nothing where the event has no date of effect.
std::string when(const Event& event) {
  if (!event.effective) return "–";
  if (!event.until) return event.effective->text;
  return fmt::format("{} until {}", event.effective->text, event.until->text);
}

/// When it became known: a date as written, or the day of a moment.
std::string known(const LoggedEvent& logged) {
  const auto text = to_json(logged)["known"].get<std::string>();
  return text.starts_with('[') ? text : text.substr(0, text.find('T'));
}

TableCell what(const HistoryEvent& each) {
  const Event& event = each.event.event;
  std::string text = gist(each.event);
  if (event.occasion) text = fmt::format("[{}] {}", *event.occasion, text);
  if (!each.withdrawn_by) return {.text = text};
  const auto reason = reason_of(*each.withdrawn_by);
  return {.text = fmt::format("✗ {} (withdrawn by {}{})", text, name_of(*each.withdrawn_by),
                              reason ? ": " + *reason : ""),
          .style = Style::bad};
}

/// How long before or after `now` it took effect; a vague date, the first day that it may mean.
std::string how_long_ago(const Event& event, EffectiveTime now) {
  if (!event.effective || event.effective->first.at == unbounded_below) return "–";
  return relative_to(day_of(now.at), day_of(event.effective->first.at));
}

/// `now`: what dates are told from, if they are to be.
std::string table(const Terminal& terminal, const HistoryAnswer& answer,
                  const std::optional<EffectiveTime>& now) {
  std::vector<std::string> headings{"#", "EFFECTIVE", "KNOWN", "WHAT", "EVENT", "SOURCE"};
  if (now) headings.insert(headings.begin() + 2, "WHEN");
  Table table{std::move(headings)};
  for (const HistoryEvent& each : answer.events) {
    std::vector<TableCell> row{{.text = std::to_string(each.event.sequence.value)},
                               {.text = when(each.event.event)},
                               {.text = known(each.event)},
                               what(each),
                               {.text = name_of(each.event)},
                               {.text = source(each.event.event), .style = Style::faint}};
    if (now) row.insert(row.begin() + 2, {.text = how_long_ago(each.event.event, *now)});
    table.add(std::move(row));
  }
  return table.to_text(terminal);
}

ExitCode run(const Globals& globals, const Options& options) {
  const auto on = parse_on(options.on);
  if (!on) return fail(on.error());
  auto inquiry = begin_inquiry(globals, options.perspective);
  if (!inquiry) return fail(inquiry.error());
  const auto order = options.recorded_order ? HistoryOrder::recorded : HistoryOrder::effect;
  auto answer = history(inquiry->snapshot, options.relationship, order, inquiry->scope);
  if (!answer) return fail(answer.error());
  if (options.on) keep_until(*answer, on->at);
  auto basis = basis_json(inquiry->snapshot, answer->basis);
  if (!basis) return fail(basis.error());
  if (answer->events.empty()) {
    if (auto noted = note_if_unnamed(globals, *inquiry, options.relationship); !noted) {
      return fail(noted.error());
    }
  }

  Output output{
      .document = history_document(options.relationship,
                                   {.on = {}, .perspective = options.perspective, .basis = *basis},
                                   *answer),
      .rows = {},
      .columns = {"sequence", "id", "type", "relationship", "effective", "until", "known",
                  "recorded", "replaces", "occasion", "note", "withdrawn.by", "withdrawn.reason",
                  "source.title", "source.publisher", "erased.at", "erased.reason"},
      .table = {}};
  output.rows = rows_of(output.document, "events");
  const auto now = options.relative ? std::optional{on->at} : std::nullopt;
  output.table = [&](const Terminal& terminal) {
    const std::string body =
        answer->events.empty() ? "No events.\n" : table(terminal, *answer, now);
    return title(terminal, options.relationship, options.perspective, *basis) + body;
  };
  return print(globals, output, answer->events.empty() ? ExitCode::nothing : ExitCode::done);
}

}  // namespace

void add_history(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "history", "List the events of a relationship and what withdrew them",
                  "  annals history microsoft-openai\n"
                  "  annals history stargate --recorded-order --format jsonl");
  add_relationship(*command, options->relationship);
  add_on(*command, options->on, "Leave out what took effect after this date");
  command->add_flag("--recorded-order", options->recorded_order,
                    "Order by place in the log and not by date of effect");
  command->add_flag("--relative", options->relative,
                    "Say how long before --on (default: now) each took effect");
  add_perspective(*command, options->perspective);
  bind(*command, context, options, run);
}

}  // namespace annals::cli
