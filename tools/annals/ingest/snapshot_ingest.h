#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "annals/base/result.h"
#include "annals/codec/mapping.h"
#include "file_ingest.h"

namespace annals::cli {

/// A table that is published again and again, as it is at one date.
struct SnapshotRequest {
  std::string name;
  std::optional<std::string> known;  ///< none: the mapping says it of each row
  std::vector<std::string> files;    ///< together one snapshot
  const Mapping& mapping;
};

/// What became of the rows.
struct SnapshotCounts {
  std::uint64_t fresh = 0;  ///< not there before
  std::uint64_t changed = 0;
  std::uint64_t vanished = 0;
  std::uint64_t unchanged = 0;
};

/// Appends what has changed since the last snapshot of this name: new rows assert, changed rows
/// replace, vanished rows are retracted or end, as the mapping says; all of it in one transaction.
/// Where the mapping says of each row since when it is known, the rows are versions, one after the
/// other, and what a file does not name stays.
///
/// Errors: invalid_input, and nothing has changed: what `ingest_table` refuses; a mapping without a
///         key or with fields that are the snapshot's to give; a date before that of the last
///         snapshot, or the same date and something else; two rows with one key.
[[nodiscard]] Status ingest_snapshot(Database& database, const SnapshotRequest& request,
                                     const IngestSetting& setting, IngestCounts& counts,
                                     SnapshotCounts& rows);

}  // namespace annals::cli
