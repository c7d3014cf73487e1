#include "annals/codec/record.h"

#include <event_generated.h>
#include <fmt/core.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "annals/codec/erased_record.h"
#include "annals/codec/flat_writer.h"
#include "annals/time/dated.h"

namespace annals {
namespace {

constexpr std::size_t narrow = sizeof(flatbuffers::uoffset_t);
constexpr std::size_t wide = sizeof(double);

/// Writes one event after another.
class Encoder {
 public:
  std::string_view encode(const LoggedEvent& logged) {
    write(logged, out_.begin(format::EventIdentifier()));
    return out_.finish();
  }

 private:
  using Reference = FlatWriter::Reference;
  using FieldId = FlatWriter::FieldId;
  using Kind = format::ValueKind;

  void text(FieldId field, const std::optional<std::string>& value) {
    if (value) out_.text(field, *value);
  }

  template <typename Axis>
  void date(FieldId field, const std::optional<When<Axis>>& when) {
    if (when) out_.text(field, when->text);
  }

  /// A reference to what `items` is written as later; nothing if that is nothing.
  template <typename Items>
  std::optional<Reference> unless_empty(FieldId field, const Items& items) {
    if (items.empty()) return std::nullopt;
    return out_.offset(field);
  }

  void write(const LoggedEvent& logged, Reference from) {
    using Table = format::Event;
    const Event& event = logged.event;
    out_.begin_table(from, wide);
    out_.scalar(Table::VT_SEQUENCE, logged.sequence.value);
    out_.scalar(Table::VT_RECORDED, logged.recorded.microseconds());
    out_.scalar(Table::VT_KNOWN, logged.known.microseconds());
    out_.scalar(Table::VT_RETRACTS, logged.retracts.value);
    out_.scalar(Table::VT_REPLACES, logged.replaces.value);
    out_.text(Table::VT_ID, event.id);
    out_.text(Table::VT_TYPE, event.type);
    if (!event.relationship.empty()) {
      out_.text(Table::VT_RELATIONSHIP, event.relationship);
    }
    date(Table::VT_EFFECTIVE, event.effective);
    date(Table::VT_UNTIL, event.until);
    date(Table::VT_KNOWN_TEXT, event.known);
    text(Table::VT_REPLACES_ID, event.replaces);
    text(Table::VT_OCCASION, event.occasion);
    text(Table::VT_NOTE, event.note);
    const auto reach = unless_empty(Table::VT_REACH, logged.reach);
    std::optional<Reference> source;
    if (event.source) source = out_.offset(Table::VT_SOURCE);
    const auto fields = unless_empty(Table::VT_FIELDS, event.fields);
    const auto effects = unless_empty(Table::VT_EFFECTS, event.effects);
    out_.end_table();
    if (reach) {
      out_.begin_vector(*reach, logged.reach.size());
      for (const std::string& relationship : logged.reach) out_.text_here(relationship);
    }
    if (source) write(*event.source, *source);
    // When and where on the one hand, what on the other: many events say the same.
    out_.write_texts();
    if (fields) write_all(event.fields, *fields);
    if (effects) write_all(event.effects, *effects);
  }

  /// A vector, and behind it the tables that it is of.
  template <typename Item>
  void write_all(const std::vector<Item>& items, Reference from) {
    out_.begin_vector(from, items.size());
    const Reference first = out_.offsets_here(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) write(items[i], first.next(i));
  }

  void write(const Source& source, Reference from) {
    using Table = format::Source;
    out_.begin_table(from, narrow);
    text(Table::VT_PUBLISHER, source.publisher);
    text(Table::VT_PUBLISHED, source.published);
    text(Table::VT_TITLE, source.title);
    text(Table::VT_URL, source.url);
    text(Table::VT_QUOTE, source.quote);
    out_.end_table();
  }

  void write(const Party& party, Reference from) {
    using Table = format::Party;
    out_.begin_table(from, narrow);
    out_.text(Table::VT_ENTITY, party.entity);
    text(Table::VT_ROLE, party.role);
    out_.end_table();
  }

