#include "annals/store/store.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "annals/base/check.h"
#include "annals/store/opening.h"

namespace annals {
namespace {

namespace fs = std::filesystem;

rocksdb::Slice slice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

std::string_view view(const rocksdb::Slice& bytes) {
  return {bytes.data(), bytes.size()};
}

std::size_t index_of(Column column) {
  return static_cast<std::size_t>(column);
}

Status done_or(const rocksdb::Status& status, std::string_view doing) {
  if (status.ok()) return Done{};
  return error_from(status, doing);
}

}  // namespace

struct Store::Impl {
  Opened opened;
  std::unique_ptr<DecodedCache> decoded;

  [[nodiscard]] rocksdb::DB& database() const { return *opened.database; }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* handle(Column column) const {
    return opened.handles[index_of(column)];
  }
};

struct Batch::Impl {
  const ColumnHandles& handles;
  rocksdb::WriteBatch changes{};
  Touched touched{};
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

Touched& Batch::touched() {
  return impl_->touched;
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
  DecodedCache::Epoch epoch;  // read first: every commit of before it is in the snapshot
  const rocksdb::Snapshot* snapshot;

  explicit Impl(const Store::Impl& of)
      : store{of}, epoch{of.decoded->epoch()}, snapshot{of.database().GetSnapshot()} {}
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
  // The key after all that begin with the prefix: its last byte that can be is raised by one.
  impl->bound = prefix;
  while (!impl->bound.empty() && impl->bound.back() == '\xff') impl->bound.pop_back();
  if (!impl->bound.empty()) {
    ++impl->bound.back();
    impl->bound_slice = impl->bound;
    options.iterate_upper_bound = &impl->bound_slice;
  }
  impl->iterator.reset(impl_->store.database().NewIterator(options, impl_->store.handle(column)));
  impl->iterator->Seek(slice(prefix));
  return Cursor{std::move(impl)};
}

Decoded Snapshot::decoded() const {
  return {*impl_->store.decoded, impl_->epoch};
}

Store::Store(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

namespace {

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
    Store store{std::make_unique<Impl>(std::move(*opened), std::make_unique<DecodedCache>(0))};
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

Result<Store> Store::open(const fs::path& path, Access access, std::size_t decoded_bytes_max) {
  if (auto there = expect_store(path); !there) return std::move(there).error();
  if (access == Access::write) {
    if (auto known = probe_format(path); !known) return std::move(known).error();
  }
  auto opened = access == Access::write ? open_to_write(path, false) : open_to_read(path);
  if (!opened && access == Access::read && lacks_columns(path)) {
    // Made by an older build: whoever opens it first must be able to write once.
    if (auto writer = open(path, Access::write); !writer) return std::move(writer).error();
    return open(path, Access::read, decoded_bytes_max);
  }
  if (!opened) {
    // A newer build may have columns that this one cannot open: say that, if that is why.
    if (auto known = probe_format(path); !known) return std::move(known).error();
    return std::move(opened).error();
  }
  Store store{std::make_unique<Impl>(std::move(*opened),
                                     std::make_unique<DecodedCache>(decoded_bytes_max))};
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
  const auto withdrawn = impl_->decoded->withdraw(batch.impl_->touched);
  return done_or(impl_->database().Write(options, &batch.impl_->changes), "cannot write");
}

Status Store::flush() {
  return done_or(impl_->database().Flush(rocksdb::FlushOptions{}, impl_->opened.handles),
                 "cannot flush");
}

DecodedCache& Store::decoded() const {
  return *impl_->decoded;
}

std::uint64_t Store::file_bytes(Column column) const {
  std::uint64_t bytes = 0;
  impl_->database().GetIntProperty(impl_->handle(column), "rocksdb.total-sst-files-size", &bytes);
  return bytes;
}

}  // namespace annals
