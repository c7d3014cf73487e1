#pragma once

#include <functional>
#include <optional>
#include <string>

#include "annals/base/result.h"
#include "annals/codec/mapped_row.h"
#include "annals/codec/mapping.h"

namespace annals::cli {

/// A row and where it was read.
struct PlacedRow {
  const TableRow& row;
  std::string where;  ///< for messages: `table.csv:7`
  double share;       ///< of the file that has been read, from 0 to 1; negative if nobody knows
  std::optional<Error> wrong = {};  ///< with the row as a whole; then its fields are as they came
};

using VisitRow = std::function<Status(const PlacedRow&)>;

/// Calls `visit` for each row of the table in `path`, `-` for standard input, until it returns an
/// error. Archives are unpacked. A table of JSON Lines or CSV is read in bounded memory.
///
/// Errors: those of `visit`, as they are; invalid_input with file and line for what cannot be read,
///         a column that is not there, a table without rows. A row with more or fewer fields than
///         the header is `wrong`, and the visitor's to refuse.
[[nodiscard]] Status for_each_row(const std::string& path, const Mapping& mapping,
                                  const VisitRow& visit);

}  // namespace annals::cli
