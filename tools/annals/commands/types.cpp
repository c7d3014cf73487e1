#include <fmt/core.h>

#include <memory>
#include <string>

#include "../failure.h"
#include "../render/output.h"
#include "../render/table.h"
#include "../session.h"
#include "annals/answer/parts.h"
#include "annals/event/vocabulary.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {};

/// `the field holder`, `"exclusive"`, or both where one stands in for the other.
std::string operand_text(const Operand& operand) {
  std::string text;
  for (const std::string& field : operand.fields) text += (text.empty() ? "" : " or ") + field;
  if (!operand.otherwise) return text;
  const std::string constant = to_text(*operand.otherwise);
  if (text.empty()) return constant;
  return constant.empty() ? text : fmt::format("{} (else {})", text, constant);
}

std::string effect_text(const EffectRule& rule) {
  std::string cell = operand_text(rule.term);
  const std::string key = operand_text(rule.key);
  if (!key.empty()) cell += fmt::format(":{}", rule.key.fields.empty() ? key : "<" + key + ">");
  std::string text =
      rule.kind == EffectKind::end
          ? fmt::format("ends {}", cell)
          : fmt::format("{} = {}", cell,
                        rule.value.fields.empty() ? operand_text(rule.value)
                                                  : "<" + operand_text(rule.value) + ">");
  if (rule.ends_at) text += fmt::format(", {} ends it", to_text(*rule.ends_at));
  if (!rule.each.empty()) text += fmt::format(", for each of {}", rule.each);
  return text;
}

Json type_json(const EventType& type) {
  Json fields = Json::array();
  for (const FieldRule& field : type.fields) {
    fields.push_back(
        {{"name", field.name}, {"type", to_text(field.type)}, {"required", field.required}});
  }
  Json effects = Json::array();
  for (const EffectRule& rule : type.effects) effects.push_back(effect_text(rule));
  return Json{{"type", type.name},
              {"about", type.about},
              {"fields", std::move(fields)},
              {"exactly_one", type.exactly_one},
              {"effects", std::move(effects)}};
}

Json term_json(const TermInfo& term) {
  return Json{{"term", term.name},
              {"key", term.key.empty() ? Json(nullptr) : Json(term.key)},
              {"values", term.values},
              {"about", term.about}};
}

std::string fields_text(const EventType& type) {
  std::string text;
  for (const FieldRule& field : type.fields) {
    text += fmt::format("{}{}{}: {}", text.empty() ? "" : ", ", field.name,
                        field.required ? "*" : "", to_text(field.type));
  }
  return text;
}

std::string table(const Terminal& terminal, const Vocabulary& vocabulary) {
  Table types{{"TYPE", "FIELDS (* REQUIRED)", "EFFECTS"}};
  for (const EventType& type : vocabulary.types) {
    std::string effects;
    for (const EffectRule& rule : type.effects) {
      effects += (effects.empty() ? "" : "; ") + effect_text(rule);
    }
    types.add({{.text = type.name}, {.text = fields_text(type)}, {.text = effects}});
  }
  Table terms{{"TERM", "KEY", "VALUES", "ABOUT"}};
  for (const TermInfo& term : vocabulary.terms) {
    std::string values;
    for (const std::string& value : term.values) values += (values.empty() ? "" : ", ") + value;
    terms.add({{.text = term.name}, {.text = term.key}, {.text = values}, {.text = term.about}});
  }
  const std::string title = fmt::format("The vocabulary '{}'", printable(vocabulary.name));
  return styled(terminal, Style::heading, title) + "\n\n" + types.to_text(terminal) + "\n" +
         terms.to_text(terminal) +
         "\nEvery event may also have id, effective, until, known, replaces, source, occasion and "
         "note.\n";
}

ExitCode run(const Globals& globals, const Options& /*options*/) {
  const auto database = open_existing(globals, Access::read);
  if (!database) return fail(database.error());
  auto basis = basis_json(database->snapshot(), database->last());
  if (!basis) return fail(basis.error());
  const Vocabulary& vocabulary = database->vocabulary();
  Output output{.document = {{"vocabulary", vocabulary.name}, {"about", vocabulary.about}},
                .rows = {},
                .columns = {"type", "about", "fields", "exactly_one", "effects"},
                .table = [&](const Terminal& terminal) { return table(terminal, vocabulary); }};
  for (const EventType& type : vocabulary.types) output.rows.push_back(type_json(type));
  output.document["types"] = output.rows;
  output.document["terms"] = Json::array();
  for (const TermInfo& term : vocabulary.terms) output.document["terms"].push_back(term_json(term));
  output.document["basis"] = *std::move(basis);
  return print(globals, output, ExitCode::done);
}

}  // namespace

void add_types(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "types", "List the event types and terms of the database's vocabulary",
                  "  annals types\n"
                  "  annals types --format json");
  bind(*command, context, options, run);
}

}  // namespace annals::cli
