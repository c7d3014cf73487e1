#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"

namespace annals {

/// A file of a store. Some grow: then the store's part of it is the first so many bytes.
struct StoreFile {
  std::string name;
  std::uint64_t bytes;

  friend bool operator==(const StoreFile&, const StoreFile&) = default;
};

/// What a copy came to.
struct CopyCounts {
  std::uint64_t files_copied = 0;
  std::uint64_t bytes_copied = 0;
  std::uint64_t files_reused = 0;
  std::uint64_t bytes_reused = 0;
};

/// Whether a file of this name can be one of a store: a name and no path, of a kind that RocksDB
/// or we give.
[[nodiscard]] bool is_store_file(std::string_view name);

/// Copies the store at `from`, to which another process may be writing, as it is at one moment, to
/// the folder `to`, which is made. Sorted files never change once the store has them: those that
/// `earlier`, the folder of an earlier copy, has already get a second name instead of a second
/// copy. Nothing is synced yet. Errors: busy (it changes too fast), corrupt, io.
[[nodiscard]] Result<CopyCounts> copy_store(const std::filesystem::path& from,
                                            const std::filesystem::path& to,
                                            const std::optional<std::filesystem::path>& earlier);

/// Copies just these files. Errors: corrupt, if one is missing, shorter, or no file of its own (a
/// link); io.
[[nodiscard]] Status copy_files(const std::filesystem::path& from, const std::filesystem::path& to,
                                const std::vector<StoreFile>& files);

/// Reads every byte of a store that nobody writes to and compares checksums. Says which files are
/// the store's, by name; removes the others. Errors: corrupt, io.
[[nodiscard]] Result<std::vector<StoreFile>> verify_files(const std::filesystem::path& path);

}  // namespace annals
