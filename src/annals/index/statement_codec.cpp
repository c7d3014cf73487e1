#include "annals/index/statement_codec.h"

#include <bit>
#include <cstdint>

#include "annals/base/big_endian.h"
#include "annals/index/key_codec.h"
#include "annals/time/dated.h"

namespace annals {
namespace {

// DO NOT CHANGE THESE VALUES: they are the first byte of an entry.
enum class StoredKind : std::uint8_t { none = 0, text = 1, number = 2, no = 3, yes = 4 };
constexpr std::uint8_t kind_mask = 0x07;
constexpr std::uint8_t has_end = 0x08;

StoredKind kind_of(const Value& value) {
  return std::visit(Overloaded{[](const std::string&) { return StoredKind::text; },
                               [](double) { return StoredKind::number; },
                               [](bool flag) { return flag ? StoredKind::yes : StoredKind::no; },
                               [](None) { return StoredKind::none; }},
                    value);
}

void put_cell(std::string& out, std::string_view relationship, const Cell& cell) {
  put_text(out, relationship);
  put_text(out, cell.term);
  put_text(out, cell.key);
}

void put_span(std::string& out, const EffectiveWhen& when) {
  put_big_endian_signed(out, when.first.microseconds());
  put_big_endian_signed(out, when.last.microseconds());
}

/// Whether a date can begin or end there. Days are counted from such moments, no others.
bool is_bound(std::int64_t microseconds) {
  const Moment moment{Microseconds{microseconds}};
  return is_dated(moment) || moment == unbounded_below || moment == unbounded_above;
}

std::optional<EffectiveSpan> take_span(std::string_view& bytes) {
  const auto first = take_big_endian_signed(bytes);
  const auto last = take_big_endian_signed(bytes);
  if (!first || !last || *first > *last || !is_bound(*first) || !is_bound(*last)) {
    return std::nullopt;
  }
  return EffectiveSpan{.first = EffectiveTime::from_microseconds(*first),
                       .last = EffectiveTime::from_microseconds(*last)};
}

std::optional<Value> decode_value(std::uint8_t kind, std::string_view rest) {
  switch (static_cast<StoredKind>(kind)) {
    case StoredKind::none:
      return None{};
    case StoredKind::no:
      return false;
    case StoredKind::yes:
      return true;
    case StoredKind::text:
      return std::string{rest};
    case StoredKind::number: {
      const auto bits = take_big_endian(rest);
      if (!bits) return std::nullopt;
      return std::bit_cast<double>(*bits);
    }
  }
  return std::nullopt;
}

}  // namespace

std::string cell_prefix(std::string_view relationship, const Cell& cell) {
  std::string prefix;
  prefix.reserve(relationship.size() + cell.term.size() + cell.key.size() + 3);
  put_cell(prefix, relationship, cell);
  return prefix;
}

void put_key(std::string& key, const LoggedEvent& logged, const Assertion& effect) {
  put_cell(key, logged.event.relationship, effect.cell);
  put_span(key, *logged.event.effective);
  put_big_endian(key, logged.sequence.value);
}

void put_entry(std::string& entry, const LoggedEvent& logged, const Assertion& effect) {
  const auto kind = static_cast<std::uint8_t>(kind_of(effect.value));
  entry += static_cast<char>(kind | (logged.event.until ? has_end : 0));
  put_big_endian_signed(entry, logged.known.microseconds());
  if (logged.event.until) put_span(entry, *logged.event.until);
  if (const auto* text = std::get_if<std::string>(&effect.value)) entry += *text;
  if (const auto* number = std::get_if<double>(&effect.value)) {
    put_big_endian(entry, std::bit_cast<std::uint64_t>(*number));
  }
}

std::optional<Statement> decode_statement(std::string_view key, std::string_view entry) {
  const auto start = take_span(key);
  const auto sequence = take_big_endian(key);
  if (!start || !sequence || !key.empty() || entry.empty()) return std::nullopt;
  const auto flags = static_cast<std::uint8_t>(entry.front());
  entry.remove_prefix(1);
  const auto known = take_big_endian_signed(entry);
  if (!known) return std::nullopt;
  Statement statement{.sequence = {.value = *sequence},
                      .known = KnownTime::from_microseconds(*known),
                      .start = *start,
                      .end = {},
                      .value = None{}};
  if ((flags & has_end) != 0) {
    statement.end = take_span(entry);
    if (!statement.end) return std::nullopt;
  }
  auto value = decode_value(flags & kind_mask, entry);
  if (!value) return std::nullopt;
  statement.value = *std::move(value);
  return statement;
}

}  // namespace annals
