#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

namespace annals {

// A file of RocksDB's write-ahead log is made longer ahead of what is written to it: to sync what
// lies within its length takes a disk a quarter less time than to make a new length durable too
// (bench/README.md). When it is closed it is cut again; where that could not be, zeros follow what
// was written, and a write that was torn may lack any of its sectors instead of its end alone. So
// whoever reads such a file asks first where it ends.

[[nodiscard]] bool is_write_ahead_log(const std::filesystem::path& path);

/// Such a file as it is written, opened with the options below.
class LongerLog final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  using FSWritableFileOwnerWrapper::FSWritableFileOwnerWrapper;

  /// The options to open it with, where RocksDB asked for others.
  [[nodiscard]] static rocksdb::FileOptions options(const rocksdb::FileOptions& as_asked);

  /// Sets by how much the file grows: little, since whoever reads it looks for the end of it.
  void SetPreallocationBlockSize(std::size_t bytes) override;
};

/// Such a file as it is read: up to `end`.
class EndedLog final : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  EndedLog(std::unique_ptr<rocksdb::FSSequentialFile> file, std::uint64_t end)
      : FSSequentialFileOwnerWrapper{std::move(file)}, left_{end} {}

  rocksdb::IOStatus Read(std::size_t bytes, const rocksdb::IOOptions& options,
                         rocksdb::Slice* result, char* scratch,
                         rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus Skip(std::uint64_t bytes) override;

 private:
  std::uint64_t left_;
};

/// Finds where such a file ends: after the last record that was written whole, if what is behind it
/// can be nothing but a write that was torn. Of that one records at its beginning may be left,
/// which RocksDB takes for what they are. Another process may write to the file meanwhile.
///
/// Errors: Corruption, if records are behind what is none, here or in a later log of the store, or
///         if what is none lacks no sector: no torn write leaves that, unless its content has whole
///         records with their checksums in it. Records before those of the last write are not
///         looked at; they are read anyway. IO.
/// Cost:   reads the zeros, and the records of the last write.
[[nodiscard]] rocksdb::IOStatus find_log_end(rocksdb::FileSystem& files,
                                             const std::filesystem::path& path,
                                             const rocksdb::FileOptions& options,
                                             std::uint64_t& end);

/// Where such a file ends, and whether a torn write is behind it.
struct LogEnd {
  std::uint64_t end;
  bool is_torn = false;
};

/// What one look at such a file of so many bytes finds: its end, or nothing if it is damaged.
/// Errors: IO.
[[nodiscard]] rocksdb::IOStatus look_for_log_end(const rocksdb::FSRandomAccessFile& file,
                                                 std::uint64_t bytes, std::optional<LogEnd>& end);

}  // namespace annals
