#include "annals/event/event.h"

#include <algorithm>
#include <utility>

#include "annals/base/big_endian.h"
#include "annals/base/result.h"
#include "annals/base/sha256.h"

namespace annals {
namespace {

/// A part of an event's content: the name of a field and its value, with a tag for its kind.
struct Part {
  std::string name;
  std::string value;

  friend bool operator==(const Part&, const Part&) = default;
};

std::string tagged(const FieldValue& value) {
  return std::visit(Overloaded{[](const std::string& text) { return "t" + text; },
                               [](double number) { return "n" + to_text(number); },
                               [](bool flag) { return std::string{flag ? "btrue" : "bfalse"}; },
                               [](const std::vector<Party>& parties) {
                                 std::string all = "p";
                                 for (const Party& party : parties) {
                                   put_big_endian(all, party.entity.size());
                                   all += party.entity;
                                   all += party.role ? '1' : '0';
                                   put_big_endian(all, party.role.value_or("").size());
                                   all += party.role.value_or("");
                                 }
                                 return all;
                               }},
                    value);
}

void add(std::vector<Part>& parts, std::string_view name, const std::optional<std::string>& text) {
  if (text) parts.push_back({.name = std::string{name}, .value = "t" + *text});
}

/// A part of the source has a tag of its own: a vocabulary may call a field `source.title` too.
void add_source(std::vector<Part>& parts, const Source& source) {
  const auto add_part = [&](std::string_view name, const std::optional<std::string>& text) {
    if (text) parts.push_back({.name = "source." + std::string{name}, .value = "s" + *text});
  };
  add_part("title", source.title);
  add_part("publisher", source.publisher);
  add_part("url", source.url);
  add_part("published", source.published);
  add_part("quote", source.quote);
}

/// Everything that an event says, but for its id and `known`, in the order of semantics.md §3.
std::vector<Part> content_of(const Event& event) {
  std::vector<Part> parts;
  add(parts, "type", event.type);
  add(parts, "relationship", event.relationship);
  if (event.effective) add(parts, "effective", event.effective->text);
  if (event.until) add(parts, "until", event.until->text);
  for (const Field& field : event.fields) {
    parts.push_back({.name = field.name, .value = tagged(field.value)});
  }
  add(parts, "replaces", event.replaces);
  if (event.source) add_source(parts, *event.source);
  add(parts, "occasion", event.occasion);
  add(parts, "note", event.note);
  return parts;
}

}  // namespace

const FieldValue* Event::field(std::string_view name) const {
  const auto found = std::ranges::find(fields, name, &Field::name);
  return found == fields.end() ? nullptr : &found->value;
}

std::optional<Retraction> retraction_of(const Event& event) {
  if (event.type != retracted_type) return std::nullopt;
  const auto text = [&](std::string_view name) -> std::string_view {
    const FieldValue* const value = event.field(name);
    const auto* const found = value == nullptr ? nullptr : std::get_if<std::string>(value);
    return found == nullptr ? std::string_view{} : std::string_view{*found};
  };
  return Retraction{.target = text("target"),
                    .reason = text("reason"),
                    .all_versions = text("versions") == "all"};
}

std::optional<std::string> first_difference(const Event& a, const Event& b) {
  const std::vector<Part> left = content_of(a);
  const std::vector<Part> right = content_of(b);
  const auto [l, r] = std::ranges::mismatch(left, right);
  if (l == left.end() && r == right.end()) return std::nullopt;
  if (l == left.end()) return r->name;
  if (r == right.end()) return l->name;
  // Where one side lacks a field, the lists are out of step: name the field that is missing.
  const bool in_right = std::ranges::find(right, l->name, &Part::name) != right.end();
  return in_right && l->name != r->name ? r->name : l->name;
}

std::string derived_id(const Event& event) {
  constexpr std::size_t digits = 32;
  std::vector<Part> parts = content_of(event);
  if (event.known) parts.push_back({.name = "known", .value = event.known->text});
  std::ranges::sort(parts, {}, &Part::name);
  std::string bytes;
  for (const Part& part : parts) {
    put_big_endian(bytes, part.name.size());
    bytes += part.name;
    put_big_endian(bytes, part.value.size());
    bytes += part.value;
  }
  return "ev-" + sha256({bytes}).hex().substr(0, digits);
}

}  // namespace annals