  void write(const Field& field, Reference from) {
    using Table = format::Field;
    const auto* const text = std::get_if<std::string>(&field.value);
    const auto* const parties = std::get_if<std::vector<Party>>(&field.value);
    const double number = number_of(field.value);
    std::optional<Reference> list;
    out_.begin_table(from, number == 0 ? narrow : wide);
    out_.scalar(Table::VT_NUMBER, number);
    out_.text(Table::VT_NAME, field.name);
    if (text != nullptr) out_.text(Table::VT_TEXT, *text);
    if (parties != nullptr) list = unless_empty(Table::VT_PARTIES, *parties);
    out_.scalar(Table::VT_KIND, static_cast<std::uint8_t>(kind_of(field.value)));
    out_.end_table();
    if (list) write_all(*parties, *list);
  }

  void write(const Assertion& effect, Reference from) {
    using Table = format::Effect;
    const auto* const text = std::get_if<std::string>(&effect.value);
    const double number = number_of(effect.value);
    out_.begin_table(from, number == 0 ? narrow : wide);
    out_.scalar(Table::VT_NUMBER, number);
    out_.text(Table::VT_TERM, effect.cell.term);
    if (!effect.cell.key.empty()) out_.text(Table::VT_KEY, effect.cell.key);
    if (text != nullptr) out_.text(Table::VT_TEXT, *text);
    out_.scalar(Table::VT_KIND, static_cast<std::uint8_t>(kind_of(effect.value)));
    out_.end_table();
  }

  /// What stands in `number`: of a boolean 1 or 0.
  template <typename Variant>
  static double number_of(const Variant& value) {
    if (const auto* const number = std::get_if<double>(&value)) return *number;
    const auto* const flag = std::get_if<bool>(&value);
    return flag != nullptr && *flag ? 1 : 0;
  }

  template <typename Variant>
  static Kind kind_of(const Variant& value) {
    return std::visit(
        Overloaded{[](const std::string&) { return Kind::text; },
                   [](double) { return Kind::number; }, [](bool) { return Kind::boolean; },
                   [](const std::vector<Party>&) { return Kind::parties; },
                   [](None) { return Kind::none; }},
        value);
  }

  FlatWriter out_;
};

Error corrupt(std::string_view what) {
  return {.code = ErrorCode::corrupt, .message = fmt::format("a record of the log {}", what)};
}

std::string_view view_of(const flatbuffers::String* text) {
  return text == nullptr ? std::string_view{} : std::string_view{text->c_str(), text->size()};
}

void read_text(const flatbuffers::String* text, std::string& target) {
  target = view_of(text);
}

void read_text(const flatbuffers::String* text, std::optional<std::string>& target) {
  if (text != nullptr) target.emplace(view_of(text));
}

/// Reads one verified event. Each part is written where it belongs: an event is large to move.
class Decoder {
 public:
  Decoder(const format::Event& record, LoggedEvent& logged) : record_{record}, logged_{logged} {}

  Status decode() {
    logged_.sequence = {.value = record_.sequence()};
    logged_.recorded = RecordedTime::from_microseconds(record_.recorded());
    logged_.known = KnownTime::from_microseconds(record_.known());
    if (!is_dated(logged_.recorded.at) || !is_dated(logged_.known.at)) {
      return corrupt("has a moment outside the years 1 to 9999");
    }
    logged_.retracts = {.value = record_.retracts()};
    logged_.replaces = {.value = record_.replaces()};
    if (const auto* reach = record_.reach()) {
      logged_.reach.reserve(reach->size());
      for (const auto* relationship : *reach) logged_.reach.emplace_back(view_of(relationship));
    }
    read_texts();
    for (const auto step : {&Decoder::read_dates, &Decoder::read_fields, &Decoder::read_effects}) {
      if (auto done = (this->*step)(); !done) return done;
    }
    return Done{};
  }

 private:
  void read_texts() {
    Event& event = logged_.event;
    read_text(record_.id(), event.id);
    read_text(record_.type(), event.type);
    read_text(record_.relationship(), event.relationship);
    read_text(record_.replaces_id(), event.replaces);
    read_text(record_.occasion(), event.occasion);
    read_text(record_.note(), event.note);
    if (const auto* stored = record_.source()) {
      Source& source = event.source.emplace();
      read_text(stored->title(), source.title);
      read_text(stored->publisher(), source.publisher);
      read_text(stored->url(), source.url);
      read_text(stored->published(), source.published);
      read_text(stored->quote(), source.quote);
    }
  }

  template <typename Axis>
  static Status read_date(const flatbuffers::String* text, std::optional<When<Axis>>& target) {
    if (text == nullptr) return Done{};
    const auto span = parse_span(view_of(text));
    if (!span) return corrupt(fmt::format("has a date that is none: {}", span.error().message));
    target = when_of<Axis>(view_of(text), *span);
    return Done{};
  }

