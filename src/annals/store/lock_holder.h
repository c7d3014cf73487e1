#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace annals {

/// The process that holds the lock file of a store, as "process 4711 (annals)"; nothing if there is
/// none or it cannot be known. Must not be called by the process that holds it: closing the file
/// would release the lock (POSIX record locks).
[[nodiscard]] std::optional<std::string> lock_holder(const std::filesystem::path& store);

}  // namespace annals
