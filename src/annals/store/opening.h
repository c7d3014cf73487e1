#pragma once

#include <rocksdb/db.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "annals/base/result.h"

namespace annals {

/// The folder in a database's own in which a load writes its files; whatever is left there when the
/// database is opened to write was never taken in.
inline constexpr std::string_view loading_folder = "loading";

/// The file in which a writer leaves word of how far it came: a number of RocksDB's that grows with
/// every change, twice, so that half of it is not taken for all.
inline constexpr std::string_view written_name = "WRITTEN";

using ColumnHandles = std::vector<rocksdb::ColumnFamilyHandle*>;

/// An open database and the handles of its columns, closed in the one order that RocksDB allows.
/// One that was opened to write leaves word of how far it came, so that a later opening notices if
/// less is there: RocksDB takes a manifest or a write-ahead log that was cut for a shorter one.
struct Opened {
  std::unique_ptr<rocksdb::DB> database;
  ColumnHandles handles;
  std::filesystem::path written;  ///< where it is, if it was opened to write; else empty
  bool has_failed = false;        ///< to write something; then nobody knows how far it came

  Opened() = default;
  Opened(Opened&&) noexcept = default;
  Opened& operator=(Opened&&) = delete;
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  ~Opened();
};

/// Opens the columns for writing, makes those that are missing, and the database too if `create`.
/// Errors: busy, corrupt, io.
[[nodiscard]] Result<Opened> open_to_write(const std::filesystem::path& path, bool create);

/// Opens the columns for reading, while another process may be writing. Errors: busy, corrupt, io.
[[nodiscard]] Result<Opened> open_to_read(const std::filesystem::path& path);

/// Refuses a place where no store can be. Errors: missing, unsupported, io.
[[nodiscard]] Status expect_store(const std::filesystem::path& path);

/// Refuses a store of another format; `format` is what it says of itself.
/// Errors: unsupported; corrupt, if one of ours says nothing.
[[nodiscard]] Status check_format(const std::filesystem::path& path,
                                  const std::optional<std::string>& format);

/// Reads the format and refuses another, whatever columns a newer build may have added.
/// Errors: unsupported, corrupt, io.
[[nodiscard]] Status probe_format(const std::filesystem::path& path);

/// Whether a column that this build has is not there yet.
[[nodiscard]] bool lacks_columns(const std::filesystem::path& path);

/// What tells one state of the files from another: which manifest is current, and how long it is.
struct ManifestState {
  std::string name;
  std::uintmax_t bytes = 0;

  friend bool operator==(const ManifestState&, const ManifestState&) = default;
};

[[nodiscard]] ManifestState manifest_state(const std::filesystem::path& path);

/// That the files never stood still.
[[nodiscard]] Error changes_too_fast(const std::filesystem::path& path);

/// Does what reads the files while another process may be writing.
///
/// A writer that moves its memory into a file drops the write-ahead log that held it, and one that
/// merges files drops those that it merged. Whoever reads the old manifest and then looks for what
/// it names would miss what lies between: so an attempt counts only if the manifest is the same
/// before and after it.
template <typename Attempt>
auto while_files_stand_still(const std::filesystem::path& path, const Attempt& attempt)
    -> decltype(attempt()) {
  constexpr int attempts_max = 200;
  constexpr std::chrono::milliseconds pause{10};
  for (int made = 0; made < attempts_max; ++made) {
    const ManifestState before = manifest_state(path);
    auto result = attempt();
    if (manifest_state(path) == before) return result;
    std::this_thread::sleep_for(pause);
  }
  return changes_too_fast(path);
}

/// What RocksDB says went wrong while `doing` something.
[[nodiscard]] Error error_from(const rocksdb::Status& status, std::string_view doing);

}  // namespace annals
