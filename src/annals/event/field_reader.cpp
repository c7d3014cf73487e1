#include "annals/event/field_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <optional>
#include <span>
#include <utility>

#include "annals/base/text.h"
#include "annals/event/limits.h"
#include "annals/time/when.h"

namespace annals {
namespace {

/// Where something stands in a draft: `amount`, `source.title`, `parties[3].entity`. It is put into
/// words only for an error.
struct Place {
  std::string_view field;
  std::optional<std::size_t> index = std::nullopt;
  std::optional<std::string_view> part = std::nullopt;

  template <std::convertible_to<std::string_view> Name>
  // NOLINTNEXTLINE(google-explicit-constructor): a field is a place.
  Place(const Name& name) : field{name} {}

  [[nodiscard]] Place at(std::size_t item) const {
    Place inner = *this;
    inner.index = item;
    return inner;
  }

  [[nodiscard]] Place of(std::string_view name) const {
    Place inner = *this;
    inner.part = name;
    return inner;
  }
};

std::string name_of(const Place& place) {
  std::string text{place.field};
  if (place.index) text += fmt::format("[{}]", *place.index);
  if (place.part) text += fmt::format(".{}", *place.part);
  return text;
}

Error refuse(const Place& place, std::string_view what) {
  return field_error(name_of(place), what);
}

Error expected(const Place& field, std::string_view what, const Datum& datum) {
  return refuse(field, fmt::format("expected {}, not {}", what, kind_of(datum)));
}

Status check_id(const Place& field, std::string_view text) {
  if (!text.empty() && text.size() <= limits::id_bytes_max && is_printable_ascii(text)) {
    return Done{};
  }
  if (text.empty()) return refuse(field, "is empty; expected 1 to 256 bytes");
  if (text.size() > limits::id_bytes_max) {
    return refuse(field,
                  fmt::format("has {} bytes; expected 1 to {}", text.size(), limits::id_bytes_max));
  }
  if (has_control_character(text)) {
    return refuse(field, fmt::format("{} has a control character", in_quotes(text)));
  }
  if (!is_utf8(text)) return refuse(field, "is not UTF-8");
  return Done{};
}

/// Text that passes `rule`, a function of (field, text).
template <typename Rule>
Result<std::string_view> read_checked(const Place& field, const Datum& datum, Rule&& rule) {
  const auto* const text = std::get_if<std::string_view>(&datum.shape);
  if (text == nullptr) return expected(field, "text", datum);
  if (auto checked = rule(field, *text); !checked) return std::move(checked).error();
  return *text;
}

Status check_key_at(const Place& field, std::string_view text) {
  if (text.empty()) return Done{};
  return check_id(field, text);
}

Status check_term_at(const Place& field, std::string_view text) {
  if (auto id = check_id(field, text); !id) return id;
  if (text.find_first_of(":=") == std::string_view::npos) return Done{};
  return refuse(field, fmt::format("{} has a ':' or '='; a term has neither", in_quotes(text)));
}

Result<std::string_view> read_text_at(const Place& field, const Datum& datum,
                                      std::size_t bytes_max) {
  return read_checked(field, datum, [&](const Place& name, std::string_view text) -> Status {
    if (text.size() > bytes_max) {
      return refuse(name, fmt::format("has {} bytes; expected at most {}", text.size(), bytes_max));
    }
    if (!is_utf8(text)) return refuse(name, "is not UTF-8");
    return Done{};
  });
}

Result<double> read_number(const Place& field, const Datum& datum) {
  if (std::holds_alternative<Unrepresentable>(datum.shape)) {
    return refuse(field, "is a number beyond 2^53 (9007199254740992)");
  }
  const auto* const number = std::get_if<double>(&datum.shape);
  if (number == nullptr) return expected(field, "a number", datum);
  if (!std::isfinite(*number) || std::abs(*number) > limits::integer_max) {
    return refuse(field, "is a number beyond 2^53 (9007199254740992)");
  }
  return *number == 0 ? 0.0 : *number;  // so that -0 and 0 are the same number
}

Result<bool> read_boolean(const Place& field, const Datum& datum) {
  const auto* const flag = std::get_if<bool>(&datum.shape);
  if (flag == nullptr) return expected(field, "true or false", datum);
  return *flag;
}

Result<std::string_view> read_date(const Place& field, const Datum& datum) {
  const auto* const text = std::get_if<std::string_view>(&datum.shape);
  if (text == nullptr) return expected(field, "a date as text", datum);
  if (const auto span = parse_span(*text); !span) return refuse(field, span.error().message);
  return *text;
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

Result<std::string> read_money_object(const Place& field, const Datum::Object& object) {
  std::optional<double> amount;
  std::optional<std::string_view> currency;
  for (const Member& member : object) {
    const Place name = field.of(member.name);
    if (member.name == "amount" && !amount) {
      const auto number = read_number(name, member.datum);
      if (!number) return number.error();
      amount = *number;
    } else if (member.name == "currency" && !currency) {
      auto text = read_text_at(name, member.datum, limits::id_bytes_max);
      if (!text) return std::move(text).error();
      currency = *text;
    } else {
      return refuse(name, fmt::format("is unknown or given twice; expected {}", money_forms));
    }
  }
  if (!amount || !currency || !is_currency(*currency)) {
    return refuse(field, fmt::format("expected {}", money_forms));
  }
  const std::string digits = to_text(*amount);
  if (digits.find('e') != std::string::npos) {
    return refuse(field.of("amount"), "is too small to be an amount of money");
  }
  return fmt::format("{} {}", digits, *currency);
}

Result<std::string> read_money(const Place& field, const Datum& datum) {
  if (const auto* const object = std::get_if<Datum::Object>(&datum.shape)) {
    return read_money_object(field, *object);
  }
  const auto* const text = std::get_if<std::string_view>(&datum.shape);
  if (text == nullptr) return expected(field, fmt::format("money, {}", money_forms), datum);
  const std::size_t space = text->find(' ');
  if (space == std::string_view::npos || !is_decimal(text->substr(0, space)) ||
      !is_currency(text->substr(space + 1))) {
    return refuse(field,
                  fmt::format("{} is not money; expected {}", in_quotes(*text), money_forms));
  }
  return std::string{*text};
}

Result<std::string> copied(Result<std::string_view> text) {
  if (!text) return std::move(text).error();
  return std::string{*text};
}

/// A role is text, or a list of texts that become one.
Result<std::string> read_role(const Place& field, const Datum& datum) {
  const auto* const list = std::get_if<Datum::List>(&datum.shape);
  if (list == nullptr) return copied(read_text_at(field, datum, limits::value_bytes_max));
  std::string roles;
  for (const Datum& item : *list) {
    auto role = read_text_at(field, item, limits::value_bytes_max);
    if (!role) return std::move(role).error();
    if (!roles.empty()) roles += ", ";
    roles += *role;
  }
  if (roles.empty()) return refuse(field, "is empty; expected at least one role");
  return roles;
}

Result<Party> read_party(const Place& field, const Datum& datum) {
  constexpr std::string_view form = R"({"entity":…,"role":…})";
  const auto* const object = std::get_if<Datum::Object>(&datum.shape);
  if (object == nullptr) return expected(field, form, datum);
  Party party;
  for (const Member& member : *object) {
    const Place name = field.of(member.name);
    if (member.name == "entity" && party.entity.empty()) {
      auto entity = read_checked(name, member.datum, check_id);
      if (!entity) return std::move(entity).error();
      party.entity = *entity;
    } else if (member.name == "role" && !party.role) {
      auto role = read_role(name, member.datum);
      if (!role) return std::move(role).error();
      party.role = std::move(*role);
    } else {
      return refuse(name, fmt::format("is unknown or given twice; expected {}", form));
    }
  }
  if (party.entity.empty()) return refuse(field, "has no 'entity'");
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

Result<std::vector<Party>> read_parties(const Place& field, const Datum& datum) {
  const auto* const list = std::get_if<Datum::List>(&datum.shape);
  if (list == nullptr) return expected(field, R"(a list of {"entity":…,"role":…})", datum);
  if (list->empty()) return refuse(field, "is an empty list; expected at least one party");
  if (list->size() > limits::effects_max) {
    return refuse(
        field, fmt::format("has {} items; expected at most {}", list->size(), limits::effects_max));
  }
  std::vector<Party> parties;
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto party = read_party(field.at(i), (*list)[i]);
    if (!party) return std::move(party).error();
    add_party(parties, std::move(*party));
  }
  return parties;
}

Result<std::string_view> read_versions(const Place& field, const Datum& datum) {
  const auto* const text = std::get_if<std::string_view>(&datum.shape);
  if (text == nullptr || (*text != "last" && *text != "all")) {
    return refuse(field, R"(expected "last" or "all")");
  }
  return *text;
}

using Part = std::optional<std::string> Source::*;

struct NamedPart {
  std::string_view name;
  Part part;
};

constexpr std::array source_parts{NamedPart{.name = "title", .part = &Source::title},
                                  NamedPart{.name = "publisher", .part = &Source::publisher},
                                  NamedPart{.name = "url", .part = &Source::url},
                                  NamedPart{.name = "published", .part = &Source::published},
                                  NamedPart{.name = "quote", .part = &Source::quote}};

/// Whether `object` names a part.
bool names(const Datum::Object& object, std::string_view part) {
  return std::ranges::find(object, part, &Member::name) != object.end();
}

/// Reads the part at `index` of `object`, which the ones before are not.
Status read_source_part(const Datum::Object& object, std::size_t index, Source& source) {
  const Member& member = object[index];
  const Place name = Place{"source"}.of(member.name);
  const auto named = std::ranges::find(source_parts, member.name, &NamedPart::name);
  if (named == source_parts.end()) {
    return refuse(name, "is unknown; expected title, publisher, url, published or quote");
  }
  const auto before = std::span{object}.first(index);
  if (std::ranges::find(before, member.name, &Member::name) != before.end()) {
    return refuse(name, "is given twice");
  }
  auto text = named->part == &Source::published
                  ? read_date(name, member.datum)
                  : read_text_at(name, member.datum, limits::text_bytes_max);
  if (!text) return std::move(text).error();
  std::optional<std::string>& part = source.*(named->part);
  // A text that was very long does not keep its memory for one that is not.
  constexpr std::size_t kept_bytes_max = 256;
  if (!part || part->capacity() > kept_bytes_max) part.emplace();
  part->assign(*text);
  return Done{};
}

/// What was read, written where it belongs.
template <typename T>
Status store(FieldValue& target, Result<T> result) {
  if (!result) return std::move(result).error();
  if constexpr (std::is_same_v<T, std::string_view>) {
    target.emplace<std::string>(*result);
  } else {
    target = *std::move(result);
  }
  return Done{};
}

Status store_value(FieldValue& target, std::string_view field, const Datum& datum) {
  auto value = read_value(field, datum);
  if (!value) return std::move(value).error();
  std::visit(Overloaded{[&](None) { target = FieldValue{}; },
                        [&](auto& held) { target = std::move(held); }},
             *value);
  return Done{};
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
  return check_key_at(field, text);
}

Status check_term(std::string_view field, std::string_view text) {
  return check_term_at(field, text);
}

Result<std::string_view> read_text(std::string_view field, const Datum& datum,
                                   std::size_t bytes_max) {
  return read_text_at(field, datum, bytes_max);
}

Result<std::string_view> read_id(std::string_view field, const Datum& datum) {
  return read_checked(field, datum, check_id);
}

Result<std::string_view> read_key(std::string_view field, const Datum& datum) {
  return read_checked(field, datum, check_key_at);
}

Result<std::string_view> read_term(std::string_view field, const Datum& datum) {
  return read_checked(field, datum, check_term_at);
}

Result<Value> read_value(std::string_view field, const Datum& datum) {
  if (std::holds_alternative<std::string_view>(datum.shape)) {
    auto text = read_text(field, datum, limits::value_bytes_max);
    if (!text) return std::move(text).error();
    return Value{std::in_place_type<std::string>, *text};
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

Status read_source(const Datum& datum, Source& source) {
  const auto* const object = std::get_if<Datum::Object>(&datum.shape);
  if (object == nullptr) {
    return expected("source", "an object with title, publisher, url, published or quote", datum);
  }
  for (const NamedPart& each : source_parts) {
    if (!names(*object, each.name)) (source.*(each.part)).reset();
  }
  for (std::size_t i = 0; i < object->size(); ++i) {
    if (auto read = read_source_part(*object, i, source); !read) return read;
  }
  return Done{};
}

Status read_field(const FieldRule& rule, const Datum& datum, FieldValue& value) {
  const Place field{rule.name};
  switch (rule.type) {
    case FieldType::text:
      return store(value, read_text_at(field, datum, limits::text_bytes_max));
    case FieldType::event_id:
    case FieldType::entity:
      return store(value, read_checked(field, datum, check_id));
    case FieldType::number:
      return store(value, read_number(field, datum));
    case FieldType::boolean:
      return store(value, read_boolean(field, datum));
    case FieldType::date:
      return store(value, read_date(field, datum));
    case FieldType::money:
      return store(value, read_money(field, datum));
    case FieldType::parties:
      return store(value, read_parties(field, datum));
    case FieldType::term:
      return store(value, read_checked(field, datum, check_term_at));
    case FieldType::key:
      return store(value, read_checked(field, datum, check_key_at));
    case FieldType::value:
      return store_value(value, rule.name, datum);
    case FieldType::versions:
      return store(value, read_versions(field, datum));
  }
  return field_error(rule.name, "has a type that this build does not know");
}

}  // namespace annals
