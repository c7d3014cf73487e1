#include "annals/index/timeline_index.h"

#include <bit>
#include <cstdint>
#include <limits>
#include <optional>

#include "annals/index/key_codec.h"
#include "annals/index/statement_codec.h"

namespace annals {
namespace {

void apply(const LoggedEvent& logged, RowSink& rows) {
  thread_local std::string key;  // both keep their memory from row to row
  thread_local std::string entry;
  for (const Assertion& effect : logged.event.effects) {
    key.clear();
    entry.clear();
    put_key(key, logged, effect);
    put_entry(entry, logged, effect);
    rows.put(key, entry);
  }
}

/// The statements under `prefix`; nothing if they are more than `statements_max`.
Result<std::optional<std::vector<CellStatements>>> read_prefix_up_to(const Snapshot& snapshot,
                                                                     std::string_view relationship,
                                                                     std::string_view prefix,
                                                                     std::size_t statements_max) {
  std::size_t statements = 0;
  CellGrouping grouping{relationship};
  Cursor cursor = snapshot.scan(Column::timeline, prefix);
  for (; cursor.valid(); cursor.next()) {
    if (++statements > statements_max) return std::optional<std::vector<CellStatements>>{};
    if (auto added = grouping.add(cursor.key(), cursor.value()); !added) {
      return std::move(added).error();
    }
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  return std::optional{std::move(grouping).take()};
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
    .name = "timeline", .version = 2, .column = Column::timeline, .apply = apply};

Status CellGrouping::add(std::string_view key, std::string_view value) {
  std::string_view rest = key.substr(before_cell_);
  const auto term = take_text(rest);
  const auto name = term ? take_text(rest) : std::nullopt;
  auto statement = name ? decode_statement(rest, value) : std::nullopt;
  if (!statement) return corrupt_index(timeline_projection.name);
  if (cells_.empty() || cells_.back().cell.term != *term || cells_.back().cell.key != *name) {
    cells_.push_back(
        {.cell = {.term = std::string{*term}, .key = std::string{*name}}, .statements = {}});
  }
  cells_.back().statements.push_back(*std::move(statement));
  return Done{};
}

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
