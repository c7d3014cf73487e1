#include "annals/store/store.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>
#include <vector>

#include "annals/base/check.h"
#include "annals/store/lock_holder.h"

namespace annals {
namespace {

namespace fs = std::filesystem;
using Handles = std::vector<rocksdb::ColumnFamilyHandle*>;

rocksdb::Slice slice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

std::string_view view(const rocksdb::Slice& bytes) {
  return {bytes.data(), bytes.size()};
}

std::size_t index_of(Column column) {
  return static_cast<std::size_t>(column);
}

Error error_from(const rocksdb::Status& status, std::string_view doing) {
  const ErrorCode code = status.IsCorruption() ? ErrorCode::corrupt : ErrorCode::io;
  return {.code = code, .message = fmt::format("{}: {}", doing, status.ToString())};
}

Status done_or(const rocksdb::Status& status, std::string_view doing) {
  if (status.ok()) return Done{};
  return error_from(status, doing);
}

rocksdb::DBOptions database_options() {
  rocksdb::DBOptions options;
  // Every file is opened at once, so that a reader keeps what a writer deletes later.
  options.max_open_files = -1;
  options.skip_stats_update_on_db_open = true;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.info_log_level = rocksdb::WARN_LEVEL;
  options.keep_log_file_num = 2;
  options.max_background_jobs = 2;
  return options;
}

rocksdb::ColumnFamilyOptions column_options(const std::shared_ptr<rocksdb::Cache>& cache) {
  constexpr std::size_t block_bytes = 16 << 10;
  constexpr double bloom_bits_per_key = 10;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = block_bytes;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(bloom_bits_per_key));
  rocksdb::ColumnFamilyOptions options;
  options.compression = rocksdb::kLZ4Compression;
  // Levels would move small files of ascending keys down without ever merging them: a database
  // that is opened for one event at a time would end with a file for every event.
  options.compaction_style = rocksdb::kCompactionStyleUniversal;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> column_descriptors() {
  constexpr std::size_t cache_bytes = 64 << 20;
  const auto options = column_options(rocksdb::NewLRUCache(cache_bytes));
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const std::string_view name : column_names) {
    descriptors.emplace_back(std::string{name}, options);
  }
  return descriptors;
}

/// What tells one state of the files from another: which manifest is current, and how long it is.
struct ManifestState {
  std::string name;
  std::uintmax_t bytes = 0;

  friend bool operator==(const ManifestState&, const ManifestState&) = default;
};

ManifestState manifest_state(const fs::path& path) {
  ManifestState state;
  std::ifstream current{path / "CURRENT"};
  std::getline(current, state.name);
  std::error_code ignored;
  state.bytes = fs::file_size(path / state.name, ignored);
  return state;
}

/// Refuses a place where no store can be.
Status expect_store(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return Error{.code = ErrorCode::missing,
                 .message = fmt::format("there is no database at '{}'; 'annals init' or 'annals "
                                        "ingest' makes one",
                                        path.string())};
  }
  if (error) {
    return Error{.code = ErrorCode::io,
                 .message = fmt::format("cannot look at '{}': {}", path.string(), error.message())};
  }
  if (!fs::is_directory(status)) {
    return Error{
        .code = ErrorCode::unsupported,
        .message = fmt::format("'{}' is a file; a database is a directory", path.string())};
  }
  if (!fs::exists(path / "CURRENT", error)) {
    return Error{
        .code = error ? ErrorCode::io : ErrorCode::unsupported,
        .message = fmt::format("'{}' is a directory, but no annals database", path.string())};
  }
  return Done{};
}

Status check_format(const fs::path& path, const std::optional<std::string>& format) {
  const Error foreign{
      .code = ErrorCode::unsupported,
      .message = fmt::format("'{}' is a database, but not of annals", path.string())};
  if (!format || !format->starts_with(format_prefix)) return foreign;
  std::uint32_t version = 0;
  const char* const begin = format->data() + format_prefix.size();
  const char* const end = format->data() + format->size();
  const auto read = std::from_chars(begin, end, version);
  if (begin == end || read.ptr != end || read.ec != std::errc{}) return foreign;
  if (version == format_version) return Done{};
  const bool is_newer = version > format_version;
  return Error{.code = ErrorCode::unsupported,
               .message = fmt::format("'{}' has format {}, this annals reads {}; use {} annals",
                                      path.string(), version, format_version,
                                      is_newer ? "a newer" : "an older")};
}

