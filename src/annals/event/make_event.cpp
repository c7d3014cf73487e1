#include "annals/event/make_event.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "annals/base/nearest.h"
#include "annals/base/text.h"
#include "annals/event/field_reader.h"
#include "annals/event/limits.h"

namespace annals {
namespace {

std::string did_you_mean(std::string_view name, const std::vector<std::string>& names) {
  Nearest nearest{name};
  for (const std::string& candidate : names) nearest.consider(candidate);
  return nearest.hint();
}

Error unknown_type(std::string_view name, const Vocabulary& vocabulary) {
  std::vector<std::string> names;
  names.reserve(vocabulary.types.size());
  for (const EventType& type : vocabulary.types) names.push_back(type.name);
  return field_error(
      "type", fmt::format("{} is not an event type of the vocabulary '{}'{}", in_quotes(name),
                          vocabulary.name, did_you_mean(name, names)));
}

Error unknown_field(std::string_view name, const EventType& type) {
  std::vector<std::string> names{"relationship", "effective", "until",    "id",  "known",
                                 "replaces",     "source",    "occasion", "note"};
  for (const FieldRule& field : type.fields) names.push_back(field.name);
  return field_error(name,
                     fmt::format("is not a field of '{}'{}", type.name, did_you_mean(name, names)));
}

Result<std::string_view> type_name(const Draft& draft) {
  const auto found = std::ranges::find(draft, "type", &Member::name);
  if (found == draft.end()) return field_error("type", "is missing");
  const auto* const name = std::get_if<std::string_view>(&found->datum.shape);
  if (name == nullptr) {
    return field_error("type", fmt::format("expected text, not {}", kind_of(found->datum)));
  }
  return *name;
}

/// A value where it stands, in an event or a vocabulary.
using ValueView = std::variant<std::string_view, double, bool, None>;

ValueView view_of(const Value& value) {
  return std::visit([](const auto& held) -> ValueView { return held; }, value);
}

/// What a field holds as a value of a cell; nothing for a list.
std::optional<ValueView> view_of(const FieldValue& field) {
  return std::visit(
      Overloaded{[](const auto& held) -> std::optional<ValueView> { return held; },
                 [](const std::vector<Party>&) -> std::optional<ValueView> { return {}; }},
      field);
}

Value to_value(const ValueView& view) {
  return std::visit(Overloaded{[](std::string_view text) -> Value { return std::string{text}; },
                               [](auto held) -> Value { return held; }},
                    view);
}

/// A value taken for an effect, and the field it came from.
struct Taken {
  ValueView value;
  std::string_view field;
};

/// Whether no two members have the same name. Two by two while they are few, as nearly always:
/// their lengths already tell most of them apart.
bool has_different_names(const Draft& draft) {
  constexpr std::size_t few = 32;
  if (draft.size() > few) return false;
  for (std::size_t i = 1; i < draft.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (draft[i].name == draft[j].name) return false;
    }
  }
  return true;
}

/// Builds one event; every step refuses or moves on.
class Maker {
 public:
  Maker(const EventType& type, const Draft& draft, Event& event)
      : type_{type}, draft_{draft}, event_{event} {}

  Status make() {
    begin();
    event_.type = type_.name;
    for (const auto step : {&Maker::refuse_duplicates, &Maker::read_members, &Maker::check_required,
                            &Maker::check_end, &Maker::work_out_effects}) {
      if (auto done = (this->*step)(); !done) return done;
    }
    if (event_.id.empty()) event_.id = derived_id(event_);
    return Done{};
  }

 private:
  [[nodiscard]] bool is(std::string_view name) const { return type_.name == name; }

  /// Empties the event, but for what is most often written again: `read_members` does these.
  void begin() {
    event_.id.clear();
    event_.relationship.clear();
    event_.effective.reset();
    event_.until.reset();
    event_.replaces.reset();
    event_.occasion.reset();
    event_.note.reset();
    event_.fields.clear();
    event_.effects.clear();
  }

  Status refuse_duplicates() {
    if (has_different_names(draft_)) return Done{};
    std::vector<std::string_view> names;
    names.reserve(draft_.size());
    for (const Member& member : draft_) names.push_back(member.name);
    std::ranges::sort(names);
    const auto twice = std::ranges::adjacent_find(names);
    if (twice != names.end()) return field_error(*twice, "is given twice");
    return Done{};
  }

  Status read_members() {
    event_.fields.reserve(std::min(type_.fields.size(), draft_.size()));
    for (const Member& member : draft_) {
      if (auto read = read_member(member); !read) return read;
    }
    if (!is_known_given_) event_.known.reset();
    if (!is_source_given_) event_.source.reset();
    return Done{};
  }

