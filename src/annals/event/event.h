#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "annals/base/sha256.h"
#include "annals/event/cell.h"
#include "annals/event/sequence.h"
#include "annals/time/instant.h"
#include "annals/time/when.h"

namespace annals {

/// Where an event was read. Each part may be missing; `published` is a date as written.
struct Source {
  std::optional<std::string> title;
  std::optional<std::string> publisher;
  std::optional<std::string> url;
  std::optional<std::string> published;
  std::optional<std::string> quote;

  friend bool operator==(const Source&, const Source&) = default;
};

/// One item of a field of type `parties`.
struct Party {
  std::string entity;
  std::optional<std::string> role;

  friend bool operator==(const Party&, const Party&) = default;
};

using FieldValue = std::variant<std::string, double, bool, std::vector<Party>>;

/// A field of the event's own type, as its vocabulary names it.
struct Field {
  std::string name;
  FieldValue value;

  friend bool operator==(const Field&, const Field&) = default;
};

/// One immutable statement: something took effect in a relationship, or an earlier event is
/// corrected. Made by `make_event`, which checks every rule of semantics.md §3 that needs no log.
struct Event {
  std::string id;
  std::string type;
  std::string relationship;  ///< empty: a `retracted` that names none
  std::optional<EffectiveWhen> effective;
  std::optional<EffectiveWhen> until;
  std::optional<KnownWhen> known;  ///< as written; none: known when it was recorded
  std::optional<std::string> replaces;
  std::optional<Source> source;
  std::optional<std::string> occasion;
  std::optional<std::string> note;
  std::vector<Field> fields;       ///< in the order of the vocabulary
  std::vector<Assertion> effects;  ///< each cell once

  /// The value of the type's own field `name`; null if it was not given.
  [[nodiscard]] const FieldValue* field(std::string_view name) const;
};

/// The four types that every vocabulary has.
inline constexpr std::string_view term_set_type = "term_set";
inline constexpr std::string_view term_ended_type = "term_ended";
inline constexpr std::string_view retracted_type = "retracted";
inline constexpr std::string_view noted_type = "noted";

/// What a `retracted` event withdraws.
struct Retraction {
  std::string_view target;  ///< the id of an event
  std::string_view reason;
  bool all_versions;  ///< also what the target replaces
};

/// The retraction that `event` is, if it is one; lives as long as the event.
[[nodiscard]] std::optional<Retraction> retraction_of(const Event& event);

/// What is left of an event that was erased, beside its place in the log, when it was recorded and
/// became known, what it corrected, and the relationships whose history had it (`reach`).
struct Erasure {
  Digest leaf;     ///< the hash of the record that was: proofs over it still hold
  Digest id_hash;  ///< SHA-256 of the id that it had
  RecordedTime at;
  std::string reason;
  bool retracted_all_versions;  ///< as `Retraction::all_versions`

  friend bool operator==(const Erasure&, const Erasure&) = default;
};

/// An event in the log.
struct LoggedEvent {
  Sequence sequence;
  RecordedTime recorded;
  KnownTime known;    ///< the last moment of the event's `known`, or `recorded` if that is earlier
  Sequence retracts;  ///< the retraction's target; 0 if it is none
  Sequence replaces;  ///< the event that this one stands in for; 0 if it does for none
  std::vector<std::string>
      reach;  ///< relationships whose answers this correction can change, sorted
  Event event;
  std::optional<Erasure> erased = {};  ///< then `event` is empty
};

/// The first field in which two events with the same id say different things, compared in the
/// order of semantics.md §3; nothing if they are the same content. `known` is left out: whether
/// it is the same depends on when the stored event was recorded.
[[nodiscard]] std::optional<std::string> first_difference(const Event& a, const Event& b);

/// The id of an event whose author gave none: the same content has the same id, whatever the order
/// of its fields. `event.id` is ignored.
[[nodiscard]] std::string derived_id(const Event& event);

}  // namespace annals