/// An open database and the handles of its columns, closed in the one order that RocksDB allows.
struct Opened {
  std::unique_ptr<rocksdb::DB> database;
  Handles handles;

  Opened() = default;
  Opened(Opened&&) noexcept = default;
  Opened& operator=(Opened&&) = delete;
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  ~Opened() {
    if (!database) return;
    for (rocksdb::ColumnFamilyHandle* handle : handles) {
      const auto status = database->DestroyColumnFamilyHandle(handle);
      check(status.ok(), "a column family handle is destroyed once");
    }
  }
};

Error open_error(const fs::path& path, const rocksdb::Status& status) {
  const std::string text = status.ToString();
  if (text.find("lock hold by current process") != std::string::npos) {
    return {.code = ErrorCode::busy,
            .message = fmt::format("'{}' is already open for writing here", path.string())};
  }
  if (text.find("While lock file") != std::string::npos &&
      text.find("temporarily unavailable") != std::string::npos) {
    return {.code = ErrorCode::busy,
            .message = fmt::format("'{}' is in use: {} is writing to it", path.string(),
                                   lock_holder(path).value_or("another process"))};
  }
  Error error = error_from(status, fmt::format("cannot open '{}'", path.string()));
  // The database is there, so a file that is not was lost.
  if (text.find("No such file") != std::string::npos) error.code = ErrorCode::corrupt;
  return error;
}

}  // namespace

struct Store::Impl {
  Opened opened;

  [[nodiscard]] rocksdb::DB& database() const { return *opened.database; }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* handle(Column column) const {
    return opened.handles[index_of(column)];
  }
};

struct Batch::Impl {
  const Handles& handles;
  rocksdb::WriteBatch changes{};
};

