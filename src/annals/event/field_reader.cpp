#include "annals/event/field_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "annals/base/text.h"
#include "annals/event/limits.h"
#include "annals/time/when.h"

namespace annals {
namespace {

Error expected(std::string_view field, std::string_view what, const Datum& datum) {
  return field_error(field, fmt::format("expected {}, not {}", what, kind_of(datum)));
}

Status check_id(std::string_view field, std::string_view text) {
  if (text.empty()) return field_error(field, "is empty; expected 1 to 256 bytes");
  if (text.size() > limits::id_bytes_max) {
    return field_error(
        field, fmt::format("has {} bytes; expected 1 to {}", text.size(), limits::id_bytes_max));
  }
  if (has_control_character(text)) {
    return field_error(field, fmt::format("{} has a control character", in_quotes(text)));
  }
  if (!is_utf8(text)) return field_error(field, "is not UTF-8");
  return Done{};
}

/// Text that passes `rule`, a function of (field, text).
template <typename Rule>
Result<std::string> read_checked(std::string_view field, const Datum& datum, Rule&& rule) {
  const auto* const text = std::get_if<std::string_view>(&datum.shape);
  if (text == nullptr) return expected(field, "text", datum);
  if (auto checked = rule(field, *text); !checked) return std::move(checked).error();
  return std::string{*text};
}

Result<double> read_number(std::string_view field, const Datum& datum) {
  if (std::holds_alternative<Unrepresentable>(datum.shape)) {
    return field_error(field, "is a number beyond 2^53 (9007199254740992)");
  }
  const auto* const number = std::get_if<double>(&datum.shape);
  if (number == nullptr) return expected(field, "a number", datum);
  if (!std::isfinite(*number) || std::abs(*number) > limits::integer_max) {
    return field_error(field, "is a number beyond 2^53 (9007199254740992)");
  }
  return *number == 0 ? 0.0 : *number;  // so that -0 and 0 are the same number
}

Result<bool> read_boolean(std::string_view field, const Datum& datum) {
  const auto* const flag = std::get_if<bool>(&datum.shape);
  if (flag == nullptr) return expected(field, "true or false", datum);
  return *flag;
}

Result<std::string> read_date(std::string_view field, const Datum& datum) {
  const auto* const text = std::get_if<std::string_view>(&datum.shape);
  if (text == nullptr) return expected(field, "a date as text", datum);
  if (const auto span = parse_span(*text); !span) return field_error(field, span.error().message);
  return std::string{*text};
}

/// Whether `amount` is digits, perhaps with a sign and a fraction.
bool is_decimal(std::string_view amount) {
  if (amount.starts_with('-')) amount.remove_prefix(1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const std::size_t dot = amount.find('.');
  const std::string_view whole = amount.substr(0, dot);
  if (whole.empty() || !std::ranges::all_of(whole, is_digit)) return false;
  if (dot == std::string_view::npos) return true;
  const std::string_view fraction = amount.substr(dot + 1);
  return !fraction.empty() && std::ranges::all_of(fraction, is_digit);
}

bool is_currency(std::string_view text) {
  constexpr std::size_t letters = 3;
  return text.size() == letters &&
         std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

constexpr std::string_view money_forms =
    R"("500000000000 USD" or {"amount":500000000000,"currency":"USD"})";

Result<std::string> read_money_object(std::string_view field, const Datum::Object& object) {
  std::optional<double> amount;
  std::optional<std::string> currency;
  for (const Member& member : object) {
    const std::string name = fmt::format("{}.{}", field, member.name);
    if (member.name == "amount" && !amount) {
      const auto number = read_number(name, member.datum);
      if (!number) return number.error();
      amount = *number;
    } else if (member.name == "currency" && !currency) {
      auto text = read_text(name, member.datum, limits::id_bytes_max);
      if (!text) return text;
      currency = std::move(*text);
    } else {
      return field_error(name, fmt::format("is unknown or given twice; expected {}", money_forms));
    }
  }
  if (!amount || !currency || !is_currency(*currency)) {
    return field_error(field, fmt::format("expected {}", money_forms));
  }
  std::string digits = to_text(*amount);
  if (digits.find('e') != std::string::npos) {
    return field_error(fmt::format("{}.amount", field), "is too small to be an amount of money");
  }
  return digits + " " + *currency;
}

Result<std::string> read_money(std::string_view field, const Datum& datum) {
  if (const auto* const object = std::get_if<Datum::Object>(&datum.shape)) {
    return read_money_object(field, *object);
  }
  const auto* const text = std::get_if<std::string_view>(&datum.shape);
  if (text == nullptr) return expected(field, fmt::format("money, {}", money_forms), datum);
  const std::size_t space = text->find(' ');
  if (space == std::string_view::npos || !is_decimal(text->substr(0, space)) ||
      !is_currency(text->substr(space + 1))) {
    return field_error(field,
                       fmt::format("{} is not money; expected {}", in_quotes(*text), money_forms));
  }
  return std::string{*text};
}

/// A role is text, or a list of texts that become one.
Result<std::string> read_role(std::string_view field, const Datum& datum) {
  const auto* const list = std::get_if<Datum::List>(&datum.shape);
  if (list == nullptr) return read_text(field, datum, limits::value_bytes_max);
  std::string roles;
  for (const Datum& item : *list) {
    const auto role = read_text(field, item, limits::value_bytes_max);
    if (!role) return role;
    if (!roles.empty()) roles += ", ";
    roles += *role;
  }
  if (roles.empty()) return field_error(field, "is empty; expected at least one role");
  return roles;
}

Result<Party> read_party(std::string_view field, const Datum& datum) {
  constexpr std::string_view form = R"({"entity":…,"role":…})";
  const auto* const object = std::get_if<Datum::Object>(&datum.shape);
  if (object == nullptr) return expected(field, form, datum);
  Party party;
  for (const Member& member : *object) {
    const std::string name = fmt::format("{}.{}", field, member.name);
    if (member.name == "entity" && party.entity.empty()) {
      auto entity = read_id(name, member.datum);
      if (!entity) return std::move(entity).error();
      party.entity = std::move(*entity);
    } else if (member.name == "role" && !party.role) {
      auto role = read_role(name, member.datum);
      if (!role) return std::move(role).error();
      party.role = std::move(*role);
    } else {
      return field_error(name, fmt::format("is unknown or given twice; expected {}", form));
    }
  }
  if (party.entity.empty()) return field_error(field, "has no 'entity'");
  return party;
}

/// Several roles of one entity are one text, in the order given.
void add_party(std::vector<Party>& parties, Party party) {
  const auto same = std::ranges::find(parties, party.entity, &Party::entity);
  if (same == parties.end()) {
    parties.push_back(std::move(party));
  } else if (party.role) {
    same->role = same->role ? *same->role + ", " + *party.role : *party.role;
  }
}

Result<std::vector<Party>> read_parties(std::string_view field, const Datum& datum) {
  const auto* const list = std::get_if<Datum::List>(&datum.shape);
  if (list == nullptr) return expected(field, R"(a list of {"entity":…,"role":…})", datum);
  if (list->empty()) return field_error(field, "is an empty list; expected at least one party");
  if (list->size() > limits::effects_max) {
    return field_error(
        field, fmt::format("has {} items; expected at most {}", list->size(), limits::effects_max));
  }
  std::vector<Party> parties;
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto party = read_party(fmt::format("{}[{}]", field, i), (*list)[i]);
    if (!party) return std::move(party).error();
    add_party(parties, std::move(*party));
  }
  return parties;
}

Result<std::string> read_versions(std::string_view field, const Datum& datum) {
  const auto* const text = std::get_if<std::string_view>(&datum.shape);
  if (text == nullptr || (*text != "last" && *text != "all")) {
    return field_error(field, R"(expected "last" or "all")");
  }
  return std::string{*text};
}

FieldValue from_value(Value value) {
  return std::visit(
      Overloaded{[](std::string text) { return FieldValue{std::move(text)}; },
                 [](double number) { return FieldValue{number}; },
                 [](bool flag) { return FieldValue{flag}; }, [](None) { return FieldValue{}; }},
      std::move(value));
}

/// A Result<T> as a Result<FieldValue>.
template <typename T>
Result<FieldValue> as_field(Result<T> result) {
  if (!result) return std::move(result).error();
  if constexpr (std::is_same_v<T, Value>) {
    return from_value(*std::move(result));
  } else {
    return FieldValue{*std::move(result)};
  }
}

}  // namespace

Error field_error(std::string_view field, std::string_view what) {
  return {.code = ErrorCode::invalid_input,
          .message = fmt::format("'{}': {}", escaped(field), what)};
}

std::string_view kind_of(const Datum& datum) {
  return std::visit(
      Overloaded{[](std::nullptr_t) { return std::string_view{"null"}; },
                 [](bool) { return std::string_view{"a boolean"}; },
                 [](double) { return std::string_view{"a number"}; },
                 [](Unrepresentable) { return std::string_view{"a number beyond 2^53"}; },
                 [](std::string_view) { return std::string_view{"text"}; },
                 [](const Datum::List&) { return std::string_view{"a list"}; },
                 [](const Datum::Object&) { return std::string_view{"an object"}; }},
      datum.shape);
}

Status check_key(std::string_view field, std::string_view text) {
  if (text.empty()) return Done{};
  return check_id(field, text);
}

Status check_term(std::string_view field, std::string_view text) {
  if (auto id = check_id(field, text); !id) return id;
  if (text.find_first_of(":=") == std::string_view::npos) return Done{};
  return field_error(field,
                     fmt::format("{} has a ':' or '='; a term has neither", in_quotes(text)));
}

Result<std::string> read_text(std::string_view field, const Datum& datum, std::size_t bytes_max) {
  return read_checked(field, datum, [&](std::string_view name, std::string_view text) -> Status {
    if (text.size() > bytes_max) {
      return field_error(name,
                         fmt::format("has {} bytes; expected at most {}", text.size(), bytes_max));
    }
    if (!is_utf8(text)) return field_error(name, "is not UTF-8");
    return Done{};
  });
}

Result<std::string> read_id(std::string_view field, const Datum& datum) {
  return read_checked(field, datum, check_id);
}

Result<std::string> read_key(std::string_view field, const Datum& datum) {
  return read_checked(field, datum, check_key);
}

Result<std::string> read_term(std::string_view field, const Datum& datum) {
  return read_checked(field, datum, check_term);
}

Result<Value> read_value(std::string_view field, const Datum& datum) {
  if (std::holds_alternative<std::string_view>(datum.shape)) {
    auto text = read_text(field, datum, limits::value_bytes_max);
    if (!text) return std::move(text).error();
    return Value{*std::move(text)};
  }
  if (const auto* const flag = std::get_if<bool>(&datum.shape)) return Value{*flag};
  if (std::holds_alternative<double>(datum.shape) ||
      std::holds_alternative<Unrepresentable>(datum.shape)) {
    const auto number = read_number(field, datum);
    if (!number) return number.error();
    return Value{*number};
  }
  return expected(field, "text, a number or a boolean", datum);
}

Result<Source> read_source(const Datum& datum) {
  const auto* const object = std::get_if<Datum::Object>(&datum.shape);
  if (object == nullptr) {
    return expected("source", "an object with title, publisher, url, published or quote", datum);
  }
  Source source;
  const std::array<std::pair<std::string_view, std::optional<std::string>*>, 5> parts{
      {{"title", &source.title},
       {"publisher", &source.publisher},
       {"url", &source.url},
       {"published", &source.published},
       {"quote", &source.quote}}};
  for (const Member& member : *object) {
    const std::string name = fmt::format("source.{}", member.name);
    const auto* const part = std::ranges::find_if(
        parts, [&](const auto& candidate) { return candidate.first == member.name; });
    if (part == parts.end()) {
      return field_error(name, "is unknown; expected title, publisher, url, published or quote");
    }
    if (part->second->has_value()) return field_error(name, "is given twice");
    auto text = member.name == "published" ? read_date(name, member.datum)
                                           : read_text(name, member.datum, limits::text_bytes_max);
    if (!text) return std::move(text).error();
    *part->second = std::move(*text);
  }
  return source;
}

Result<FieldValue> read_field(const FieldRule& rule, const Datum& datum) {
  switch (rule.type) {
    case FieldType::text:
      return as_field(read_text(rule.name, datum, limits::text_bytes_max));
    case FieldType::event_id:
    case FieldType::entity:
      return as_field(read_id(rule.name, datum));
    case FieldType::number:
      return as_field(read_number(rule.name, datum));
    case FieldType::boolean:
      return as_field(read_boolean(rule.name, datum));
    case FieldType::date:
      return as_field(read_date(rule.name, datum));
    case FieldType::money:
      return as_field(read_money(rule.name, datum));
    case FieldType::parties:
      return as_field(read_parties(rule.name, datum));
    case FieldType::term:
      return as_field(read_term(rule.name, datum));
    case FieldType::key:
      return as_field(read_key(rule.name, datum));
    case FieldType::value:
      return as_field(read_value(rule.name, datum));
    case FieldType::versions:
      return as_field(read_versions(rule.name, datum));
  }
  return field_error(rule.name, "has a type that this build does not know");
}

}  // namespace annals
