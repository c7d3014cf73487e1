#include "annals/codec/vocabulary_json.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "annals/base/text.h"
#include "annals/codec/json.h"
#include "annals/codec/json_form.h"
#include "annals/event/field_reader.h"
#include "annals/event/limits.h"

namespace annals {
namespace {

constexpr std::string_view version_key = "annals-vocabulary";
constexpr int version_known = 1;

constexpr std::array<FieldType, 7> own_field_types{
    FieldType::text, FieldType::entity, FieldType::number, FieldType::boolean,
    FieldType::date, FieldType::money,  FieldType::parties};

/// Reads a vocabulary and collects every mistake on the way.
class Parser : private JsonForm {
 public:
  Parser() : JsonForm{"the vocabulary"} {}

  Vocabulary parse(const Json& root) {
    Vocabulary vocabulary;
    vocabulary.types = general_types();
    if (!expect_object("", root, {version_key, "name", "about", "terms", "types"})) {
      return vocabulary;
    }
    if (!root.contains(version_key) || root[version_key] != version_known) {
      fail(version_key,
           fmt::format("expected {}, the version that this build reads", version_known));
    }
    vocabulary.name = text("", root, "name", true);
    vocabulary.about = text("", root, "about", false);
    each("", root, "terms", [&](const std::string& place, const Json& item) {
      TermInfo info = term(place, item);
      const bool is_there =
          std::ranges::find(vocabulary.terms, info.name, &TermInfo::name) != vocabulary.terms.end();
      if (is_there) fail(place + ".term", fmt::format("there is a term '{}' already", info.name));
      vocabulary.terms.push_back(std::move(info));
    });
    if (!root.contains("types")) fail("types", "is missing");
    each("", root, "types", [&](const std::string& place, const Json& item) {
      EventType type = event_type(place, item);
      if (vocabulary.type(type.name) != nullptr) {
        fail(place + ".type", fmt::format("there is a type '{}' already", type.name));
      }
      vocabulary.types.push_back(std::move(type));
    });
    return vocabulary;
  }

  using JsonForm::result;

 private:
  TermInfo term(const std::string& place, const Json& json) {
    TermInfo info;
    if (!expect_object(place, json, {"term", "key", "values", "about"})) return info;
    info.name = text(place, json, "term", true);
    if (auto checked = check_term("term", info.name); !checked) {
      fail(place, checked.error().message);
    }
    info.key = text(place, json, "key", false);
    info.values = texts(place, json, "values");
    info.about = text(place, json, "about", false);
    return info;
  }

  EventType event_type(const std::string& place, const Json& json) {
    EventType type;
    if (!expect_object(place, json, {"type", "about", "fields", "effects", "exactly_one"})) {
      return type;
    }
    type.name = text(place, json, "type", true);
    if (type.name.size() > limits::id_bytes_max || has_control_character(type.name)) {
      fail(place + ".type", "expected 1 to 256 bytes without control characters");
    }
    type.about = text(place, json, "about", false);
    each(place, json, "fields", [&](const std::string& at, const Json& item) {
      if (auto rule = field(at, item, type)) type.fields.push_back(std::move(*rule));
    });
    each(place, json, "effects", [&](const std::string& at, const Json& item) {
      type.effects.push_back(effect(at, item, type));
    });
    each(place, json, "exactly_one",
         [&](const std::string& at, const Json& item) { group(at, item, type); });
    return type;
  }

  std::optional<FieldRule> field(const std::string& place, const Json& json,
                                 const EventType& type) {
    if (!expect_object(place, json, {"name", "type", "required"})) return std::nullopt;
    FieldRule rule{.name = text(place, json, "name", true),
                   .type = FieldType::text,
                   .required = flag(place, json, "required")};
    if (is_common_field(rule.name)) {
      fail(place + ".name", fmt::format("every event has a field '{}' already", rule.name));
    }
    if (type.field(rule.name) != nullptr) {
      fail(place + ".name", fmt::format("there is a field '{}' already", rule.name));
    }
    const std::string wanted = text(place, json, "type", true);
    const auto* const found =
        std::ranges::find(own_field_types, wanted, [](FieldType each) { return to_text(each); });
    if (found == own_field_types.end()) {
      fail(place + ".type", fmt::format("{} is no field type; expected text, entity, number, "
                                        "boolean, date, money or parties",
                                        in_quotes(wanted)));
      return std::nullopt;
    }
    rule.type = *found;
    return rule;
  }

  void group(const std::string& place, const Json& json, EventType& type) {
    if (!json.is_array() || json.size() < 2) {
      fail(place, "expected a list of at least two names of fields");
      return;
    }
    std::vector<std::string> names;
    for (const Json& item : json) {
      names.push_back(item.is_string() ? item.get<std::string>() : std::string{});
      const FieldRule* const rule = type.field(names.back());
      if (rule == nullptr || rule->required) {
        fail(place, fmt::format("{} is not an optional field of this type", item.dump()));
      }
    }
    type.exactly_one.push_back(std::move(names));
  }

