#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/event/value.h"

namespace annals {

/// What a field of an event type may hold. The last five are for the four general types only.
enum class FieldType : std::uint8_t {
  text,
  entity,
  number,
  boolean,
  date,
  money,
  parties,
  term,
  key,
  value,
  event_id,
  versions,
};

/// `text`, `entity`, ... as a vocabulary file writes it.
[[nodiscard]] std::string_view to_text(FieldType type);

struct FieldRule {
  std::string name;
  FieldType type;
  bool required;
};

/// Where an effect takes its term, key or value from: the first of `fields` that was given, else
/// the constant. With neither, the effect is left out.
struct Operand {
  std::vector<std::string> fields;
  std::optional<Value> otherwise;
};

enum class EffectKind : std::uint8_t { set, end };

/// What an event type does to one cell, or to one cell for each item of a list.
struct EffectRule {
  EffectKind kind;
  Operand term;
  Operand key;
  Operand value;                 ///< of no meaning where `kind` is `end`
  std::optional<Value> ends_at;  ///< this value ends the cell instead
  std::string each;              ///< a field of type `parties`; empty: the effect happens once
};

struct EventType {
  std::string name;
  std::string about;
  std::vector<FieldRule> fields;
  std::vector<EffectRule> effects;
  std::vector<std::vector<std::string>> exactly_one;  ///< of each group one field must be given

  [[nodiscard]] const FieldRule* field(std::string_view wanted) const;
};

/// A named property, for people: nothing here restricts what may be recorded.
struct TermInfo {
  std::string name;
  std::string key;
  std::vector<std::string> values;
  std::string about;
};

/// The event types and terms that a database was created with.
struct Vocabulary {
  std::string name;
  std::string about;
  std::vector<TermInfo> terms;
  std::vector<EventType> types;  ///< the four general types first

  /// The type called `wanted`; null if there is none.
  [[nodiscard]] const EventType* type(std::string_view wanted) const;
};

/// `term_set`, `term_ended`, `retracted` and `noted`, in the form of every other type.
[[nodiscard]] const std::vector<EventType>& general_types();

/// A field that every event may carry.
enum class CommonField : std::uint8_t {
  type,
  relationship,
  effective,
  until,
  id,
  known,
  source,
  replaces,
  occasion,
  note,
  recorded,
  sequence,
};

/// The common field of this name; nothing if it is none.
[[nodiscard]] std::optional<CommonField> common_field(std::string_view name);

/// Whether every event may carry a field of this name, so that no type can have its own.
[[nodiscard]] inline bool is_common_field(std::string_view name) {
  return common_field(name).has_value();
}

}  // namespace annals
