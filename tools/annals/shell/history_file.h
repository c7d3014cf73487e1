#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace annals::cli {

/// The lines that were typed, in a file for its owner alone. Each is appended when it was typed, so
/// that shells at the same time share it and one that is killed loses none. What cannot be read or
/// written is left out: a shell works without.
class HistoryFile {
 public:
  /// None: nothing is kept.
  explicit HistoryFile(std::optional<std::filesystem::path> path) : path_{std::move(path)} {}

  /// The last lines, oldest first. Writes the file anew where it has grown to twice as many.
  [[nodiscard]] std::vector<std::string> load() const;

  /// Appends a line, which has no end of line in it; one that begins with a space is not kept.
  void append(std::string_view line) const;

 private:
  std::optional<std::filesystem::path> path_;
};

/// Where the user's programs keep such files: `annals/history` in $XDG_STATE_HOME, else in
/// `~/.local/state`; nothing if neither is known.
[[nodiscard]] std::optional<std::filesystem::path> history_path();

}  // namespace annals::cli
