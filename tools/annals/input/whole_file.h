#pragma once

#include <string>

#include "annals/base/result.h"

namespace annals::cli {

/// All of a small file, or of standard input for `-`, unpacked if it is an archive.
/// Errors: invalid_input, naming the file; also for more than 16 MiB.
[[nodiscard]] Result<std::string> read_whole_file(const std::string& path);

}  // namespace annals::cli