  Status read_member(const Member& member) {
    if (const auto common = common_field(member.name)) return read_common(*common, member);
    const FieldRule* const rule = type_.field(member.name);
    if (rule == nullptr) return unknown_field(member.name, type_);
    Field& field = event_.fields.emplace_back();
    if (auto read = read_field(*rule, member.datum, field.value); !read) return read;
    // What means nothing more than leaving the field out is kept as left out.
    const auto* const text = std::get_if<std::string>(&field.value);
    const bool is_default =
        text != nullptr && ((rule->type == FieldType::key && text->empty()) ||
                            (rule->type == FieldType::versions && *text == "last"));
    if (is_default) {
      event_.fields.pop_back();
      return Done{};
    }
    field.name = rule->name;
    is_in_order_ = is_in_order_ && last_rule_ < rule;
    last_rule_ = rule;
    return Done{};
  }

  Status read_common(CommonField field, const Member& member) {
    switch (field) {
      case CommonField::effective:
        return read_effective(member);
      case CommonField::until:
        return read_when(member, event_.until);
      case CommonField::known:
        is_known_given_ = true;
        return read_when(member, event_.known);
      case CommonField::id:
        return store(event_.id, read_id(member.name, member.datum));
      case CommonField::relationship:
        return store(event_.relationship, read_id(member.name, member.datum));
      case CommonField::replaces:
        return store(event_.replaces, read_id(member.name, member.datum));
      case CommonField::source:
        is_source_given_ = true;
        return read_source_field(member.datum);
      case CommonField::occasion:
        return store(event_.occasion, read_long_text(member));
      case CommonField::note:
        return store(event_.note, read_long_text(member));
      case CommonField::type:      // is read already
      case CommonField::recorded:  // is the database's to give, as is the sequence
      case CommonField::sequence:
        break;
    }
    return Done{};
  }

  static Result<std::string_view> read_long_text(const Member& member) {
    return read_text(member.name, member.datum, limits::text_bytes_max);
  }

  template <typename Target>
  static Status store(Target& target, Result<std::string_view> text) {
    if (!text) return std::move(text).error();
    target = *text;
    return Done{};
  }

  Status read_source_field(const Datum& datum) {
    if (!event_.source) event_.source.emplace();
    if (auto read = read_source(datum, *event_.source); !read) return read;
    if (*event_.source == Source{}) event_.source.reset();
    return Done{};
  }

  static Result<std::string_view> date_text(std::string_view field, const Datum& datum) {
    const auto* const text = std::get_if<std::string_view>(&datum.shape);
    if (text != nullptr) return *text;
    return field_error(field, fmt::format("expected a date as text, not {}", kind_of(datum)));
  }

  Status read_effective(const Member& member) {
    const auto text = date_text(member.name, member.datum);
    if (!text) return text.error();
    is_interval_ = text->find('/') != std::string_view::npos;
    if (!is_interval_) return read_when(member, event_.effective);
    auto period = parse_effective(*text);
    if (!period) return field_error(member.name, period.error().message);
    event_.effective = std::move(period->effective);
    interval_end_ = std::move(period->until);
    return Done{};
  }

  template <typename Axis>
  static Status read_when(const Member& member, std::optional<When<Axis>>& target) {
    const auto text = date_text(member.name, member.datum);
    if (!text) return text.error();
    const auto span = parse_span(*text);
    if (!span) return field_error(member.name, span.error().message);
    if (!target) target.emplace();
    target->text = *text;
    target->first = {.at = span->first};
    target->last = {.at = span->last};
    return Done{};
  }

  Status check_required() {
    if (event_.relationship.empty() && !is(retracted_type)) {
      return field_error("relationship", "is missing");
    }
    if (!event_.effective && !is(retracted_type) && !is(noted_type)) {
      return field_error("effective", "is missing");
    }
    for (const FieldRule& rule : type_.fields) {
      if (rule.required && event_.field(rule.name) == nullptr) {
        return field_error(rule.name, fmt::format("is missing; '{}' needs it", type_.name));
      }
    }
    if (const auto retraction = retraction_of(event_); retraction && retraction->reason.empty()) {
      return field_error("reason", "is empty; expected why the target was wrong");
    }
    if (!is_in_order_) {
      std::ranges::sort(event_.fields, {},
                        [&](const Field& field) { return type_.field(field.name); });
    }
    return check_groups();
  }

  Status check_groups() {
    for (const auto& group : type_.exactly_one) {
      const auto given = std::ranges::count_if(
          group, [&](const std::string& name) { return event_.field(name) != nullptr; });
      if (given == 1) continue;
      std::string names;
      for (const std::string& name : group) names += (names.empty() ? "'" : " or '") + name + "'";
      return field_error(group.front(), fmt::format("'{}' needs exactly one of {}, not {}",
                                                    type_.name, names, given));
    }
    return Done{};
  }

