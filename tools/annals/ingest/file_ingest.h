#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>

#include "../context.h"
#include "annals/base/result.h"
#include "annals/database.h"

namespace annals::cli {

/// What an ingestion has done so far; lines of a file of which nothing was kept do not count.
struct IngestCounts {
  std::uint64_t read = 0;
  std::uint64_t appended = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t rejected = 0;
  std::uint64_t first = 0;  ///< the first sequence appended; 0: none
  std::uint64_t last = 0;
};

struct IngestOptions {
  bool skip_bad_lines = false;
  bool known_from_published = false;
  std::optional<std::uint64_t> batch_events = {};  ///< none: the file as a whole
  std::FILE* rejects = nullptr;                    ///< where skipped lines go; null: nowhere
  std::function<void(const IngestCounts&)> acknowledged = {};
};

struct IngestSetting {
  const IngestOptions& how;
  const Globals& globals;
};

/// Appends the events of a file and adds to `counts` what was made durable.
///
/// Errors: invalid_input, naming file, line and field, for the first bad line (unless they are
///         skipped), a file without events, and an interruption; then nothing of the file, or of
///         its last batch, is in the log. corrupt, io.
[[nodiscard]] Status ingest_file(Database& database, const std::string& path,
                                 const IngestSetting& setting, IngestCounts& counts);

}  // namespace annals::cli
