#include "history_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <system_error>

namespace annals::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t lines_max = 1000;
constexpr mode_t only_for_owner = 0600;
constexpr mode_t folder_for_owner = 0700;

/// Writes the text at the end of the file, in one call so that shells do not mix theirs.
void write_at_end(const fs::path& path, int flags, std::string_view text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, only_for_owner);
  if (file < 0) return;
  [[maybe_unused]] const auto written = write(file, text.data(), text.size());
  close(file);
}

/// Makes the folders that are missing, the last for its owner alone, as the file is in it.
void make_folders(const fs::path& folder) {
  std::error_code ignored;
  if (fs::exists(folder, ignored)) return;
  fs::create_directories(folder.parent_path(), ignored);
  [[maybe_unused]] const int made = mkdir(folder.c_str(), folder_for_owner);
}

}  // namespace

std::vector<std::string> HistoryFile::load() const {
  if (!path_) return {};
  std::vector<std::string> lines;
  std::ifstream file{*path_};
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  if (lines.size() <= lines_max) return lines;
  const bool has_grown = lines.size() > 2 * lines_max;
  lines.erase(lines.begin(), lines.end() - lines_max);
  if (!has_grown) return lines;
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  const fs::path unfinished = fs::path{* path_} += ".new";
  write_at_end(unfinished, O_TRUNC, text);
  std::error_code ignored;
  fs::rename(unfinished, *path_, ignored);
  return lines;
}

void HistoryFile::append(std::string_view line) const {
  if (!path_ || line.empty() || line.front() == ' ') return;
  make_folders(path_->parent_path());
  write_at_end(*path_, O_APPEND, std::string{line} + "\n");
}

std::optional<fs::path> history_path() {
  const auto set = [](const char* name) -> std::optional<fs::path> {
    const char* const value = std::getenv(name);
    // A folder that is not absolute is to be ignored (XDG Base Directory Specification).
    if (value == nullptr || !fs::path{value}.is_absolute()) return std::nullopt;
    return fs::path{value};
  };
  if (const auto state = set("XDG_STATE_HOME")) return *state / "annals" / "history";
  if (const auto home = set("HOME")) return *home / ".local" / "state" / "annals" / "history";
  return std::nullopt;
}

}  // namespace annals::cli
