#include "annals/codec/record.h"

#include <event_generated.h>
#include <fmt/core.h>

#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace annals {
namespace {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::Offset;
using Text = Offset<flatbuffers::String>;

/// Writes one event. Texts that occur more than once are stored once.
class Encoder {
 public:
  std::string encode(const LoggedEvent& logged);

 private:
  Text text(const std::string& value) { return builder_.CreateSharedString(value); }
  Text text(const std::optional<std::string>& value) { return value ? text(*value) : Text{}; }

  Offset<flatbuffers::Vector<Text>> texts(const std::vector<std::string>& values) {
    if (values.empty()) return {};
    std::vector<Text> offsets;
    offsets.reserve(values.size());
    for (const std::string& value : values) offsets.push_back(text(value));
    return builder_.CreateVector(offsets);
  }

  template <typename Item>
  auto vector(const std::vector<Item>& items) {
    using Written = decltype(write(items.front()));
    Offset<flatbuffers::Vector<Written>> none;
    if (items.empty()) return none;
    std::vector<Written> offsets;
    offsets.reserve(items.size());
    for (const Item& item : items) offsets.push_back(write(item));
    return builder_.CreateVector(offsets);
  }

  Offset<format::Source> write(const std::optional<Source>& source) {
    if (!source) return {};
    const Text title = text(source->title);
    const Text publisher = text(source->publisher);
    const Text url = text(source->url);
    const Text published = text(source->published);
    const Text quote = text(source->quote);
    return format::CreateSource(builder_, title, publisher, url, published, quote);
  }

  Offset<format::Party> write(const Party& party) {
    const Text entity = text(party.entity);
    const Text role = text(party.role);
    return format::CreateParty(builder_, entity, role);
  }

  Offset<format::Field> write(const Field& field) {
    using Kind = format::ValueKind;
    const Text name = text(field.name);
    return std::visit(
        Overloaded{[&](const std::string& value) {
                     const Text stored = text(value);
                     return format::CreateField(builder_, name, Kind::text, stored);
                   },
                   [&](double value) {
                     return format::CreateField(builder_, name, Kind::number, {}, value);
                   },
                   [&](bool value) {
                     return format::CreateField(builder_, name, Kind::boolean, {}, value ? 1 : 0);
                   },
                   [&](const std::vector<Party>& value) {
                     const auto stored = vector(value);
                     return format::CreateField(builder_, name, Kind::parties, {}, 0, stored);
                   }},
        field.value);
  }

  Offset<format::Effect> write(const Assertion& effect) {
    using Kind = format::ValueKind;
    const Text term = text(effect.cell.term);
    const Text key = effect.cell.key.empty() ? Text{} : text(effect.cell.key);
    return std::visit(
        Overloaded{[&](const std::string& value) {
                     const Text stored = text(value);
                     return format::CreateEffect(builder_, term, key, Kind::text, stored);
                   },
                   [&](double value) {
                     return format::CreateEffect(builder_, term, key, Kind::number, {}, value);
                   },
                   [&](bool value) {
                     return format::CreateEffect(builder_, term, key, Kind::boolean, {},
                                                 value ? 1 : 0);
                   },
                   [&](None) { return format::CreateEffect(builder_, term, key, Kind::none); }},
        effect.value);
  }

  FlatBufferBuilder builder_;
};

std::string Encoder::encode(const LoggedEvent& logged) {
  const Event& event = logged.event;
  const auto reach = texts(logged.reach);
  const auto source = write(event.source);
  const auto fields = vector(event.fields);
  const auto effects = vector(event.effects);
  const Text id = text(event.id);
  const Text type = text(event.type);
  const Text relationship = event.relationship.empty() ? Text{} : text(event.relationship);
  const Text effective = event.effective ? text(event.effective->text) : Text{};
  const Text until = event.until ? text(event.until->text) : Text{};
  const Text known_text = event.known ? text(event.known->text) : Text{};
  const Text replaces_id = text(event.replaces);
  const Text occasion = text(event.occasion);
  const Text note = text(event.note);
  format::FinishEventBuffer(
      builder_, format::CreateEvent(builder_, logged.sequence.value, logged.recorded.microseconds(),
                                    logged.known.microseconds(), id, type, relationship, effective,
                                    until, known_text, logged.retracts.value, logged.replaces.value,
                                    replaces_id, reach, source, occasion, note, fields, effects));
  std::string bytes{reinterpret_cast<const char*>(builder_.GetBufferPointer()), builder_.GetSize()};
  builder_.Clear();
  return bytes;
}

Error corrupt(std::string_view what) {
  return {.code = ErrorCode::corrupt, .message = fmt::format("a record of the log {}", what)};
}

std::string text_of(const flatbuffers::String* text) {
  return text == nullptr ? std::string{} : text->str();
}

std::optional<std::string> optional_text(const flatbuffers::String* text) {
  if (text == nullptr) return std::nullopt;
  return text->str();
}

/// Reads one verified event.
class Decoder {
 public:
  explicit Decoder(const format::Event& record) : record_{record} {}

