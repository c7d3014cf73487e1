#pragma once

#include <filesystem>
#include <string>

namespace annals::compat {

/// What the database at `path` holds and answers, as text: the head of its tree, what `verify` has
/// counted, its log as `export` prints it, and of each relationship its timelines and its state at
/// some dates, as it was known at some. Throws std::runtime_error if it cannot be read or is
/// damaged.
[[nodiscard]] std::string sheet_of(const std::filesystem::path& path);

}  // namespace annals::compat
