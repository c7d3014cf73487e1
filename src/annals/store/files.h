#pragma once

#include <rocksdb/env.h>

#include <filesystem>
#include <memory>
#include <string_view>

#include "annals/base/result.h"
#include "annals/store/folder.h"

namespace annals {

/// Where the store keeps its files. Whatever it writes, by way of RocksDB or not, goes through
/// this; folders that are made can be entered by their owner alone, and files read by nobody else,
/// whatever the umask says.
[[nodiscard]] rocksdb::Env& environment();

/// Says that the manifest of a store is about to be read again. Until then, once it could not be
/// written, no sorted file of the store is removed: the manifest may name it all the same.
void forget_failures(const std::filesystem::path& store);

/// As long as this lives, the files of all stores of the process are kept elsewhere: so that tests
/// can let a disk fail, or lose its power. Nothing may be open when it begins or ends.
class FilesElsewhere {
 public:
  explicit FilesElsewhere(const rocksdb::Env& environment);
  FilesElsewhere(const FilesElsewhere&) = delete;
  FilesElsewhere& operator=(const FilesElsewhere&) = delete;
  ~FilesElsewhere();

 private:
  std::unique_ptr<rocksdb::Env> before_;
};

/// Done, or the error that "cannot `doing` 'path'" and why.
[[nodiscard]] Status done_or(const rocksdb::Status& status, std::string_view doing,
                             const std::filesystem::path& path);

/// Makes a folder for its owner alone, unless it is there. Errors: io, as for all below.
[[nodiscard]] Status make_folder(const std::filesystem::path& path);

/// Gives a file or folder another name, in place of a file that has it. Durable when both folders
/// have been synced.
[[nodiscard]] Status rename_file(const std::filesystem::path& from,
                                 const std::filesystem::path& to);

}  // namespace annals
