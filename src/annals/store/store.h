#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "annals/base/result.h"
#include "annals/store/column.h"
#include "annals/store/memory.h"
#include "annals/store/packed_column.h"
#include "annals/store/run.h"

namespace annals {

class Loading;
class WorkerPool;

/// Changes to a store that take effect together or not at all. Must not outlive its store.
class Batch {
 public:
  Batch(Batch&&) noexcept;
  Batch& operator=(Batch&&) noexcept;
  ~Batch();

  void put(Column column, std::string_view key, std::string_view value);

  /// Removes a key of a column that is not packed.
  void remove(Column column, std::string_view key);

  /// Removes every key of the column, and what has been put there in this batch.
  void clear(Column column);

  /// Says that what a packed column has got since the last cut, in this batch and before it, is
  /// that of `events_per_run` events and makes a run.
  void cut(Column column);

  /// Takes out, sorted, what a packed column has got since the last cut.
  [[nodiscard]] Rows take(Column column);

  /// What the batch takes in memory.
  [[nodiscard]] std::size_t bytes() const;

  /// What it says something new about: to be dropped from memory when it takes effect.
  [[nodiscard]] Touched& touched();

 private:
  friend class Store;
  friend class Loading;
  struct Impl;
  explicit Batch(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// A place in the keys of one column that begin with one prefix, in byte order.
class Cursor {
 public:
  Cursor(Cursor&&) noexcept;
  Cursor& operator=(Cursor&&) noexcept;
  ~Cursor();

  /// Moves to the first key of the prefix that is not before `key`.
  void seek(std::string_view key);
  /// Moves to the last key of the prefix that is not after `key`.
  void seek_back(std::string_view key);
  void next();

  [[nodiscard]] bool valid() const;
  /// The key and the value at this place; the views live until the cursor moves.
  [[nodiscard]] std::string_view key() const;
  [[nodiscard]] std::string_view value() const;

  /// Whether the cursor stopped being valid because the keys ended. Errors: corrupt, io.
  [[nodiscard]] Status status() const;

 private:
  friend class Snapshot;
  struct Impl;
  explicit Cursor(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// A store as it was at one moment; later batches do not show. Safe to read from many threads.
/// Must not outlive its store.
class Snapshot {
 public:
  Snapshot(Snapshot&&) noexcept;
  Snapshot& operator=(Snapshot&&) noexcept;
  ~Snapshot();

  /// Errors: corrupt, io. A key that is not there is no error.
  [[nodiscard]] Result<std::optional<std::string>> get(Column column, std::string_view key) const;

  /// A cursor at the first key of `column` that begins with `prefix`.
  [[nodiscard]] Cursor scan(Column column, std::string_view prefix) const;

  /// What is kept decoded in memory. It may know more than this snapshot does, but nothing else.
  [[nodiscard]] Decoded decoded() const;

  /// The runs and the tail of a packed column, for who knows what to leave out.
  [[nodiscard]] const PackedState& packed(Column column) const;

  /// A directory of a run of this snapshot, and a page. Errors: corrupt, io.
  [[nodiscard]] Result<std::shared_ptr<const Directory>> directory(const SortedRun& run) const;
  [[nodiscard]] Result<std::shared_ptr<const Page>> page(const SortedRun& run,
                                                         std::size_t page) const;

  /// The bytes of a page or a directory, as they are on disk. Errors: corrupt, io.
  [[nodiscard]] Result<std::optional<std::string>> packed_bytes(std::string_view key) const;

 private:
  /// What a run has under a key. Errors: corrupt, io.
  [[nodiscard]] Result<std::optional<std::string>> get_from(const SortedRun& run,
                                                            std::string_view key) const;
  friend class Store;
  friend class Loading;
  struct Impl;
  explicit Snapshot(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// A key and its value in the column `meta`.
struct Entry {
  std::string key;
  std::string value;
};

/// A file of the store, and what is wrong with it.
struct FileCheck {
  std::string name;
  std::uint64_t bytes;
  std::optional<std::string> damage;
};

enum class Access : std::uint8_t {
  read,   ///< never writes; works while another process writes, and sees what was there on opening
  write,  ///< one process at a time
};

/// What a store keeps decoded in memory unless it is told otherwise.
inline constexpr std::size_t decoded_bytes_default = std::size_t{256} << 20U;

/// Ordered bytes on disk: the only place that knows RocksDB.
class Store {
 public:
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  /// Creates a store at `path` whose column `meta` holds the format and `entries`; it is there
  /// whole or not at all. Errors: invalid_input if something is there already; io.
  [[nodiscard]] static Status create(const std::filesystem::path& path,
                                     std::span<const Entry> entries, const RunLayout& layout = {});

  /// Opens an existing store.
  /// Errors: missing, busy (naming the process that holds it, if that can be known), unsupported (a
  ///         newer format, or no database of ours), corrupt, io.
  [[nodiscard]] static Result<Store> open(const std::filesystem::path& path, Access access,
                                          std::size_t decoded_bytes_max = decoded_bytes_default);

  /// The store as it is now. Cost: a reference is counted.
  [[nodiscard]] Snapshot snapshot() const;

  /// How its runs are laid out; fixed when it was created.
  [[nodiscard]] const RunLayout& layout() const;

  /// An empty batch of changes to this store.
  [[nodiscard]] Batch batch() const;

  /// Applies `batch` and waits until the disk has it; then new snapshots show it, and what it
  /// touches is dropped from memory. Rows of packed columns go to disk when a cut makes a run of
  /// them. Errors: corrupt, io.
  [[nodiscard]] Status commit(Batch batch);

  /// Shows rows that a packed column had before the store was opened and that are in no run. The
  /// batch must hold nothing else.
  void remember(Batch batch);

  /// Begins to load more than a batch should hold into some packed columns and all that are not
  /// packed; the pool's threads help. One at a time, and no batch may be committed meanwhile.
  /// Errors: io.
  [[nodiscard]] Result<Loading> load(WorkerPool& pool, std::span<const Column> columns);

  /// Takes in all of a finished load in one step, which the disk has then; new snapshots show it.
  /// Errors: corrupt, io; then the store is as it was.
  [[nodiscard]] Status ingest(Loading loading);

  /// Moves what is in memory into sorted files, so that the next open has nothing to replay.
  [[nodiscard]] Status flush();

  /// Reads every file of sorted keys and compares the checksums of its blocks; `visit` is told of
  /// each, with the bytes of all, and returns false to stop. What another process has replaced
  /// since the store was opened is left out. Errors: io.
  using VisitFile = std::function<bool(const FileCheck& file, std::uint64_t all_bytes)>;
  [[nodiscard]] Status check_files(const VisitFile& visit) const;

  /// Whether this process has snapshots beside that of new readers: what they show must stay.
  [[nodiscard]] bool is_read() const;

  /// Writes everything anew, so that no file has what was removed or replaced before; `visit` is
  /// told how many of how many steps are done, and returns false to stop. When this returns those
  /// files are gone for good.
  /// Errors: busy, if the store is read from; corrupt, io; not_found, if `visit` stopped it.
  /// Cost:   reads and writes the whole store.
  using VisitStep = std::function<bool(std::uint64_t done, std::uint64_t total)>;
  [[nodiscard]] Status purge(const VisitStep& visit);

  /// What is kept decoded in memory.
  [[nodiscard]] DecodedCache& decoded() const;

  /// Bytes of all files of the column.
  [[nodiscard]] std::uint64_t file_bytes(Column column) const;

 private:
  friend class Snapshot;
  friend class Loading;
  struct Impl;
  struct Published;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace annals
