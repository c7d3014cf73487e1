#pragma once

#include <string>

#include "../input/byte_source.h"
#include "file_ingest.h"

namespace annals::cli {

/// As `ingest_file` without batches, for a file of many events.
[[nodiscard]] Status load_file(Database& database, const std::string& path, ByteSource source,
                               const IngestSetting& setting, IngestCounts& counts);

}  // namespace annals::cli
