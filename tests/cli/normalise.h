#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace annals::cli_test {

/// What differs from run to run.
struct Circumstances {
  std::filesystem::path workspace;
  std::vector<std::string> days;  ///< the days on which the program ran, YYYY-MM-DD
};

/// `text` with a name in place of everything that differs from run to run: hashes, moments of
/// recording, durations, sizes of files, process ids, the folder, today. Escape codes become
/// visible.
[[nodiscard]] std::string normalise(std::string text, const Circumstances& circumstances);

/// Today in UTC, as dates are written.
[[nodiscard]] std::string today();

}  // namespace annals::cli_test
