#include "annals/index/timeline_index.h"

#include <bit>
#include <cstdint>
#include <limits>
#include <optional>

#include "annals/index/key_codec.h"

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

void put_span(std::string& out, const EffectiveWhen& when) {
  put_big_endian_signed(out, when.first.microseconds());
  put_big_endian_signed(out, when.last.microseconds());
}

std::optional<EffectiveSpan> take_span(std::string_view& bytes) {
  const auto first = take_big_endian_signed(bytes);
  const auto last = take_big_endian_signed(bytes);
  if (!first || !last) return std::nullopt;
  return EffectiveSpan{.first = EffectiveTime::from_microseconds(*first),
                       .last = EffectiveTime::from_microseconds(*last)};
}

std::string cell_prefix(std::string_view relationship, const Cell& cell) {
  std::string prefix;
  put_text(prefix, relationship);
  put_text(prefix, cell.term);
  put_text(prefix, cell.key);
  return prefix;
}

std::string encode_entry(const LoggedEvent& logged, const Assertion& effect) {
  std::string entry;
  const auto kind = static_cast<std::uint8_t>(kind_of(effect.value));
  entry += static_cast<char>(kind | (logged.event.until ? has_end : 0));
  put_big_endian_signed(entry, logged.known.microseconds());
  if (logged.event.until) put_span(entry, *logged.event.until);
  if (const auto* text = std::get_if<std::string>(&effect.value)) entry += *text;
  if (const auto* number = std::get_if<double>(&effect.value)) {
    put_big_endian(entry, std::bit_cast<std::uint64_t>(*number));
  }
  return entry;
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

/// Reads the part of a key after the cell, and the entry.
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

void apply(const LoggedEvent& logged, Batch& batch) {
  if (logged.event.effects.empty()) return;
  const EffectiveWhen& effective = *logged.event.effective;
  for (const Assertion& effect : logged.event.effects) {
    std::string key = cell_prefix(logged.event.relationship, effect.cell);
    put_span(key, effective);
    put_big_endian(key, logged.sequence.value);
    batch.put(Column::timeline, key, encode_entry(logged, effect));
  }
}

/// The statements under `prefix`, grouped by the cell that the rest of each key begins with;
/// nothing if they are more than `statements_max`.
Result<std::optional<std::vector<CellStatements>>> read_prefix_up_to(const Snapshot& snapshot,
                                                                     std::string_view relationship,
                                                                     std::string_view prefix,
                                                                     std::size_t statements_max) {
  std::size_t statements = 0;
  const std::size_t before_cell = text_prefix(relationship).size();
  std::vector<CellStatements> cells;
  Cursor cursor = snapshot.scan(Column::timeline, prefix);
  for (; cursor.valid(); cursor.next()) {
    if (++statements > statements_max) return std::optional<std::vector<CellStatements>>{};
    std::string_view rest = cursor.key().substr(before_cell);
    const auto term = take_text(rest);
    const auto key = term ? take_text(rest) : std::nullopt;
    auto statement = key ? decode_statement(rest, cursor.value()) : std::nullopt;
    if (!statement) return corrupt_index(timeline_projection.name);
    if (cells.empty() || cells.back().cell.term != *term || cells.back().cell.key != *key) {
      cells.push_back(
          {.cell = {.term = std::string{*term}, .key = std::string{*key}}, .statements = {}});
    }
    cells.back().statements.push_back(*std::move(statement));
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  return std::optional{std::move(cells)};
}

Result<std::vector<CellStatements>> read_prefix(const Snapshot& snapshot,
                                                std::string_view relationship,
                                                std::string_view prefix) {
  constexpr std::size_t however_many = std::numeric_limits<std::size_t>::max();
  auto cells = read_prefix_up_to(snapshot, relationship, prefix, however_many);
  if (!cells) return std::move(cells).error();
  return std::move(**cells);
}

}  // namespace

const Projection timeline_projection{
    .name = "timeline", .version = 1, .column = Column::timeline, .apply = apply};

Result<CellStatements> read_cell(const Snapshot& snapshot, std::string_view relationship,
                                 const Cell& cell) {
  auto cells = read_prefix(snapshot, relationship, cell_prefix(relationship, cell));
  if (!cells) return std::move(cells).error();
  if (cells->empty()) return CellStatements{.cell = cell, .statements = {}};
  return std::move(cells->front());
}

Result<std::vector<CellStatements>> read_term(const Snapshot& snapshot,
                                              std::string_view relationship,
                                              std::string_view term) {
  return read_prefix(snapshot, relationship, text_prefix(relationship) + text_prefix(term));
}

Result<std::vector<CellStatements>> read_cells(const Snapshot& snapshot,
                                               std::string_view relationship) {
  return read_prefix(snapshot, relationship, text_prefix(relationship));
}

Result<std::optional<std::vector<CellStatements>>> read_cells_up_to(const Snapshot& snapshot,
                                                                    std::string_view relationship,
                                                                    std::size_t statements_max) {
  return read_prefix_up_to(snapshot, relationship, text_prefix(relationship), statements_max);
}

Result<std::vector<Cell>> read_cells_of_term(const Snapshot& snapshot,
                                             std::string_view relationship, std::string_view term) {
  const std::string prefix = text_prefix(relationship) + text_prefix(term);
  std::vector<Cell> cells;
  Cursor cursor = snapshot.scan(Column::timeline, prefix);
  while (cursor.valid()) {
    std::string_view rest = cursor.key().substr(prefix.size());
    const auto key = take_text(rest);
    if (!key) return corrupt_index(timeline_projection.name);
    cells.push_back({.term = std::string{term}, .key = std::string{*key}});
    // Past every statement of this cell: no key has a byte as small as the one at its end.
    cursor.seek(prefix + cells.back().key + '\x01');
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  return cells;
}

}  // namespace annals
