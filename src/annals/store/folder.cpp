#include "annals/store/folder.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "annals/store/files.h"
#include "annals/store/opening.h"

namespace annals {

namespace fs = std::filesystem;

Status make_folders(const fs::path& path) {
  std::error_code error;
  if (path.is_relative()) return make_folders(fs::absolute(path, error));
  if (fs::is_directory(path, error)) return Done{};
  if (fs::exists(path, error)) {
    return Error{
        .code = ErrorCode::io,
        .message = fmt::format("cannot create a folder in '{}': it is a file", path.string())};
  }
  if (auto made = make_folders(path.parent_path()); !made) return made;
  if (auto made = make_folder(path); !made) return made;
  return sync_folder(path.parent_path());
}

Status remove_folder(const fs::path& path) {
  forget_failures(path);
  rocksdb::Env& files = environment();
  // A link is removed, and nothing that it leads to.
  std::error_code ignored;
  if (fs::is_symlink(path, ignored)) {
    return done_or(files.DeleteFile(path.string()), "remove", path);
  }
  std::vector<std::string> names;
  const auto listed = files.GetChildren(path.string(), &names);
  if (listed.IsNotFound()) return Done{};
  if (!listed.ok()) return done_or(listed, "look at", path);
  for (const std::string& name : names) {
    if (name == "." || name == "..") continue;
    const fs::path child = path / name;
    if (fs::is_directory(fs::symlink_status(child, ignored))) {
      if (auto removed = remove_folder(child); !removed) return removed;
    } else if (auto removed = done_or(files.DeleteFile(child.string()), "remove", child);
               !removed) {
      return removed;
    }
  }
  return done_or(files.DeleteDir(path.string()), "remove", path);
}

Status sync_folder(const fs::path& path) {
  std::unique_ptr<rocksdb::Directory> folder;
  auto status = environment().NewDirectory(path.string(), &folder);
  if (status.ok()) status = folder->Fsync();
  return done_or(status, "sync", path);
}

Status write_file(const fs::path& path, std::string_view text) {
  const fs::path unfinished = path.string() + ".new";
  const auto written =
      rocksdb::WriteStringToFile(&environment(), rocksdb::Slice{text.data(), text.size()},
                                 unfinished.string(), /*should_sync=*/true);
  if (!written.ok()) return done_or(written, "write", unfinished);
  if (auto renamed = rename_file(unfinished, path); !renamed) return renamed;
  return sync_folder(path.parent_path());
}

namespace {

/// The place without a slash at its end, from the root on.
fs::path place_of(const fs::path& path) {
  std::error_code ignored;
  const fs::path absolute = fs::absolute(path, ignored);
  return absolute.has_filename() ? absolute : absolute.parent_path();
}

constexpr std::string_view unfinished_ending = ".new";

/// Whether the name is what a process that is no more has left of a folder `name`.
bool is_left_over(std::string_view entry, std::string_view name) {
  const std::string prefix = fmt::format(".{}.", name);
  if (!entry.starts_with(prefix) || !entry.ends_with(unfinished_ending)) return false;
  entry.remove_prefix(prefix.size());
  entry.remove_suffix(std::min(entry.size(), unfinished_ending.size()));
  pid_t process = 0;
  const auto read = std::from_chars(entry.data(), entry.data() + entry.size(), process);
  if (entry.empty() || read.ec != std::errc{} || read.ptr != entry.data() + entry.size()) {
    return false;
  }
  return process == getpid() || (kill(process, 0) != 0 && errno == ESRCH);
}

}  // namespace

Result<fs::path> begin_folder(const fs::path& path) {
  std::error_code error;
  const bool is_empty_folder = fs::is_directory(path, error) && fs::is_empty(path, error);
  if (!is_empty_folder && fs::exists(fs::symlink_status(path, error))) {
    return Error{.code = ErrorCode::invalid_input,
                 .message = fmt::format("'{}' exists already", path.string())};
  }
  const fs::path place = place_of(path);
  const fs::path parent = place.parent_path();
  if (auto made = make_folders(parent); !made) return std::move(made).error();
  std::vector<fs::path> left_over;
  for (const auto& entry : fs::directory_iterator{parent, error}) {
    if (is_left_over(entry.path().filename().string(), place.filename().string())) {
      left_over.push_back(entry.path());
    }
  }
  for (const fs::path& folder : left_over) {
    if (auto removed = remove_folder(folder); !removed) return std::move(removed).error();
  }
  return parent / fmt::format(".{}.{}{}", place.filename().string(), getpid(), unfinished_ending);
}

Status end_folder(const fs::path& unfinished, const fs::path& path) {
  const fs::path place = place_of(path);
  if (auto renamed = rename_file(unfinished, place); !renamed) return renamed;
  return sync_folder(place.parent_path());
}

Result<FolderLock> FolderLock::take(const fs::path& folder) {
  FolderLock lock{open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (lock.number_ >= 0 && flock(lock.number_, LOCK_EX | LOCK_NB) == 0) return lock;
  const int error = errno;
  if (error == EWOULDBLOCK) {
    return Error{.code = ErrorCode::busy,
                 .message = fmt::format("'{}' is in use: another process is writing to it",
                                        folder.string())};
  }
  return Error{.code = ErrorCode::io,
               .message = fmt::format("cannot lock '{}': {}", folder.string(),
                                      std::generic_category().message(error))};
}

FolderLock::~FolderLock() {
  if (number_ >= 0) close(number_);
}

}  // namespace annals
