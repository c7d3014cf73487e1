#pragma once

#include <rocksdb/env.h>

#include <filesystem>
#include <string_view>

#include "annals/base/result.h"

namespace annals {

/// Where the store keeps its files. Whatever it writes, by way of RocksDB or not, goes through
/// this; folders that are made can be entered by their owner alone, and files read by nobody else,
/// whatever the umask says.
[[nodiscard]] rocksdb::Env& environment();

/// As long as this lives, the files of all stores of the process are kept elsewhere: so that tests
/// can let a disk fail, or lose its power. Nothing may be open when it begins or ends.
class FilesElsewhere {
 public:
  /// Borrows it.
  explicit FilesElsewhere(rocksdb::Env& environment);
  FilesElsewhere(const FilesElsewhere&) = delete;
  FilesElsewhere& operator=(const FilesElsewhere&) = delete;
  ~FilesElsewhere();

 private:
  rocksdb::Env* before_;
};

/// Makes a folder for its owner alone, unless it is there. Errors: io, as for all below.
[[nodiscard]] Status make_folder(const std::filesystem::path& path);

/// Removes a folder with all in it, if it is there.
[[nodiscard]] Status remove_folder(const std::filesystem::path& path);

/// Makes durable which files a folder has.
[[nodiscard]] Status sync_folder(const std::filesystem::path& path);

/// Gives a file or folder another name, in place of a file that has it. Durable when both folders
/// have been synced.
[[nodiscard]] Status rename_file(const std::filesystem::path& from,
                                 const std::filesystem::path& to);

/// Writes a file: when this returns the disk has all of it, and had, at every moment before, what
/// was there or all of it.
[[nodiscard]] Status write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace annals
