#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace annals {

/// The parts of a database, each a RocksDB column family. Keys and values: schema/format.md.
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
};

/// DO NOT CHANGE THESE NAMES: they are on disk. In the order of `Column`.
inline constexpr std::array<std::string_view, 10> column_names{
    "default",     "log",     "tree",    "ids",    "timeline",
    "corrections", "history", "parties", "values", "calendar"};

inline constexpr std::size_t column_count = column_names.size();

/// The format that this build writes and the only one that it reads.
inline constexpr std::uint32_t format_version = 1;

/// The key in `meta` that says that a database is ours; its value is "annals " and the version.
inline constexpr std::string_view format_key = "format";
inline constexpr std::string_view format_prefix = "annals ";

}  // namespace annals
