#include "annals/event/event.h"

#include <algorithm>
#include <utility>

#include "annals/base/big_endian.h"
#include "annals/base/result.h"
#include "annals/base/sha256.h"

namespace annals {
namespace {

/// A part of an event's content: the name of a field and its value, with a tag for its kind. Views
/// into the event, but for a value that has to be put into words.
struct Part {
  std::string_view name;
  std::string_view tag;
  std::variant<std::string_view, std::string> value;

  [[nodiscard]] std::string_view text() const {
    return std::visit([](const auto& held) { return std::string_view{held}; }, value);
  }

  friend bool operator==(const Part& a, const Part& b) {
    return a.name == b.name && a.tag == b.tag && a.text() == b.text();
  }
};

std::string in_words(const std::vector<Party>& parties) {
  std::string all;
  for (const Party& party : parties) {
    const std::string_view role = party.role ? std::string_view{*party.role} : std::string_view{};
    put_big_endian(all, party.entity.size());
    all += party.entity;
    all += party.role ? '1' : '0';
    put_big_endian(all, role.size());
    all += role;
  }
  return all;
}

Part part_of(const Field& field) {
  const auto part = [&](std::string_view tag, auto value) {
    return Part{.name = field.name, .tag = tag, .value = std::move(value)};
  };
  return std::visit(
      Overloaded{[&](const std::string& text) { return part("t", std::string_view{text}); },
                 [&](double number) { return part("n", to_text(number)); },
                 [&](bool flag) { return part("b", std::string_view{flag ? "true" : "false"}); },
                 [&](const std::vector<Party>& parties) { return part("p", in_words(parties)); }},
      field.value);
}

void add(std::vector<Part>& parts, std::string_view name, std::string_view text) {
  parts.push_back({.name = name, .tag = "t", .value = text});
}

void add(std::vector<Part>& parts, std::string_view name, const std::optional<std::string>& text) {
  if (text) add(parts, name, std::string_view{*text});
}

/// A part of the source has a tag of its own: a vocabulary may call a field `source.title` too.
void add_source(std::vector<Part>& parts, const Source& source) {
  const auto add_part = [&](std::string_view name, const std::optional<std::string>& text) {
    if (text) parts.push_back({.name = name, .tag = "s", .value = std::string_view{*text}});
  };
  add_part("source.title", source.title);
  add_part("source.publisher", source.publisher);
  add_part("source.url", source.url);
  add_part("source.published", source.published);
  add_part("source.quote", source.quote);
}

/// Everything that an event says, but for its id and `known`, in the order of semantics.md §3.
std::vector<Part> content_of(const Event& event) {
  constexpr std::size_t common_parts_max = 13;
  std::vector<Part> parts;
  parts.reserve(common_parts_max + event.fields.size());
  add(parts, "type", std::string_view{event.type});
  add(parts, "relationship", std::string_view{event.relationship});
  if (event.effective) add(parts, "effective", std::string_view{event.effective->text});
  if (event.until) add(parts, "until", std::string_view{event.until->text});
  for (const Field& field : event.fields) parts.push_back(part_of(field));
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
  if (l == left.end()) return std::string{r->name};
  if (r == right.end()) return std::string{l->name};
  // Where one side lacks a field, the lists are out of step: name the field that is missing.
  const bool in_right = std::ranges::find(right, l->name, &Part::name) != right.end();
  return std::string{in_right && l->name != r->name ? r->name : l->name};
}

std::string derived_id(const Event& event) {
  constexpr std::size_t digits = 32;
  std::vector<Part> parts = content_of(event);
  if (event.known) {
    parts.push_back({.name = "known", .tag = "", .value = std::string_view{event.known->text}});
  }
  std::ranges::sort(parts, {}, &Part::name);
  std::string bytes;
  constexpr std::size_t bytes_usual = 1024;
  bytes.reserve(bytes_usual);
  for (const Part& part : parts) {
    const std::string_view text = part.text();
    put_big_endian(bytes, part.name.size());
    bytes += part.name;
    put_big_endian(bytes, part.tag.size() + text.size());
    bytes += part.tag;
    bytes += text;
  }
  return "ev-" + sha256({bytes}).hex().substr(0, digits);
}

}  // namespace annals