  EffectRule effect(const std::string& place, const Json& json, const EventType& type) {
    EffectRule rule{};
    if (!expect_object(place, json, {"set", "end", "key", "value", "each", "ends_at"})) return rule;
    if (json.contains("set") == json.contains("end")) {
      fail(place, "expected either 'set' or 'end'");
      return rule;
    }
    rule.kind = json.contains("set") ? EffectKind::set : EffectKind::end;
    const std::string verb = rule.kind == EffectKind::set ? "set" : "end";
    const std::string term = text(place, json, verb, true);
    if (auto checked = check_term(verb, term); !checked) fail(place, checked.error().message);
    rule.term.otherwise = Value{term};
    rule.each = each_field(place, json, type);
    rule.key = key(place, json, type, rule.each);
    if (rule.kind == EffectKind::end) {
      if (json.contains("value") || json.contains("ends_at")) {
        fail(place, "what ends has no 'value' and no 'ends_at'");
      }
      return rule;
    }
    if (!json.contains("value")) {
      fail(place + ".value", "is missing");
      return rule;
    }
    rule.value = operand(place + ".value", json["value"], type, rule.each);
    if (json.contains("ends_at")) rule.ends_at = constant(place + ".ends_at", json["ends_at"]);
    return rule;
  }

  std::string each_field(const std::string& place, const Json& json, const EventType& type) {
    if (!json.contains("each")) return {};
    std::string name = text(place, json, "each", true);
    const FieldRule* const rule = type.field(name);
    if (rule == nullptr || rule->type != FieldType::parties) {
      fail(place + ".each", fmt::format("'{}' is not a field of type parties", name));
    }
    return name;
  }

  Operand key(const std::string& place, const Json& json, const EventType& type,
              const std::string& each) {
    if (!json.contains("key")) return {.fields = {}, .otherwise = Value{std::string{}}};
    const std::string at = place + ".key";
    Operand operand = this->operand(at, json["key"], type, each);
    if (!operand.fields.empty()) {
      for (const std::string& name : operand.fields) expect_text_field(at, name, type, each);
    }
    if (operand.otherwise) {
      const auto* const constant = std::get_if<std::string>(&*operand.otherwise);
      if (constant == nullptr) {
        fail(at, "a key must be text");
      } else if (auto checked = check_key("key", *constant); !checked) {
        fail(at, checked.error().message);
      }
    }
    return operand;
  }

  void expect_text_field(const std::string& place, const std::string& name, const EventType& type,
                         const std::string& each) {
    if (!each.empty() && (name == "entity" || name == "role")) return;
    const FieldRule* const rule = type.field(name);
    if (rule == nullptr) return;  // said already
    if (rule->type == FieldType::number || rule->type == FieldType::boolean) {
      fail(place, fmt::format("'{}' is a {}; a key must be text", name, to_text(rule->type)));
    }
  }

  /// A constant, or `{"field": NAME or [NAME…], "otherwise": CONSTANT}`.
  Operand operand(const std::string& place, const Json& json, const EventType& type,
                  const std::string& each) {
    if (!json.is_object()) return {.fields = {}, .otherwise = constant(place, json)};
    Operand operand;
    if (!expect_object(place, json, {"field", "otherwise"})) return operand;
    if (!json.contains("field")) {
      fail(place + ".field", "is missing");
      return operand;
    }
    const Json& named = json["field"];
    operand.fields =
        named.is_string() ? std::vector{named.get<std::string>()} : texts(place, json, "field");
    if (operand.fields.empty()) fail(place + ".field", "names no field");
    for (const std::string& name : operand.fields) {
      const bool of_item = !each.empty() && (name == "entity" || name == "role");
      const FieldRule* const rule = type.field(name);
      if (!of_item && (rule == nullptr || rule->type == FieldType::parties)) {
        fail(place + ".field", fmt::format("'{}' is not a field that holds one value", name));
      }
    }
    if (json.contains("otherwise")) {
      operand.otherwise = constant(place + ".otherwise", json["otherwise"]);
    }
    return operand;
  }

  std::optional<Value> constant(const std::string& place, const Json& json) {
    if (json.is_string()) {
      const auto& text = json.get_ref<const std::string&>();
      if (text.size() <= limits::value_bytes_max) return Value{text};
    }
    if (json.is_boolean()) return Value{json.get<bool>()};
    if (json.is_number() && std::abs(json.get<double>()) <= limits::integer_max) {
      return Value{json.get<double>()};
    }
    fail(place, "expected text of at most 4096 bytes, a number within 2^53 or a boolean");
    return std::nullopt;
  }
};

}  // namespace

Result<Vocabulary> parse_vocabulary(std::string_view json) {
  const auto root = parse_json(json);
  if (!root) return root.error();
  Parser parser;
  Vocabulary vocabulary = parser.parse(*root);
  if (auto checked = parser.result(); !checked) return std::move(checked).error();
  return vocabulary;
}

}  // namespace annals
