#pragma once

// What the files of the store share among themselves; nobody else includes this.

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/store/opening.h"
#include "annals/store/packing.h"
#include "annals/store/store.h"

namespace annals {

inline rocksdb::Slice slice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

inline std::string_view view(const rocksdb::Slice& bytes) {
  return {bytes.data(), bytes.size()};
}

inline constexpr std::size_t runs_family = family_names.size() - 1;

constexpr std::size_t family_of(Column column) {
  return is_packed(column) ? runs_family : static_cast<std::size_t>(column);
}

inline Status done_or(const rocksdb::Status& status, std::string_view doing) {
  if (status.ok()) return Done{};
  return error_from(status, doing);
}

/// In the order of the columns.
using PackedColumns = std::array<PackedState, packed_count>;

/// What the column `meta` says of how many runs of level 0 the packed columns have made, where that
/// is no longer as before.
[[nodiscard]] std::vector<Entry> changed_counts(const PackedColumns& before,
                                                const PackedColumns& now);

/// What a snapshot shows: RocksDB's, and the packed columns as they were then.
struct Store::Published {
  rocksdb::DB& database;
  const rocksdb::Snapshot* snapshot;
  PackedColumns packed;

  Published(rocksdb::DB& of, PackedColumns columns)
      : database{of}, snapshot{of.GetSnapshot()}, packed{std::move(columns)} {}
  Published(const Published&) = delete;
  Published& operator=(const Published&) = delete;
  ~Published() { database.ReleaseSnapshot(snapshot); }
};

struct Store::Impl {
  Opened opened;
  std::unique_ptr<DecodedCache> decoded;
  RunLayout layout{};
  mutable std::mutex mutex{};  // of the pointer, not of what it leads to
  std::shared_ptr<const Published> published{};

  [[nodiscard]] rocksdb::DB& database() const { return *opened.database; }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* handle(Column column) const {
    return opened.handles[family_of(column)];
  }
  [[nodiscard]] std::shared_ptr<const Published> now() const {
    const std::scoped_lock lock{mutex};
    return published;
  }
  void publish(PackedColumns packed) {
    auto next = std::make_shared<const Published>(database(), std::move(packed));
    const std::scoped_lock lock{mutex};
    published.swap(next);
  }
  /// Makes a store where nothing is, with what `Store::create` says.
  [[nodiscard]] static Status fill(const std::filesystem::path& path,
                                   std::span<const Entry> entries, const RunLayout& layout);
  /// Whether everything so far could be written. After a failure, what it has left on the disk is
  /// known only when the database is opened again: an event that was refused may be there then.
  [[nodiscard]] Status expect_no_failure() const {
    if (!opened.has_failed) return Done{};
    return Error{.code = ErrorCode::io,
                 .message =
                     "nothing more is written since something could not be; open the "
                     "database again"};
  }
  /// What could not be written.
  [[nodiscard]] Error fail(const rocksdb::Status& status, std::string_view doing) {
    opened.has_failed = true;
    return error_from(status, doing);
  }
  /// Learns from the column `meta` which runs there are.
  [[nodiscard]] Status read_runs(const Snapshot& snapshot);
};

struct Batch::Impl {
  const ColumnHandles& handles;
  rocksdb::WriteBatch changes{};
  std::array<PackedChanges, packed_count> packed{};
  Touched touched{};

  [[nodiscard]] PackedChanges& of(Column column) { return packed.at(packed_index(column)); }
};

struct Snapshot::Impl {
  const Store::Impl& store;
  DecodedCache::Epoch epoch;  // read first: every commit of before it is in what was published
  std::shared_ptr<const Store::Published> published;

  [[nodiscard]] rocksdb::ReadOptions options() const {
    rocksdb::ReadOptions options;
    options.snapshot = published->snapshot;
    return options;
  }

  [[nodiscard]] Result<std::optional<std::string>> get(std::size_t family,
                                                       std::string_view key) const {
    std::string value;
    const auto status =
        store.database().Get(options(), store.opened.handles[family], slice(key), &value);
    if (status.IsNotFound()) return std::optional<std::string>{};
    if (!status.ok()) return error_from(status, "cannot read the database");
    return std::optional{std::move(value)};
  }

  [[nodiscard]] ReadValue read_run() const {
    return [this](std::string_view key) { return get(runs_family, key); };
  }
};

}  // namespace annals