  Result<LoggedEvent> decode() {
    logged_.sequence = {.value = record_.sequence()};
    logged_.recorded = RecordedTime::from_microseconds(record_.recorded());
    logged_.known = KnownTime::from_microseconds(record_.known());
    logged_.retracts = {.value = record_.retracts()};
    logged_.replaces = {.value = record_.replaces()};
    if (const auto* reach = record_.reach()) {
      for (const auto* relationship : *reach) logged_.reach.push_back(relationship->str());
    }
    read_texts();
    for (const auto step : {&Decoder::read_dates, &Decoder::read_fields, &Decoder::read_effects}) {
      if (auto done = (this->*step)(); !done) return std::move(done).error();
    }
    return std::move(logged_);
  }

 private:
  void read_texts() {
    Event& event = logged_.event;
    event.id = record_.id()->str();
    event.type = record_.type()->str();
    event.relationship = text_of(record_.relationship());
    event.replaces = optional_text(record_.replaces_id());
    event.occasion = optional_text(record_.occasion());
    event.note = optional_text(record_.note());
    if (const auto* source = record_.source()) {
      event.source = Source{.title = optional_text(source->title()),
                            .publisher = optional_text(source->publisher()),
                            .url = optional_text(source->url()),
                            .published = optional_text(source->published()),
                            .quote = optional_text(source->quote())};
    }
  }

  template <typename Axis>
  static Status read_date(const flatbuffers::String* text, std::optional<When<Axis>>& target) {
    if (text == nullptr) return Done{};
    auto when = parse_when<Axis>(text->str());
    if (!when) return corrupt(fmt::format("has a date that is none: {}", when.error().message));
    target = std::move(*when);
    return Done{};
  }

  Status read_dates() {
    Event& event = logged_.event;
    if (auto done = read_date(record_.effective(), event.effective); !done) return done;
    if (auto done = read_date(record_.until(), event.until); !done) return done;
    return read_date(record_.known_text(), event.known);
  }

  static std::vector<Party> read_parties(const format::Field& field) {
    std::vector<Party> parties;
    const auto* const stored = field.parties();
    if (stored == nullptr) return parties;
    for (const auto* party : *stored) {
      parties.push_back({.entity = party->entity()->str(), .role = optional_text(party->role())});
    }
    return parties;
  }

  static Result<FieldValue> read_value(const format::Field& field) {
    switch (field.kind()) {
      case format::ValueKind::text:
        return FieldValue{text_of(field.text())};
      case format::ValueKind::number:
        return FieldValue{field.number()};
      case format::ValueKind::boolean:
        return FieldValue{field.number() != 0};
      case format::ValueKind::parties:
        return FieldValue{read_parties(field)};
      case format::ValueKind::none:
        break;
    }
    return corrupt("has a field of an unknown kind");
  }

  Status read_fields() {
    const auto* const fields = record_.fields();
    if (fields == nullptr) return Done{};
    for (const auto* field : *fields) {
      auto value = read_value(*field);
      if (!value) return std::move(value).error();
      logged_.event.fields.push_back({.name = field->name()->str(), .value = *std::move(value)});
    }
    return Done{};
  }

  static Result<Value> read_value(const format::Effect& effect) {
    switch (effect.kind()) {
      case format::ValueKind::none:
        return Value{None{}};
      case format::ValueKind::text:
        return Value{text_of(effect.text())};
      case format::ValueKind::number:
        return Value{effect.number()};
      case format::ValueKind::boolean:
        return Value{effect.number() != 0};
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
    for (const auto* effect : *effects) {
      auto value = read_value(*effect);
      if (!value) return std::move(value).error();
      logged_.event.effects.push_back(
          {.cell = {.term = effect->term()->str(), .key = text_of(effect->key())},
           .value = *std::move(value)});
    }
    return Done{};
  }

  const format::Event& record_;
  LoggedEvent logged_{};
};

}  // namespace

std::string encode_record(const LoggedEvent& event) {
  return Encoder{}.encode(event);
}

Result<LoggedEvent> decode_record(std::string_view bytes) {
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
  return Decoder{*format::GetEvent(begin)}.decode();
}

}  // namespace annals
