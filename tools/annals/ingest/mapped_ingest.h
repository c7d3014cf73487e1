#pragma once

#include <string>

#include "annals/base/result.h"
#include "annals/codec/mapped_row.h"
#include "annals/codec/mapping.h"
#include "file_ingest.h"

namespace annals::cli {

/// Appends the events that a mapping makes of the rows of a table, and adds to `counts` what was
/// made durable; a row counts as read, each of its events as appended or there already.
///
/// Errors: invalid_input, naming file, line and column, for the first bad row (unless they are
///         skipped: then a row is left out as a whole), what `for_each_row` refuses, a mapping that
///         makes no event of any row, and an interruption; then nothing of the file, or of its last
///         batch, is in the log. corrupt, io.
[[nodiscard]] Status ingest_table(Database& database, const std::string& path,
                                  const Mapping& mapping, const IngestSetting& setting,
                                  IngestCounts& counts);

/// The row for the file of rejects: its columns and what they hold.
[[nodiscard]] std::string row_text(const Mapping& mapping, const TableRow& row);

}  // namespace annals::cli
