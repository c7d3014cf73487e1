#pragma once

#include <cstddef>
#include <string>

#include "annals/base/result.h"
#include "annals/event/limits.h"

namespace annals::cli {

/// All of a small file, or of standard input for `-`, unpacked if it is an archive.
/// Errors: invalid_input, naming the file; also for more than `bytes_max`, by default 16 MiB.
[[nodiscard]] Result<std::string> read_whole_file(const std::string& path,
                                                  std::size_t bytes_max = limits::file_bytes_max);

}  // namespace annals::cli