  Status check_end() {
    if (event_.until && is_interval_) {
      return field_error("until", "stands beside an interval in 'effective'; give one of them");
    }
    if (interval_end_) event_.until = std::move(interval_end_);
    if (!event_.until) return Done{};
    if (is(term_ended_type) || is(retracted_type) || is(noted_type)) {
      return field_error("until", fmt::format("has no meaning for '{}'", type_.name));
    }
    if (event_.effective && event_.until->last < event_.effective->first) {
      return field_error("until", fmt::format("{} lies wholly before 'effective' {}",
                                              event_.until->text, event_.effective->text));
    }
    return Done{};
  }

  Status work_out_effects() {
    event_.effects.reserve(type_.effects.size());
    for (const EffectRule& rule : type_.effects) {
      if (auto done = apply(rule); !done) return done;
    }
    return Done{};
  }

  Status apply(const EffectRule& rule) {
    if (rule.each.empty()) return apply_once(rule, nullptr);
    const FieldValue* const field = event_.field(rule.each);
    if (field == nullptr) return Done{};
    for (const Party& party : std::get<std::vector<Party>>(*field)) {
      if (auto done = apply_once(rule, &party); !done) return done;
    }
    return Done{};
  }

  Status apply_once(const EffectRule& rule, const Party* party) {
    const auto term = take(rule.term, party);
    const auto key = take(rule.key, party);
    if (!term || !key) return Done{};
    const auto* const key_text = std::get_if<std::string_view>(&key->value);
    if (key_text == nullptr) return field_error(key->field, "a key must be text");
    if (auto checked = check_key(key->field, *key_text); !checked) return checked;
    const ValueView* set = nullptr;
    const auto value = rule.kind == EffectKind::set ? take(rule.value, party) : std::nullopt;
    if (rule.kind == EffectKind::set) {
      if (!value) return Done{};
      const auto* const text = std::get_if<std::string_view>(&value->value);
      if (text != nullptr && text->size() > limits::value_bytes_max) {
        return field_error(value->field, fmt::format("has {} bytes; a value has at most {}",
                                                     text->size(), limits::value_bytes_max));
      }
      const bool is_end = rule.ends_at && view_of(*rule.ends_at) == value->value;
      if (!is_end) set = &value->value;
    }
    return add(std::get<std::string_view>(term->value), *key_text, set);
  }

  /// Adds an effect on the cell `term:key`, which ends if there is no `value`.
  Status add(std::string_view term, std::string_view key, const ValueView* value) {
    const auto is_same_cell = [&](const Assertion& effect) {
      return effect.cell.term == term && effect.cell.key == key;
    };
    if (std::ranges::any_of(event_.effects, is_same_cell)) {
      const Cell cell{.term = std::string{term}, .key = std::string{key}};
      return field_error(
          "type", fmt::format("this '{}' would say two things of {}", type_.name, to_text(cell)));
    }
    if (event_.effects.size() == limits::effects_max) {
      return field_error("type",
                         fmt::format("an event touches at most {} cells", limits::effects_max));
    }
    Assertion& effect = event_.effects.emplace_back();
    effect.cell.term = term;
    effect.cell.key = key;
    effect.value = value == nullptr ? Value{None{}} : to_value(*value);
    return Done{};
  }

  /// What an operand comes to; nothing if none of its fields was given and it has no constant.
  [[nodiscard]] std::optional<Taken> take(const Operand& operand, const Party* party) const {
    for (const std::string& name : operand.fields) {
      if (party != nullptr && name == "entity") return Taken{.value = party->entity, .field = name};
      if (party != nullptr && name == "role") {
        if (party->role) return Taken{.value = *party->role, .field = name};
        continue;
      }
      const FieldValue* const field = event_.field(name);
      if (field == nullptr) continue;
      if (const auto value = view_of(*field)) return Taken{.value = *value, .field = name};
    }
    if (operand.otherwise) return Taken{.value = view_of(*operand.otherwise), .field = "type"};
    return std::nullopt;
  }

  const EventType& type_;
  const Draft& draft_;
  Event& event_;
  bool is_interval_ = false;
  bool is_known_given_ = false;
  bool is_source_given_ = false;
  const FieldRule* last_rule_ = nullptr;  // of the field read last
  bool is_in_order_ = true;               // whether the fields came in the order of their rules
  std::optional<EffectiveWhen> interval_end_;
};

}  // namespace

Result<Event> make_event(const Draft& draft, const Vocabulary& vocabulary) {
  // One variable, made where it is returned to: an event is large to move.
  Result<Event> made{Event{}};
  if (auto done = make_event(draft, vocabulary, *made); !done) made = std::move(done).error();
  return made;
}

Status make_event(const Draft& draft, const Vocabulary& vocabulary, Event& event) {
  const auto name = type_name(draft);
  if (!name) return name.error();
  const EventType* const type = vocabulary.type(*name);
  if (type == nullptr) return unknown_type(*name, vocabulary);
  return Maker{*type, draft, event}.make();
}

}  // namespace annals
