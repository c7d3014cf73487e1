#pragma once

#include <rocksdb/env.h>

#include <filesystem>

#include "annals/base/result.h"
#include "annals/store/folder.h"

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

/// Gives a file or folder another name, in place of a file that has it. Durable when both folders
/// have been synced.
[[nodiscard]] Status rename_file(const std::filesystem::path& from,
                                 const std::filesystem::path& to);

}  // namespace annals
