#include "annals/index/value_index.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <string_view>

#include "annals/index/key_codec.h"

namespace annals {
namespace {

// DO NOT CHANGE THESE VALUES: they stand in the keys. Texts, numbers and booleans lie apart, and
// numbers in their own order.
enum class StoredKind : std::uint8_t { text = 1, number = 2, no = 3, yes = 4 };

/// The bits of a number, so that a greater number has greater bits.
std::uint64_t ordered_bits(double number) {
  const auto bits = std::bit_cast<std::uint64_t>(number);
  return (bits & sign_bit) != 0 ? ~bits : bits | sign_bit;
}

double from_ordered_bits(std::uint64_t bits) {
  return std::bit_cast<double>((bits & sign_bit) != 0 ? bits & ~sign_bit : ~bits);
}

void put_kind(std::string& key, StoredKind kind) {
  key += static_cast<char>(kind);
}

/// A text may hold any byte, so its length stands before it. Values have at most 4,096 bytes.
void put_sized(std::string& key, std::string_view text) {
  constexpr unsigned byte_bits = 8;
  key += static_cast<char>(text.size() >> byte_bits);
  key += static_cast<char>(text.size());
  key += text;
}

std::optional<std::string_view> take_sized(std::string_view& bytes) {
  constexpr unsigned byte_bits = 8;
  if (bytes.size() < 2) return std::nullopt;
  const std::size_t size = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0]))
                               << byte_bits |
                           static_cast<unsigned char>(bytes[1]);
  if (bytes.size() < 2 + size) return std::nullopt;
  const std::string_view text = bytes.substr(2, size);
  bytes.remove_prefix(2 + size);
  return text;
}

/// Puts a value; none has no place here.
void put_value(std::string& key, const Value& value) {
  std::visit(Overloaded{[&](const std::string& text) {
                          put_kind(key, StoredKind::text);
                          put_sized(key, text);
                        },
                        [&](double number) {
                          put_kind(key, StoredKind::number);
                          put_big_endian(key, ordered_bits(number));
                        },
                        [&](bool flag) { put_kind(key, flag ? StoredKind::yes : StoredKind::no); },
                        [](None) {}},
             value);
}

std::optional<Value> take_value(std::string_view& bytes) {
  if (bytes.empty()) return std::nullopt;
  const auto kind = static_cast<StoredKind>(bytes.front());
  bytes.remove_prefix(1);
  switch (kind) {
    case StoredKind::no:
      return false;
    case StoredKind::yes:
      return true;
    case StoredKind::text: {
      const auto text = take_sized(bytes);
      if (!text) return std::nullopt;
      return std::string{*text};
    }
    case StoredKind::number: {
      const auto bits = take_big_endian(bytes);
      if (!bits) return std::nullopt;
      return from_ordered_bits(*bits);
    }
  }
  return std::nullopt;
}

void apply(const LoggedEvent& logged, RowSink& rows) {
  std::string known;
  put_big_endian_signed(known, logged.known.microseconds());
  thread_local std::string key;  // keeps its memory from row to row
  for (const Assertion& effect : logged.event.effects) {
    if (is_none(effect.value)) continue;
    key.clear();
    put_text(key, effect.cell.term);
    put_value(key, effect.value);
    put_text(key, effect.cell.key);
    put_text(key, logged.event.relationship);
    put_big_endian_signed(key, logged.event.effective->first.microseconds());
    put_big_endian(key, logged.sequence.value);
    rows.put(key, known);
  }
}

}  // namespace

