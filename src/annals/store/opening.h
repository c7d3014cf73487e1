#pragma once

#include <rocksdb/db.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"

namespace annals {

/// The folder in a database's own in which a load writes its files; whatever is left there when the
/// database is opened to write was never taken in.
inline constexpr std::string_view loading_folder = "loading";

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

/// Refuses a store of another format; `format` is what it says of itself. Errors: unsupported.
[[nodiscard]] Status check_format(const std::filesystem::path& path,
                                  const std::optional<std::string>& format);

/// Reads the format and refuses another, whatever columns a newer build may have added.
/// Errors: unsupported, corrupt, io.
[[nodiscard]] Status probe_format(const std::filesystem::path& path);

/// Whether a column that this build has is not there yet.
[[nodiscard]] bool lacks_columns(const std::filesystem::path& path);

/// What RocksDB says went wrong while `doing` something.
[[nodiscard]] Error error_from(const rocksdb::Status& status, std::string_view doing);

}  // namespace annals
