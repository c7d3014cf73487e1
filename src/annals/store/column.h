#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "annals/store/page.h"

namespace annals {

/// The parts of a database. Keys and values: schema/format.md.
enum class Column : std::uint8_t {
  meta,         ///< format, vocabulary, checkpoints of the projections
  log,          ///< the records, by sequence: the truth
  tree,         ///< hashes over the records
  ids,          ///< event id -> sequence
  timeline,     ///< projection: what is asserted of each cell, in order of start
  corrections,  ///< projection: what corrects the events that a relationship rests on
  history,      ///< projection: the events of a relationship
  parties,      ///< projection: the relationships of a party
  values,       ///< projection: the relationships that were ever said to have a value
  calendar,     ///< projection: the events of a time

  own = 0x80,  ///< the first of `own_count` that databases give to projections of other programs
};

/// The columns of annals itself, in the order of `Column`.
inline constexpr std::array<std::string_view, 10> column_names{
    "meta",        "log",     "tree",    "ids",    "timeline",
    "corrections", "history", "parties", "values", "calendar"};

inline constexpr std::size_t column_count = column_names.size();

/// Columns from here on are packed: their rows are kept in memory until they make a run, and on
/// disk in pages. What is in memory is worked out from the log again when a database is opened.
inline constexpr Column first_packed = Column::ids;
inline constexpr std::size_t named_packed_count =
    column_count - static_cast<std::size_t>(first_packed);

/// Columns for projections of other programs: packed like ours. What is not given away is empty.
inline constexpr std::size_t own_count = 16;
inline constexpr std::size_t packed_count = named_packed_count + own_count;

[[nodiscard]] constexpr bool is_packed(Column column) {
  return column >= first_packed;
}

/// Whether the column is for a projection of another program.
[[nodiscard]] constexpr bool is_own(Column column) {
  return column >= Column::own;
}

/// The packed column at a place among them, those of other programs last.
[[nodiscard]] constexpr Column packed_column_at(std::size_t index) {
  return index < named_packed_count
             ? static_cast<Column>(index + static_cast<std::size_t>(first_packed))
             : static_cast<Column>(index - named_packed_count +
                                   static_cast<std::size_t>(Column::own));
}

/// A packed column's place among the packed ones.
[[nodiscard]] constexpr std::size_t packed_index(Column column) {
  return is_own(column) ? named_packed_count + static_cast<std::size_t>(column) -
                              static_cast<std::size_t>(Column::own)
                        : static_cast<std::size_t>(column) - static_cast<std::size_t>(first_packed);
}

/// What messages call a column.
[[nodiscard]] inline std::string name_of(Column column) {
  if (!is_own(column)) return std::string{column_names.at(static_cast<std::size_t>(column))};
  return "own " + std::to_string(packed_index(column) - named_packed_count);
}

/// Where the integers of the packed columns' rows lie. DO NOT CHANGE: pages are written by them.
inline constexpr std::array<RowShape, named_packed_count> row_shapes{{
    {.key_integers = 0, .value_head = 0, .value_integers = 1},  // ids: -> sequence
    {.key_integers = 3,
     .value_head = 1,
     .value_integers = 1},  // timeline: start, sequence -> known
    {},                     // corrections: few
    {.key_integers = 1, .value_head = 0, .value_integers = 0},  // history: sequence
    {.key_integers = 1, .value_head = 0, .value_integers = 0},  // parties: sequence
    {.key_integers = 2, .value_head = 0, .value_integers = 1},  // values: start, sequence -> known
    {.key_integers = 2, .value_head = 0, .value_integers = 1},  // calendar: first, sequence -> last
}};

/// The same for each column that is not ours: sequence -> known.
inline constexpr RowShape own_row_shape{.key_integers = 1, .value_head = 0, .value_integers = 1};

[[nodiscard]] constexpr const RowShape& row_shape(Column column) {
  return is_own(column) ? own_row_shape : row_shapes.at(packed_index(column));
}

/// Whether single keys are looked for in a packed column, so that it pays to know which it has.
[[nodiscard]] constexpr bool is_looked_up(Column column) {
  return column == Column::ids;
}

/// RocksDB's column families. DO NOT CHANGE THESE NAMES: they are on disk. The first three are
/// columns, the last holds the runs of all packed ones.
inline constexpr std::array<std::string_view, 4> family_names{"default", "log", "tree", "runs"};

/// The format that this build writes and the only one that it reads.
inline constexpr std::uint32_t format_version = 2;

/// The key in `meta` that says that a database is ours; its value is "annals " and the version.
inline constexpr std::string_view format_key = "format";
inline constexpr std::string_view format_prefix = "annals ";

/// The key in `meta` of the layout of runs, and of how many runs each packed column has made: ours,
/// and those for other programs.
inline constexpr std::string_view layout_key = "layout";
inline constexpr std::string_view runs_key = "runs";
inline constexpr std::string_view own_runs_key = "own-runs";

/// The key in `meta` of the vocabulary that the database was created with.
inline constexpr std::string_view vocabulary_key = "vocabulary";

}  // namespace annals
