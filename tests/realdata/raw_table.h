#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace annals::realdata {

/// A row by the names of its columns.
using RawRow = std::map<std::string, std::string>;

/// All of a file. Throws std::runtime_error if it cannot be read.
[[nodiscard]] std::string text_of(const std::string& path);

/// The lines of a file, without their ends.
[[nodiscard]] std::vector<std::string> lines_of(const std::string& path);

/// The rows of a table in which nothing is quoted.
[[nodiscard]] std::vector<RawRow> read_tsv(const std::string& path);

/// The rows of a table in which fields may be quoted; a row may have fewer or more than the header.
[[nodiscard]] std::vector<RawRow> read_csv(const std::string& path);

/// What the row has in the first of these columns that it has; empty if it has none.
[[nodiscard]] std::string field(const RawRow& row, const std::vector<std::string_view>& names);

}  // namespace annals::realdata
