#pragma once

#include <string>

#include "annals/base/result.h"
#include "annals/codec/mapping.h"

namespace annals::cli {

/// Reads and checks the mapping in `path`.
/// Errors: invalid_input; each mistake is on a line of its own, led by the file.
[[nodiscard]] Result<Mapping> read_mapping(const std::string& path);

/// Whether a file's name says that it holds a table of text: `.csv`, `.tsv`, packed or not.
[[nodiscard]] bool is_named_as_csv(const std::string& path);

/// `error` with `file` before each of its lines.
[[nodiscard]] Error in_file(const std::string& file, const Error& error);

}  // namespace annals::cli
