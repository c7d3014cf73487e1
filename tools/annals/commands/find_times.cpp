#include "annals/query/find_times.h"

#include <fmt/core.h>

#include <string>
#include <utility>
#include <vector>

#include "../failure.h"
#include "../render/output.h"
#include "../render/phrases.h"
#include "../session.h"
#include "annals/answer/parts.h"
#include "annals/base/text.h"
#include "annals/query/succession.h"
#include "find_options.h"

namespace annals::cli {
namespace {

std::string asked_in_words(const FindQuestion& options) {
  std::string asked = in_words(options.conditions);
  if (options.during) {
    asked += fmt::format(" {} {}", options.throughout ? "throughout" : "during", *options.during);
  }
  for (const AskedRelation& each : asked_relations(options)) {
    if (each.condition) asked += fmt::format(" {} {}", each.name, *each.condition);
  }
  if (options.of) asked += " of " + *options.of;
  return options.succession ? "succession of " + asked : asked;
}

std::string day_or_dash(const std::optional<Day>& day) {
  return day ? to_text(*day) : "–";
}

void add_rows(Table& table, const std::vector<CellTimes>& cells, std::string& relationship,
              TableCell& word) {
  for (const CellTimes& each : cells) {
    std::string cell = to_text(each.cell);
    for (const Run& run : each.runs) {
      table.add({{.text = std::exchange(relationship, {})},
                 std::exchange(word, {}),
                 {.text = std::exchange(cell, {})},
                 value_cell(run.value),
                 certainty(run.value, run.certain, run.possible),
                 {.text = day_or_dash(run.from)},
                 {.text = day_or_dash(run.to)}});
    }
  }
}

std::string table(const Terminal& terminal, const FindTimesAnswer& answer) {
  Table table{{"RELATIONSHIP", "ANSWER", "TERM", "VALUE", "CERTAINTY", "FROM", "TO"}};
  for (const FoundTimes& found : answer.relationships) {
    std::string name = found.relationship;
    TableCell word = found.certain ? TableCell{.text = "yes", .style = Style::good}
                                   : TableCell{.text = "possible", .style = Style::warning};
    add_rows(table, found.cells, name, word);
    TableCell other{.text = "beside", .style = Style::faint};
    add_rows(table, found.others, name, other);
  }
  return table.to_text(terminal);
}

ExitCode show_times(const Globals& globals, const FindQuestion& options, const Inquiry& inquiry,
                    std::span<const Condition> conditions, const TimesWanted& wanted) {
  const auto answer = find_times(inquiry.snapshot, conditions, wanted, inquiry.scope,
                                 options.possible ? Certainty::possible : Certainty::certain);
  if (!answer) return fail(answer.error());
  const auto basis = basis_json(inquiry.snapshot, answer->basis);
  if (!basis) return fail(basis.error());
  if (answer->relationships.empty()) {
    const auto noted = note_unused_terms(globals, inquiry, conditions);
    if (!noted) return fail(noted.error());
  }
  Output output{.document = find_times_document(options, *basis, *answer),
                .rows = {},
                .columns = {"relationship", "certain", "cells", "others"},
                .table = {}};
  output.rows = rows_of(output.document, "relationships");
  output.table = [&](const Terminal& terminal) {
    return title(terminal, asked_in_words(options), options.perspective, *basis) +
           (output.rows.empty() ? "No relationship.\n" : table(terminal, *answer));
  };
  return print(globals, output, output.rows.empty() ? ExitCode::nothing : ExitCode::done);
}

/// `after a gap`, `at once or overlapping`: how a tenure follows on the one before.
std::string following_in_words(const std::optional<Following>& following) {
  if (!following) return "first";
  std::string words;
  const auto add = [&](Answer answer, std::string_view phrase) {
    if (answer != Answer::no) words += fmt::format("{}{}", words.empty() ? "" : " or ", phrase);
  };
  add(following->overlaps, "overlapping");
  add(following->meets, "at once");
  add(following->gap, "after a gap");
  return words;
}

ExitCode show_succession(const Globals& globals, const FindQuestion& options,
                         const Inquiry& inquiry, const Condition& condition, const Days& days) {
  const auto answer = succession(inquiry.snapshot, condition, days, inquiry.scope,
                                 options.possible ? Certainty::possible : Certainty::certain);
  if (!answer) return fail(answer.error());
  const auto basis = basis_json(inquiry.snapshot, answer->basis);
  if (!basis) return fail(basis.error());
  Output output{.document = succession_document(options, *basis, *answer),
                .rows = {},
                .columns = {"relationship", "term", "key", "value", "from", "to", "certain",
                            "surely_from", "surely_to", "after_the_last.gap",
                            "after_the_last.meets", "after_the_last.overlaps"},
                .table = {}};
  output.rows = rows_of(output.document, "tenures");
  output.table = [&](const Terminal& terminal) {
    Table table{{"FROM", "TO", "RELATIONSHIP", "TERM", "VALUE", "SURELY", "FOLLOWS"}};
    for (const Tenure& tenure : answer->tenures) {
      const TenureBounds bounds = bounds_of(tenure);
      const std::string sure = bounds.sure ? fmt::format("{} to {}", day_or_dash(bounds.sure->from),
                                                         day_or_dash(bounds.sure->to))
                                           : std::string{"never"};
      table.add({{.text = day_or_dash(bounds.possible.from)},
                 {.text = day_or_dash(bounds.possible.to)},
                 {.text = tenure.relationship},
                 {.text = to_text(tenure.cell)},
                 value_cell(tenure.value),
                 {.text = sure},
                 {.text = following_in_words(tenure.following)}});
    }
    return title(terminal, asked_in_words(options), options.perspective, *basis) +
           (output.rows.empty() ? "Nobody.\n" : table.to_text(terminal));
  };
  return print(globals, output, output.rows.empty() ? ExitCode::nothing : ExitCode::done);
}

}  // namespace

ExitCode find_times(const Globals& globals, const FindQuestion& options) {
  if (auto checked = check_times(options); !checked) return fail(checked.error());
  const auto conditions = parse_searches(options.conditions);
  if (!conditions) return fail(conditions.error());
  const auto wanted = parse_wanted(options);
  if (!wanted) return fail(wanted.error());
  const auto inquiry = begin_inquiry(globals, options.perspective);
  if (!inquiry) return fail(inquiry.error());
  if (!options.succession) return show_times(globals, options, *inquiry, *conditions, *wanted);
  return show_succession(globals, options, *inquiry, conditions->front(),
                         std::get<WithinDays>(*wanted).days);
}

}  // namespace annals::cli
