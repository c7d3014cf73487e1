#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

#include "annals/base/result.h"

namespace annals {

// What is done to whole folders, durably. Errors of all: io.

/// Makes a folder and those that it lies in, for their owner alone, where they are missing.
[[nodiscard]] Status make_folders(const std::filesystem::path& path);

/// Removes a folder with all in it, if it is there; of a link, only the link.
[[nodiscard]] Status remove_folder(const std::filesystem::path& path);

/// Makes durable which files a folder has.
[[nodiscard]] Status sync_folder(const std::filesystem::path& path);

/// Writes a file: when this returns the disk has all of it, and had, at every moment before, what
/// was there or all of it.
[[nodiscard]] Status write_file(const std::filesystem::path& path, std::string_view text);

/// Where a folder that is to be at `path` is filled, beside it; what an earlier process left there
/// is removed. Errors: invalid_input, if something is at `path` that is no empty folder; io.
[[nodiscard]] Result<std::filesystem::path> begin_folder(const std::filesystem::path& path);

/// Moves it to its place. Errors: io.
[[nodiscard]] Status end_folder(const std::filesystem::path& unfinished,
                                const std::filesystem::path& path);

/// Makes a folder that nobody ever finds half made: `fill`, a function of a path that gives a
/// Result, fills it beside its place. Errors: those of `fill` and of both above.
template <typename Fill>
auto create_folder(const std::filesystem::path& path, const Fill& fill) -> decltype(fill(path)) {
  const auto unfinished = begin_folder(path);
  if (!unfinished) return unfinished.error();
  auto filled = fill(*unfinished);
  if (filled) {
    auto ended = end_folder(*unfinished, path);
    if (ended) return filled;
    filled = std::move(ended).error();
  }
  (void)remove_folder(*unfinished);
  return filled;
}

/// Keeps other processes from writing to a folder, while it lives.
class FolderLock {
 public:
  /// Errors: busy, if another has it; io.
  [[nodiscard]] static Result<FolderLock> take(const std::filesystem::path& folder);

  FolderLock(FolderLock&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int number) : number_{number} {}
  int number_;
};

}  // namespace annals
