#include "annals/event/vocabulary.h"

#include <algorithm>

#include "annals/event/event.h"

namespace annals {
namespace {

Operand from_field(std::string name, std::optional<Value> otherwise = {}) {
  return {.fields = {std::move(name)}, .otherwise = std::move(otherwise)};
}

EventType term_set() {
  return {.name = std::string{term_set_type},
          .about = "A term has this value from then on.",
          .fields = {{.name = "term", .type = FieldType::term, .required = true},
                     {.name = "key", .type = FieldType::key, .required = false},
                     {.name = "value", .type = FieldType::value, .required = true}},
          .effects = {{.kind = EffectKind::set,
                       .term = from_field("term"),
                       .key = from_field("key", Value{std::string{}}),
                       .value = from_field("value"),
                       .ends_at = {},
                       .each = {}}},
          .exactly_one = {}};
}

EventType term_ended() {
  return {.name = std::string{term_ended_type},
          .about = "A term ended.",
          .fields = {{.name = "term", .type = FieldType::term, .required = true},
                     {.name = "key", .type = FieldType::key, .required = false}},
          .effects = {{.kind = EffectKind::end,
                       .term = from_field("term"),
                       .key = from_field("key", Value{std::string{}}),
                       .value = {},
                       .ends_at = {},
                       .each = {}}},
          .exactly_one = {}};
}

EventType retracted() {
  return {.name = std::string{retracted_type},
          .about = "An earlier event was wrong and is withdrawn.",
          .fields = {{.name = "target", .type = FieldType::event_id, .required = true},
                     {.name = "reason", .type = FieldType::text, .required = true},
                     {.name = "versions", .type = FieldType::versions, .required = false}},
          .effects = {},
          .exactly_one = {}};
}

EventType noted() {
  return {.name = std::string{noted_type},
          .about = "Something worth keeping that changes nothing.",
          .fields = {},
          .effects = {},
          .exactly_one = {}};
}

}  // namespace

std::string_view to_text(FieldType type) {
  switch (type) {
    case FieldType::text:
      return "text";
    case FieldType::entity:
      return "entity";
    case FieldType::number:
      return "number";
    case FieldType::boolean:
      return "boolean";
    case FieldType::date:
      return "date";
    case FieldType::money:
      return "money";
    case FieldType::parties:
      return "parties";
    case FieldType::term:
      return "term";
    case FieldType::key:
      return "key";
    case FieldType::value:
      return "value";
    case FieldType::event_id:
      return "event id";
    case FieldType::versions:
      return "versions";
  }
  return "unknown";
}

const FieldRule* EventType::field(std::string_view wanted) const {
  const auto found = std::ranges::find(fields, wanted, &FieldRule::name);
  return found == fields.end() ? nullptr : &*found;
}

const EventType* Vocabulary::type(std::string_view wanted) const {
  const auto found = std::ranges::find(types, wanted, &EventType::name);
  return found == types.end() ? nullptr : &*found;
}

const std::vector<EventType>& general_types() {
  static const std::vector<EventType> types{term_set(), term_ended(), retracted(), noted()};
  return types;
}

std::optional<CommonField> common_field(std::string_view name) {
  using Found = std::optional<CommonField>;
  // By length first: this is asked of every field of every event, and most names are told apart by
  // it.
  switch (name.size()) {
    case 2:
      return name == "id" ? CommonField::id : Found{};
    case 4:
      if (name == "type") return CommonField::type;
      return name == "note" ? CommonField::note : Found{};
    case 5:
      if (name == "known") return CommonField::known;
      return name == "until" ? CommonField::until : Found{};
    case 6:
      return name == "source" ? CommonField::source : Found{};
    case 8:
      if (name == "replaces") return CommonField::replaces;
      if (name == "occasion") return CommonField::occasion;
      if (name == "recorded") return CommonField::recorded;
      return name == "sequence" ? CommonField::sequence : Found{};
    case 9:
      return name == "effective" ? CommonField::effective : Found{};
    case 12:
      return name == "relationship" ? CommonField::relationship : Found{};
    default:
      return std::nullopt;
  }
}

}  // namespace annals