std::optional<ValueEntry> decode_value_entry(std::string_view bytes, std::string_view entry,
                                             std::size_t term_bytes) {
  std::string_view rest = bytes.substr(term_bytes);
  auto value = take_value(rest);
  if (!value) return std::nullopt;
  const auto key = take_text(rest);
  const auto relationship = key ? take_text(rest) : std::nullopt;
  const std::size_t said_bytes = bytes.size() - rest.size();
  const auto first = relationship ? take_big_endian_signed(rest) : std::nullopt;
  const auto sequence = first ? take_big_endian(rest) : std::nullopt;
  const auto known = sequence ? take_big_endian_signed(entry) : std::nullopt;
  if (!known || !rest.empty() || !entry.empty()) return std::nullopt;
  return ValueEntry{.value = *std::move(value),
                    .key = *key,
                    .relationship = *relationship,
                    .said_bytes = said_bytes,
                    .first = EffectiveTime::from_microseconds(*first),
                    .sequence = {.value = *sequence},
                    .known = KnownTime::from_microseconds(*known)};
}

namespace {

/// The bytes that every entry of the condition begins with, and where in them to begin.
struct Range {
  std::string prefix;
  std::string from;
};

Range range_of(const Condition& condition) {
  Range range{.prefix = text_prefix(condition.term), .from = {}};
  if (condition.comparison == Comparison::present) return range;
  if (condition.comparison == Comparison::equal) {
    put_value(range.prefix, condition.value);
    if (condition.key) put_text(range.prefix, *condition.key);
    return range;
  }
  const bool from_bound =
      condition.comparison == Comparison::greater || condition.comparison == Comparison::at_least;
  range.from = range.prefix;
  put_value(range.from, condition.value);
  put_kind(range.prefix, StoredKind::number);
  if (!from_bound) range.from = range.prefix;
  return range;
}

/// Whether no entry from here on can be accepted: the numbers have grown too great.
bool is_past(const Condition& condition, const Value& value) {
  const bool has_upper_bound =
      condition.comparison == Comparison::less || condition.comparison == Comparison::at_most;
  return has_upper_bound && !condition.accepts(value);
}

}  // namespace

const Projection value_projection{
    .name = "values", .version = 2, .column = Column::values, .apply = apply};

Result<bool> is_used(const Snapshot& snapshot, std::string_view term) {
  const Cursor cursor = snapshot.scan(Column::values, text_prefix(term));
  if (auto status = cursor.status(); !status) return std::move(status).error();
  return cursor.valid();
}

Result<std::string> read_term_after(const Snapshot& snapshot, std::string_view term) {
  Cursor cursor = snapshot.scan(Column::values, {});
  // No name has a byte as small as the one at its end.
  if (!term.empty()) cursor.seek(std::string{term} + '\x01');
  if (auto status = cursor.status(); !status) return std::move(status).error();
  if (!cursor.valid()) return std::string{};
  std::string_view key = cursor.key();
  const auto name = take_text(key);
  if (!name) return corrupt_index(value_projection.name);
  return std::string{*name};
}

Result<std::vector<std::string>> read_holders(const Snapshot& snapshot, const Condition& condition,
                                              EffectiveTime by, Horizon horizon) {
  const std::size_t term_bytes = condition.term.size() + 1;
  const Range range = range_of(condition);
  std::vector<std::string> holders;
  Cursor cursor = snapshot.scan(Column::values, range.prefix);
  if (!range.from.empty()) cursor.seek(range.from);
  while (cursor.valid()) {
    const auto holding = decode_value_entry(cursor.key(), cursor.value(), term_bytes);
    if (!holding) return corrupt_index(value_projection.name);
    if (is_past(condition, holding->value)) break;
    const bool matches = (!condition.key || holding->key == *condition.key) &&
                         condition.accepts(holding->value) && holding->first <= by;
    if (matches && !horizon.sees(holding->sequence, holding->known)) {
      cursor.next();
      continue;
    }
    if (matches) holders.emplace_back(holding->relationship);
    // Found, or not to be found in what else says the same of it: entries are in order of start.
    const std::string said{cursor.key().substr(0, holding->said_bytes)};
    skip_past(cursor, said);
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  std::ranges::sort(holders);
  const auto repeated = std::ranges::unique(holders);
  holders.erase(repeated.begin(), repeated.end());
  return holders;
}

}  // namespace annals
