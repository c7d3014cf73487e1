#pragma once

#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "annals/base/result.h"

namespace annals {

/// A file of sorted keys that RocksDB takes in as it is. Nothing is opened before the first key.
class SortedFile {
 public:
  SortedFile(rocksdb::DB& database, rocksdb::ColumnFamilyHandle* family, std::filesystem::path path)
      : path_{std::move(path)},
        options_{database.GetOptions(family)},
        writer_{written_along(), options_, family, false} {}

  /// Adds a key, which must be greater than all before. Errors: io.
  [[nodiscard]] Status put(std::string_view key, std::string_view value);

  /// Adds that a key is no longer there. Errors: io.
  [[nodiscard]] Status remove(std::string_view key);

  /// Waits until the disk has the file; says whether there is one. Errors: io.
  [[nodiscard]] Result<bool> finish();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::uint64_t bytes() { return is_open_ ? writer_.FileSize() : 0; }

 private:
  /// Lets the disk begin before the file is whole, so that nobody waits for all of it at the end.
  [[nodiscard]] static rocksdb::EnvOptions written_along();
  [[nodiscard]] Status open();

  std::filesystem::path path_;
  rocksdb::Options options_;
  rocksdb::SstFileWriter writer_;
  bool is_open_ = false;
};

/// The value of a key in such a file; nothing if it is not there. Errors: corrupt, io.
[[nodiscard]] Result<std::optional<std::string>> read_sorted_file(const std::filesystem::path& path,
                                                                  std::string_view key);

}  // namespace annals
