// Writes a store anew, so that nothing that was removed or replaced is left in a file.

#include <fmt/core.h>
#include <rocksdb/db.h>
#include <rocksdb/metadata.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "annals/base/check.h"
#include "annals/store/files.h"
#include "annals/store/folder.h"
#include "annals/store/store_impl.h"

namespace annals {
namespace {

namespace fs = std::filesystem;

using Names = std::set<std::string>;

/// The store's files that hold keys and values: sorted ones and write-ahead logs.
Result<Names> data_files(const fs::path& path) {
  std::vector<std::string> all;
  const auto listed = environment().GetChildren(path.string(), &all);
  if (!listed.ok()) return error_from(listed, fmt::format("cannot list '{}'", path.string()));
  Names names;
  for (std::string& name : all) {
    const std::string extension = fs::path{name}.extension();
    if (extension == ".sst" || extension == ".log") names.insert(std::move(name));
  }
  return names;
}

/// Those of `names` that are still there.
Result<Names> left_of(const Names& names, const fs::path& path) {
  const auto now = data_files(path);
  if (!now) return now.error();
  Names left;
  std::ranges::set_intersection(names, *now, std::inserter(left, left.end()));
  return left;
}

/// Merges all files of a column family into new ones. A file that is alone may be moved as it is:
/// that one is written anew by itself.
rocksdb::Status rewrite(rocksdb::DB& database, rocksdb::ColumnFamilyHandle* family,
                        const Names& before) {
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = true;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  auto status = database.CompactRange(options, family, nullptr, nullptr);
  rocksdb::ColumnFamilyMetaData files;
  database.GetColumnFamilyMetaData(family, &files);
  for (const auto& level : files.levels) {
    for (const auto& file : level.files) {
      if (!status.ok()) return status;
      const std::string name = fs::path{file.name}.filename();
      if (!before.contains(name)) continue;
      status = database.CompactFiles({}, family, {name}, level.level);
    }
  }
  return status;
}

/// Has RocksDB remove what it no longer needs, and waits until that is gone.
Status remove_obsolete(rocksdb::DB& database, const Names& before, const fs::path& path) {
  constexpr std::chrono::milliseconds pause{10};
  constexpr int attempts_max = 1000;
  Names left;
  for (int made = 0; made < attempts_max; ++made) {
    auto status = database.DisableFileDeletions();
    if (status.ok()) status = database.EnableFileDeletions();
    if (!status.ok()) return error_from(status, "cannot remove files");
    auto still = left_of(before, path);
    if (!still) return std::move(still).error();
    if (still->empty()) return sync_folder(path);
    left = *std::move(still);
    std::this_thread::sleep_for(pause);
  }
  return Error{.code = ErrorCode::io,
               .message = fmt::format("'{}' could not be removed; open the database again",
                                      (path / *left.begin()).string())};
}

}  // namespace

bool Store::is_read() const {
  std::uint64_t snapshots = 0;
  impl_->database().GetIntProperty(rocksdb::DB::Properties::kNumSnapshots, &snapshots);
  const std::scoped_lock lock{impl_->mutex};
  return snapshots > 1 || impl_->published.use_count() > 1;
}

Status Store::purge(const VisitStep& visit) {
  check(!impl_->opened.written.empty(), "a store is purged by its writer");
  if (auto usable = impl_->expect_no_failure(); !usable) return usable;
  if (is_read()) {
    return Error{.code = ErrorCode::busy,
                 .message = "the database is still being read from in this process"};
  }
  const fs::path& path = impl_->opened.written;
  rocksdb::DB& database = impl_->database();
  const auto before = data_files(path);
  if (!before) return before.error();
  // Something is written, so that the flush begins a new write-ahead log in any case.
  rocksdb::WriteBatch nothing;
  check(nothing.Delete(impl_->handle(Column::meta), "").ok(), "a batch takes every change");
  rocksdb::WriteOptions options;
  options.sync = true;
  const auto written = database.Write(options, &nothing);
  if (!written.ok()) return impl_->fail(written, "cannot write");
  impl_->publish(impl_->now()->packed);
  if (auto flushed = flush(); !flushed) return flushed;
  for (std::size_t i = 0; i < impl_->opened.handles.size(); ++i) {
    if (!visit(i, impl_->opened.handles.size())) {
      return Error{.code = ErrorCode::not_found, .message = "it was interrupted"};
    }
    const auto status = rewrite(database, impl_->opened.handles[i], *before);
    if (!status.ok()) return impl_->fail(status, "cannot write the files anew");
  }
  return remove_obsolete(database, *before, path);
}

}  // namespace annals