  Status read_dates() {
    Event& event = logged_.event;
    if (auto done = read_date(record_.effective(), event.effective); !done) return done;
    if (auto done = read_date(record_.until(), event.until); !done) return done;
    return read_date(record_.known_text(), event.known);
  }

  static void read_parties(const format::Field& field, std::vector<Party>& parties) {
    const auto* const stored = field.parties();
    if (stored == nullptr) return;
    parties.reserve(stored->size());
    for (const auto* party : *stored) {
      Party& target = parties.emplace_back();
      read_text(party->entity(), target.entity);
      read_text(party->role(), target.role);
    }
  }

  static Status read_value(const format::Field& field, FieldValue& target) {
    switch (field.kind()) {
      case format::ValueKind::text:
        read_text(field.text(), target.emplace<std::string>());
        return Done{};
      case format::ValueKind::number:
        target = field.number();
        return Done{};
      case format::ValueKind::boolean:
        target = field.number() != 0;
        return Done{};
      case format::ValueKind::parties:
        read_parties(field, target.emplace<std::vector<Party>>());
        return Done{};
      case format::ValueKind::none:
        break;
    }
    return corrupt("has a field of an unknown kind");
  }

  Status read_fields() {
    const auto* const fields = record_.fields();
    if (fields == nullptr) return Done{};
    logged_.event.fields.reserve(fields->size());
    for (const auto* field : *fields) {
      Field& target = logged_.event.fields.emplace_back();
      read_text(field->name(), target.name);
      if (auto done = read_value(*field, target.value); !done) return done;
    }
    return Done{};
  }

  static Status read_value(const format::Effect& effect, Value& target) {
    switch (effect.kind()) {
      case format::ValueKind::none:
        target = None{};
        return Done{};
      case format::ValueKind::text:
        read_text(effect.text(), target.emplace<std::string>());
        return Done{};
      case format::ValueKind::number:
        target = effect.number();
        return Done{};
      case format::ValueKind::boolean:
        target = effect.number() != 0;
        return Done{};
      case format::ValueKind::parties:
        break;
    }
    return corrupt("has an effect of an unknown kind");
  }

  Status read_effects() {
    const auto* const effects = record_.effects();
    if (effects == nullptr) return Done{};
    if (effects->size() > 0 && !logged_.event.effective) {
      return corrupt("has effects and no effective date");
    }
    logged_.event.effects.reserve(effects->size());
    for (const auto* effect : *effects) {
      Assertion& target = logged_.event.effects.emplace_back();
      read_text(effect->term(), target.cell.term);
      read_text(effect->key(), target.cell.key);
      if (auto done = read_value(*effect, target.value); !done) return done;
    }
    return Done{};
  }

  const format::Event& record_;
  LoggedEvent& logged_;
};

Result<LoggedEvent> decode_verified(const format::Event& record) {
  Result<LoggedEvent> logged{LoggedEvent{}};
  if (auto done = Decoder{record, *logged}.decode(); !done) logged = std::move(done).error();
  return logged;
}

}  // namespace

std::string encode_record(const LoggedEvent& event) {
  return std::string{encode_record_here(event)};
}

std::string_view encode_record_here(const LoggedEvent& event) {
  thread_local Encoder encoder;  // keeps its memory from one record to the next
  return encoder.encode(event);
}

Result<LoggedEvent> decode_record(std::string_view bytes) {
  if (is_erased_record(bytes)) return decode_erased_record(bytes);
  // FlatBuffers reads integers where they lie. A cursor's bytes begin anywhere, a copy where it
  // may.
  std::vector<std::uint64_t> copy;
  const void* begin = bytes.data();
  if (reinterpret_cast<std::uintptr_t>(begin) % sizeof(std::uint64_t) != 0) {
    copy.resize(bytes.size() / sizeof(std::uint64_t) + 1);
    std::memcpy(copy.data(), bytes.data(), bytes.size());
    begin = copy.data();
  }
  flatbuffers::Verifier verifier{static_cast<const std::uint8_t*>(begin), bytes.size()};
  if (!format::VerifyEventBuffer(verifier)) return corrupt("is not one that this build can read");
  return decode_verified(*format::GetEvent(begin));
}

}  // namespace annals