Batch::Batch(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;
Batch::~Batch() = default;

void Batch::put(Column column, std::string_view key, std::string_view value) {
  const auto status =
      impl_->changes.Put(impl_->handles[index_of(column)], slice(key), slice(value));
  check(status.ok(), "a batch without a limit takes every change");
}

void Batch::clear(Column column) {
  // No key begins with this byte: every one begins with UTF-8 or with a number below 2^56.
  constexpr std::string_view after_every_key = "\xff";
  const auto status = impl_->changes.DeleteRange(impl_->handles[index_of(column)], rocksdb::Slice{},
                                                 slice(after_every_key));
  check(status.ok(), "a batch without a limit takes every change");
}

std::size_t Batch::bytes() const {
  return impl_->changes.GetDataSize();
}

struct Cursor::Impl {
  std::string prefix;
  std::string bound;  // the first key after those with the prefix; must outlive the iterator
  rocksdb::Slice bound_slice;
  std::unique_ptr<rocksdb::Iterator> iterator;
};

Cursor::Cursor(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Cursor::Cursor(Cursor&&) noexcept = default;
Cursor& Cursor::operator=(Cursor&&) noexcept = default;
Cursor::~Cursor() = default;

void Cursor::seek(std::string_view key) {
  impl_->iterator->Seek(slice(std::max<std::string_view>(key, impl_->prefix)));
}

void Cursor::seek_back(std::string_view key) {
  impl_->iterator->SeekForPrev(slice(key));
}

void Cursor::next() {
  impl_->iterator->Next();
}

bool Cursor::valid() const {
  return impl_->iterator->Valid() && key().starts_with(impl_->prefix);
}

std::string_view Cursor::key() const {
  return view(impl_->iterator->key());
}

std::string_view Cursor::value() const {
  return view(impl_->iterator->value());
}

Status Cursor::status() const {
  return done_or(impl_->iterator->status(), "cannot read the database");
}

struct Snapshot::Impl {
  const Store::Impl& store;
  const rocksdb::Snapshot* snapshot;

  explicit Impl(const Store::Impl& of) : store{of}, snapshot{of.database().GetSnapshot()} {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { store.database().ReleaseSnapshot(snapshot); }

  [[nodiscard]] rocksdb::ReadOptions options() const {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot;
    return options;
  }
};

Snapshot::Snapshot(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Snapshot::Snapshot(Snapshot&&) noexcept = default;
Snapshot& Snapshot::operator=(Snapshot&&) noexcept = default;
Snapshot::~Snapshot() = default;

Result<std::optional<std::string>> Snapshot::get(Column column, std::string_view key) const {
  std::string value;
  const auto status = impl_->store.database().Get(impl_->options(), impl_->store.handle(column),
                                                  slice(key), &value);
  if (status.IsNotFound()) return std::optional<std::string>{};
  if (!status.ok()) return error_from(status, "cannot read the database");
  return std::optional{std::move(value)};
}

Cursor Snapshot::scan(Column column, std::string_view prefix) const {
  auto impl = std::make_unique<Cursor::Impl>();
  impl->prefix = prefix;
  rocksdb::ReadOptions options = impl_->options();
  // The key after all that begin with the prefix: its last byte raised by one. Ours are below 0xFF.
  impl->bound = prefix;
  if (!prefix.empty()) {
    check(static_cast<unsigned char>(impl->bound.back()) != 0xFFU, "a prefix does not end in 0xFF");
    ++impl->bound.back();
    impl->bound_slice = impl->bound;
    options.iterate_upper_bound = &impl->bound_slice;
  }
  impl->iterator.reset(impl_->store.database().NewIterator(options, impl_->store.handle(column)));
  impl->iterator->Seek(slice(prefix));
  return Cursor{std::move(impl)};
}

Store::Store(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

namespace {

Result<Opened> open_to_write(const fs::path& path, bool create) {
  rocksdb::DBOptions options = database_options();
  options.create_if_missing = create;
  options.create_missing_column_families = create;
  options.error_if_exists = create;
  rocksdb::DB* raw = nullptr;
  Opened opened;
  const auto status =
      rocksdb::DB::Open(options, path.string(), column_descriptors(), &opened.handles, &raw);
  if (!status.ok()) return open_error(path, status);
  opened.database.reset(raw);
  return opened;
}

Result<Opened> open_to_read_once(const fs::path& path) {
  rocksdb::DB* raw = nullptr;
  Opened opened;
  const auto status = rocksdb::DB::OpenForReadOnly(database_options(), path.string(),
                                                   column_descriptors(), &opened.handles, &raw);
  if (!status.ok()) return open_error(path, status);
  opened.database.reset(raw);
  return opened;
}

/// Does what reads the files while another process may be writing.
///
/// A writer that moves its memory into a file drops the write-ahead log that held it, and one that
/// merges files drops those that it merged. Whoever reads the old manifest and then looks for what
/// it names would miss what lies between: so an attempt counts only if the manifest is the same
/// before and after it.
template <typename Attempt>
auto while_files_stand_still(const fs::path& path, const Attempt& attempt) -> decltype(attempt()) {
  constexpr int attempts_max = 200;
  constexpr std::chrono::milliseconds pause{10};
  for (int made = 0; made < attempts_max; ++made) {
    const ManifestState before = manifest_state(path);
    auto result = attempt();
    if (manifest_state(path) == before) return result;
    std::this_thread::sleep_for(pause);
  }
  return Error{
      .code = ErrorCode::busy,
      .message = fmt::format("'{}' changed too fast to be read; try again", path.string())};
}

Result<Opened> open_to_read(const fs::path& path) {
  return while_files_stand_still(path, [&] { return open_to_read_once(path); });
}

/// Reads the format, whatever columns a newer build may have added.
Status probe_format_once(const fs::path& path) {
  rocksdb::DB* raw = nullptr;
  const rocksdb::Options options{database_options(), rocksdb::ColumnFamilyOptions{}};
  const auto opened = rocksdb::DB::OpenForReadOnly(options, path.string(), &raw);
  if (!opened.ok()) return open_error(path, opened);
  const std::unique_ptr<rocksdb::DB> database{raw};
  std::string format;
  const auto read = database->Get({}, slice(format_key), &format);
  if (!read.ok() && !read.IsNotFound()) return error_from(read, "cannot read the format");
  return check_format(path, read.ok() ? std::optional{format} : std::nullopt);
}

Status probe_format(const fs::path& path) {
  return while_files_stand_still(path, [&] { return probe_format_once(path); });
}

/// Makes the entry of `path` in its directory durable.
Status sync_directory(const fs::path& path) {
  const int directory = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0 || fsync(directory) != 0) {
    if (directory >= 0) ::close(directory);
    return Error{.code = ErrorCode::io, .message = fmt::format("cannot sync '{}'", path.string())};
  }
  ::close(directory);
  return Done{};
}

Error cannot_create(const fs::path& path, const std::error_code& error) {
  return {.code = ErrorCode::io,
          .message = fmt::format("cannot create '{}': {}", path.string(), error.message())};
}

}  // namespace

Status Store::create(const fs::path& path, std::span<const Entry> entries) {
  std::error_code error;
  const bool is_empty_directory = fs::is_directory(path, error) && fs::is_empty(path, error);
  if (fs::exists(path, error) && !is_empty_directory) {
    return Error{.code = ErrorCode::invalid_input,
                 .message = fmt::format("'{}' exists already", path.string())};
  }
  fs::path absolute = fs::absolute(path, error);
  if (!absolute.has_filename()) absolute = absolute.parent_path();
  const fs::path parent = absolute.parent_path();
  fs::create_directories(parent, error);
  if (error) return cannot_create(path, error);
  // Filled beside its place and then moved there, so that nobody ever finds it half made.
  const fs::path unfinished =
      parent / fmt::format(".{}.{}.new", absolute.filename().string(), getpid());
  fs::remove_all(unfinished, error);
  {
    auto opened = open_to_write(unfinished, true);
    if (!opened) return std::move(opened).error();
    Store store{std::make_unique<Impl>(std::move(*opened))};
    Batch batch = store.batch();
    batch.put(Column::meta, format_key, fmt::format("{}{}", format_prefix, format_version));
    for (const Entry& entry : entries) batch.put(Column::meta, entry.key, entry.value);
    if (auto done = store.commit(std::move(batch)); !done) return done;
  }
  fs::rename(unfinished, absolute, error);
  if (error) {
    std::error_code ignored;
    fs::remove_all(unfinished, ignored);
    return cannot_create(path, error);
  }
  return sync_directory(parent);
}

Result<Store> Store::open(const fs::path& path, Access access) {
  if (auto there = expect_store(path); !there) return std::move(there).error();
  if (access == Access::write) {
    if (auto known = probe_format(path); !known) return std::move(known).error();
  }
  auto opened = access == Access::write ? open_to_write(path, false) : open_to_read(path);
  if (!opened) {
    // A newer build may have columns that this one cannot open: say that, if that is why.
    if (auto known = probe_format(path); !known) return std::move(known).error();
    return std::move(opened).error();
  }
  Store store{std::make_unique<Impl>(std::move(*opened))};
  const auto format = store.snapshot().get(Column::meta, format_key);
  if (!format) return format.error();
  if (auto known = check_format(path, *format); !known) return std::move(known).error();
  return store;
}

Snapshot Store::snapshot() const {
  return Snapshot{std::make_unique<Snapshot::Impl>(*impl_)};
}

Batch Store::batch() const {
  return Batch{std::make_unique<Batch::Impl>(impl_->opened.handles)};
}

Status Store::commit(Batch batch) {
  rocksdb::WriteOptions options;
  options.sync = true;
  return done_or(impl_->database().Write(options, &batch.impl_->changes), "cannot write");
}

Status Store::flush() {
  return done_or(impl_->database().Flush(rocksdb::FlushOptions{}, impl_->opened.handles),
                 "cannot flush");
}

std::uint64_t Store::file_bytes(Column column) const {
  std::uint64_t bytes = 0;
  impl_->database().GetIntProperty(impl_->handle(column), "rocksdb.total-sst-files-size", &bytes);
  return bytes;
}

}  // namespace annals
