#include <fmt/core.h>

#include <memory>
#include <string>
#include <vector>

#include "../append_one.h"
#include "../arguments.h"
#include "../failure.h"
#include "../session.h"
#include "annals/base/text.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::string type;
  std::string relationship;
  std::vector<std::string> fields;
};

/// Whether a field holds text whatever it looks like: `effective=2019` is a date, not a number.
bool is_text(const EventType* type, std::string_view field) {
  if (is_common_field(field)) return field != "source";
  const FieldRule* const rule = type == nullptr ? nullptr : type->field(field);
  if (rule == nullptr) return false;
  switch (rule->type) {
    case FieldType::number:
    case FieldType::boolean:
    case FieldType::money:
    case FieldType::parties:
    case FieldType::value:
      return false;
    case FieldType::text:
    case FieldType::entity:
    case FieldType::date:
    case FieldType::term:
    case FieldType::key:
    case FieldType::event_id:
    case FieldType::versions:
      return true;
  }
  return true;
}

/// What stands after the '=': text, or JSON where the field holds something else.
Json field_value(const EventType* type, const std::string& name, std::string_view text) {
  if (is_text(type, name)) return std::string{text};
  const bool is_composed = text.starts_with('{') || text.starts_with('[');
  if (!is_composed) return parse_argument(text);
  auto json = parse_json(text);
  return json ? *json : Json(std::string{text});
}

Result<Json> compose(const Options& options, const Vocabulary& vocabulary) {
  Json event{{"type", options.type}, {"relationship", options.relationship}};
  const EventType* const type = vocabulary.type(options.type);
  for (const std::string& field : options.fields) {
    const std::size_t equals = field.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Error{.code = ErrorCode::invalid_input,
                   .message = fmt::format("{}: expected FIELD=VALUE", in_quotes(field))};
    }
    const std::string name = field.substr(0, equals);
    const std::string_view value = std::string_view{field}.substr(equals + 1);
    constexpr std::string_view source_prefix = "source.";
    const bool is_part = name.starts_with(source_prefix);
    Json& object = is_part ? event["source"] : event;
    const std::string member = is_part ? name.substr(source_prefix.size()) : name;
    if ((!object.is_object() && !object.is_null()) || object.contains(member)) {
      return Error{.code = ErrorCode::invalid_input,
                   .message = fmt::format("'{}': is given twice", name)};
    }
    object[member] = is_part ? Json(std::string{value}) : field_value(type, name, value);
  }
  return event;
}

ExitCode run(const Globals& globals, const Options& options) {
  auto database = open_to_append(globals);
  if (!database) return fail(database.error());
  const auto event = compose(options, database->vocabulary());
  if (!event) return fail(event.error());
  return append_one(globals, *database, *event);
}

}  // namespace

void add_add(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = add_command(
      app, "add", "Append one event; print its sequence and id",
      "  annals add exclusivity_granted acme-borg scope=cloud holder=acme effective=2024-03\n"
      "  annals add term_set acme-borg term=stake key=acme value=27 effective=2024-03-01 "
      "source.publisher=Reuters");
  command->add_option("TYPE", options->type, "An event type of the vocabulary ('annals types')")
      ->required()
      ->type_name("");
  command->add_option("RELATIONSHIP", options->relationship, "What the event is about")
      ->required()
      ->type_name("");
  command
      ->add_option("FIELDS", options->fields,
                   "Its fields; VALUE may be JSON, source.title=… is a part of source")
      ->type_name("FIELD=VALUE");
  bind(*command, context, options, run);
}

}  // namespace annals::cli
