#include "annals/query/find_times.h"

#include <fmt/core.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "../failure.h"
#include "../render/answers.h"
#include "../render/output.h"
#include "../render/phrases.h"
#include "../session.h"
#include "annals/base/text.h"
#include "annals/query/succession.h"
#include "find_options.h"

namespace annals::cli {
namespace {

Error refuse(std::string message) {
  return {.code = ErrorCode::invalid_input, .message = std::move(message)};
}

/// A relation that was asked for, its flag and the condition that the other cell must meet.
struct AskedRelation {
  Relation relation;
  std::string_view flag;
  const std::optional<std::string>& condition;
};

std::array<AskedRelation, 5> relations(const FindOptions& options) {
  return {{{Relation::overlaps, "overlaps", options.overlaps},
           {Relation::before, "before", options.before},
           {Relation::after, "after", options.after},
           {Relation::meets, "meets", options.meets},
           {Relation::met_by, "met-by", options.met_by}}};
}

/// The one relation that was asked for; null if none was.
const AskedRelation* asked_relation(const std::array<AskedRelation, 5>& all) {
  const AskedRelation* asked = nullptr;
  for (const AskedRelation& each : all) {
    if (each.condition) asked = &each;
  }
  return asked;
}

Result<TimesWanted> parse_wanted(const FindOptions& options) {
  const auto all = relations(options);
  if (const AskedRelation* const asked = asked_relation(all)) {
    auto other = parse_search(*asked->condition);
    if (!other) return refuse(fmt::format("--{}: {}", asked->flag, other.error().message));
    return TimesWanted{RelatedTo{
        .relation = asked->relation, .other = *std::move(other), .relationship = options.of}};
  }
  WithinDays within{
      .days = {},
      .extent = options.throughout ? WithinDays::Extent::all : WithinDays::Extent::some};
  if (!options.during) return TimesWanted{within};
  const auto days = parse_range("--during", *options.during);
  if (!days) return days.error();
  within.days = *days;
  return TimesWanted{within};
}

/// What was asked about times, under the names of the flags.
Json times_json(const FindOptions& options) {
  Json json{{"conditions", options.conditions}};
  if (options.during) json["during"] = *options.during;
  if (options.throughout) json["throughout"] = true;
  for (const AskedRelation& each : relations(options)) {
    if (each.condition) json[std::string{each.flag}] = *each.condition;
  }
  if (options.of) json["of"] = *options.of;
  if (options.succession) json["succession"] = true;
  return json;
}

std::string asked_in_words(const FindOptions& options) {
  std::string asked = in_words(options.conditions);
  if (options.during) {
    asked += fmt::format(" {} {}", options.throughout ? "throughout" : "during", *options.during);
  }
  for (const AskedRelation& each : relations(options)) {
    if (each.condition) asked += fmt::format(" {} {}", each.flag, *each.condition);
  }
  if (options.of) asked += " of " + *options.of;
  return options.succession ? "succession of " + asked : asked;
}

Json cells_json(const std::vector<CellTimes>& cells) {
  Json list = Json::array();
  for (const CellTimes& each : cells) {
    Json runs = Json::array();
    for (const Run& run : each.runs) runs.push_back(run_json(run));
    list.push_back({{"term", each.cell.term},
                    {"key", each.cell.key},
                    {"certain", each.answer == Answer::yes},
                    {"runs", std::move(runs)}});
  }
  return list;
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

ExitCode show_times(const Globals& globals, const FindOptions& options, const Inquiry& inquiry,
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
  Json context = times_json(options);
  context.update(echo(options.perspective));
  context["basis"] = *basis;
  Output output{.document = context,
                .rows = {},
                .columns = {"relationship", "certain", "cells", "others"},
                .table = {}};
  for (const FoundTimes& found : answer->relationships) {
    output.rows.push_back({{"relationship", found.relationship},
                           {"certain", found.certain},
                           {"cells", cells_json(found.cells)},
                           {"others", cells_json(found.others)}});
  }
  output.document["relationships"] = output.rows;
  output.table = [&](const Terminal& terminal) {
    return title(terminal, asked_in_words(options), options.perspective, *basis) +
           (output.rows.empty() ? "No relationship.\n" : table(terminal, *answer));
  };
  return print(globals, output, output.rows.empty() ? ExitCode::nothing : ExitCode::done);
}

/// The bounds of a tenure: those that it may reach, and those that it surely does.
struct Bounds {
  Days possible;
  std::optional<Days> sure;  ///< none: it may never have been
};

Bounds bounds_of(const Tenure& tenure) {
  Bounds bounds{.possible = {.from = tenure.stretches.front().days.from,
                             .to = tenure.stretches.back().days.to},
                .sure = {}};
  for (const Stretch& stretch : tenure.stretches) {
    if (!stretch.certain) continue;
    if (!bounds.sure) bounds.sure = stretch.days;
    bounds.sure->to = stretch.days.to;
  }
  return bounds;
}

Json tenure_json(const Tenure& tenure) {
  const auto day = [](const std::optional<Day>& at) {
    return at ? Json(to_text(*at)) : Json(nullptr);
  };
  const Bounds bounds = bounds_of(tenure);
  Json json{{"relationship", tenure.relationship},
            {"term", tenure.cell.term},
            {"key", tenure.cell.key},
            {"value", to_json(tenure.value)},
            {"from", day(bounds.possible.from)},
            {"to", day(bounds.possible.to)},
            {"certain", bounds.sure.has_value()},
            {"surely_from", bounds.sure ? day(bounds.sure->from) : Json(nullptr)},
            {"surely_to", bounds.sure ? day(bounds.sure->to) : Json(nullptr)},
            {"after_the_last", nullptr}};
  if (tenure.following) {
    json["after_the_last"] = {{"gap", word(tenure.following->gap)},
                              {"meets", word(tenure.following->meets)},
                              {"overlaps", word(tenure.following->overlaps)}};
  }
  return json;
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

ExitCode show_succession(const Globals& globals, const FindOptions& options, const Inquiry& inquiry,
                         const Condition& condition, const Days& days) {
  const auto answer = succession(inquiry.snapshot, condition, days, inquiry.scope,
                                 options.possible ? Certainty::possible : Certainty::certain);
  if (!answer) return fail(answer.error());
  const auto basis = basis_json(inquiry.snapshot, answer->basis);
  if (!basis) return fail(basis.error());
  Json context = times_json(options);
  context.update(echo(options.perspective));
  context["basis"] = *basis;
  Output output{.document = context,
                .rows = {},
                .columns = {"relationship", "term", "key", "value", "from", "to", "certain",
                            "surely_from", "surely_to", "after_the_last.gap",
                            "after_the_last.meets", "after_the_last.overlaps"},
                .table = {}};
  for (const Tenure& tenure : answer->tenures) output.rows.push_back(tenure_json(tenure));
  output.document["tenures"] = output.rows;
  output.table = [&](const Terminal& terminal) {
    Table table{{"FROM", "TO", "RELATIONSHIP", "TERM", "VALUE", "SURELY", "FOLLOWS"}};
    for (const Tenure& tenure : answer->tenures) {
      const Bounds bounds = bounds_of(tenure);
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

/// Refuses flags that do not go together.
Status check(const FindOptions& options) {
  int relations_given = 0;
  for (const AskedRelation& each : relations(options)) relations_given += each.condition ? 1 : 0;
  if (options.on) return refuse("--on asks about a moment; leave it out where times are asked for");
  if (relations_given > 1)
    return refuse("give one of --overlaps, --before, --after, --meets and --met-by");
  if (relations_given > 0 && (options.during || options.succession)) {
    return refuse(
        "--during and --succession do not go with --overlaps, --before, --after, --meets or "
        "--met-by");
  }
  if (options.of && relations_given == 0) {
    return refuse("--of goes with --overlaps, --before, --after, --meets or --met-by");
  }
  if (options.succession && options.conditions.size() != 1) {
    return refuse("--succession takes one condition");
  }
  if (options.succession && options.throughout) {
    return refuse("--throughout does not go with --succession");
  }
  return Done{};
}

}  // namespace

ExitCode find_times(const Globals& globals, const FindOptions& options) {
  if (auto checked = check(options); !checked) return fail(checked.error());
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
