#include "annals/store/store.h"

#include <fmt/core.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

#include "annals/base/bits.h"
#include "annals/base/check.h"
#include "annals/store/files.h"
#include "annals/store/opening.h"
#include "annals/store/packed_cursor.h"
#include "annals/store/packing.h"
#include "annals/store/row_order.h"
#include "annals/store/store_impl.h"

namespace annals {
namespace {

namespace fs = std::filesystem;

}  // namespace

Batch::Batch(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;
Batch::~Batch() = default;

void Batch::put(Column column, std::string_view key, std::string_view value) {
  if (is_packed(column)) {
    impl_->of(column).rest.add({.key = key, .value = value});
    return;
  }
  const auto status =
      impl_->changes.Put(impl_->handles[family_of(column)], slice(key), slice(value));
  check(status.ok(), "a batch without a limit takes every change");
}

void Batch::remove(Column column, std::string_view key) {
  check(!is_packed(column), "rows of packed columns stay");
  const auto status = impl_->changes.Delete(impl_->handles[family_of(column)], slice(key));
  check(status.ok(), "a batch without a limit takes every change");
}

void Batch::clear(Column column) {
  if (is_packed(column))
    impl_->of(column) = PackedChanges{.is_cleared = true, .runs = {}, .rest = {}};
  // No key begins with this byte: every one begins with UTF-8 or with a number below 2^56.
  const std::string begin = is_packed(column) ? std::string(1, static_cast<char>(column)) : "";
  const std::string end =
      is_packed(column) ? std::string(1, static_cast<char>(static_cast<int>(column) + 1)) : "\xff";
  const auto status =
      impl_->changes.DeleteRange(impl_->handles[family_of(column)], slice(begin), slice(end));
  check(status.ok(), "a batch without a limit takes every change");
}

void Batch::cut(Column column) {
  PackedChanges& changes = impl_->of(column);
  changes.runs.push_back(std::exchange(changes.rest, LooseRows{}));
}

std::size_t Batch::bytes() const {
  std::size_t bytes = impl_->changes.GetDataSize();
  for (const PackedChanges& changes : impl_->packed) {
    bytes += changes.rest.bytes();
    for (const LooseRows& rows : changes.runs) bytes += rows.bytes();
  }
  return bytes;
}

Touched& Batch::touched() {
  return impl_->touched;
}

struct Cursor::Impl {
  std::string prefix;
  std::unique_ptr<RowSource> rows;
};

Cursor::Cursor(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Cursor::Cursor(Cursor&&) noexcept = default;
Cursor& Cursor::operator=(Cursor&&) noexcept = default;
Cursor::~Cursor() = default;

void Cursor::seek(std::string_view key) {
  impl_->rows->seek(std::max<std::string_view>(key, impl_->prefix));
}

void Cursor::seek_back(std::string_view key) {
  impl_->rows->seek_back(key);
}

void Cursor::next() {
  impl_->rows->next();
}

bool Cursor::valid() const {
  return impl_->rows->valid() && key().starts_with(impl_->prefix);
}

std::string_view Cursor::key() const {
  return impl_->rows->key();
}

std::string_view Cursor::value() const {
  return impl_->rows->value();
}

Status Cursor::status() const {
  return impl_->rows->status();
}

namespace {

/// The rows of a column that is not packed.
class PlainSource final : public RowSource {
 public:
  PlainSource(rocksdb::DB& database, rocksdb::ColumnFamilyHandle* handle,
              rocksdb::ReadOptions options, std::string_view prefix)
      : bound_{prefix} {
    // The key after all that begin with the prefix: its last byte that can be is raised by one.
    while (!bound_.empty() && bound_.back() == '\xff') bound_.pop_back();
    if (!bound_.empty()) {
      ++bound_.back();
      bound_slice_ = bound_;
      options.iterate_upper_bound = &bound_slice_;
    }
    iterator_.reset(database.NewIterator(options, handle));
  }

  void seek(std::string_view key) override { iterator_->Seek(slice(key)); }
  void seek_back(std::string_view key) override { iterator_->SeekForPrev(slice(key)); }
  void next() override { iterator_->Next(); }
  [[nodiscard]] bool valid() const override { return iterator_->Valid(); }
  [[nodiscard]] std::string_view key() const override { return view(iterator_->key()); }
  [[nodiscard]] std::string_view value() const override { return view(iterator_->value()); }
  [[nodiscard]] Status status() const override {
    return done_or(iterator_->status(), "cannot read the database");
  }

 private:
  std::string bound_;  // must outlive the iterator
  rocksdb::Slice bound_slice_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

}  // namespace

Snapshot::Snapshot(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Snapshot::Snapshot(Snapshot&&) noexcept = default;
Snapshot& Snapshot::operator=(Snapshot&&) noexcept = default;
Snapshot::~Snapshot() = default;

Result<std::optional<std::string>> Snapshot::get(Column column, std::string_view key) const {
  if (!is_packed(column)) return impl_->get(family_of(column), key);
  const PackedState& state = packed(column);
  for (auto rows = state.tail.rbegin(); rows != state.tail.rend(); ++rows) {
    const std::size_t row = (*rows)->lower_bound(key);
    if (row < (*rows)->size() && (**rows)[row].key == key) {
      return std::optional{std::string{(**rows)[row].value}};
    }
  }
  const ReadValue read = impl_->read_run();
  const std::uint64_t hash = is_looked_up(column) ? KeyFilter::hash(key) : 0;
  for (auto run = state.runs.rbegin(); run != state.runs.rend(); ++run) {
    if (is_looked_up(column)) {
      const auto may = (*run)->may_have(hash, read);
      if (!may) return may.error();
      if (!*may) continue;
    }
    auto found = get_from(**run, key);
    if (!found || *found) return found;
  }
  return std::optional<std::string>{};
}

Result<std::optional<std::string>> Snapshot::get_from(const SortedRun& run,
                                                      std::string_view key) const {
  const auto directory = this->directory(run);
  if (!directory) return directory.error();
  if ((*directory)->pages() == 0) return std::optional<std::string>{};
  const auto number = (*directory)->page_of(key, impl_->read_run());
  if (!number) return number.error();
  const auto page = this->page(run, *number);
  if (!page) return page.error();
  const std::size_t row = (*page)->lower_bound(key);
  if (row == (*page)->size()) return std::optional<std::string>{};
  std::string there;
  std::string value;
  (*page)->read(row, there, value);
  if (there != key) return std::optional<std::string>{};
  return std::optional{std::move(value)};
}

Cursor Snapshot::scan(Column column, std::string_view prefix) const {
  auto impl = std::make_unique<Cursor::Impl>();
  impl->prefix = prefix;
  if (is_packed(column)) {
    impl->rows = std::make_unique<PackedCursor>(packed(column), impl_->read_run(), decoded());
  } else {
    impl->rows = std::make_unique<PlainSource>(impl_->store.database(), impl_->store.handle(column),
                                               impl_->options(), prefix);
  }
  impl->rows->seek(prefix);
  return Cursor{std::move(impl)};
}

Decoded Snapshot::decoded() const {
  return {*impl_->store.decoded, impl_->epoch};
}

const PackedState& Snapshot::packed(Column column) const {
  return impl_->published->packed.at(packed_index(column));
}

Result<std::shared_ptr<const Directory>> Snapshot::directory(const SortedRun& run) const {
  return run.directory(impl_->read_run());
}

Result<std::shared_ptr<const Page>> Snapshot::page(const SortedRun& run, std::size_t page) const {
  const Decoded memory = decoded();
  return run.page(page, impl_->read_run(), &memory);
}

namespace {

std::string encode(const RunLayout& layout) {
  std::string bytes;
  for (const std::uint64_t number :
       {layout.events_per_run, layout.fan_out, std::uint64_t{layout.levels}, layout.page_rows}) {
    put_varint(bytes, number);
  }
  return bytes;
}

std::optional<RunLayout> decode_layout(std::string_view bytes) {
  constexpr std::uint64_t events_max = 1 << 20;
  constexpr std::uint64_t fan_out_max = 64;
  constexpr std::uint64_t levels_max = 8;
  constexpr std::uint64_t page_rows_max = 4096;
  const auto take = [&](std::uint64_t least, std::uint64_t most) -> std::optional<std::uint64_t> {
    const auto number = take_varint(bytes);
    return number && *number >= least && *number <= most ? number : std::nullopt;
  };
  const auto events_per_run = take(1, events_max);
  const auto fan_out = events_per_run ? take(2, fan_out_max) : std::nullopt;
  const auto levels = fan_out ? take(1, levels_max) : std::nullopt;
  const auto page_rows = levels ? take(1, page_rows_max) : std::nullopt;
  if (!page_rows || !bytes.empty()) return std::nullopt;
  return RunLayout{.events_per_run = *events_per_run,
                   .fan_out = *fan_out,
                   .levels = static_cast<unsigned>(*levels),
                   .page_rows = *page_rows};
}

Error corrupt_meta(std::string_view key) {
  return {.code = ErrorCode::corrupt,
          .message = fmt::format("the database's '{}' cannot be read", key)};
}

}  // namespace

namespace {

/// The packed columns whose counts of runs stand together, and where.
struct Counted {
  std::string_view key;
  std::size_t begin;
  std::size_t end;
};

constexpr std::array counted{
    Counted{.key = runs_key, .begin = 0, .end = named_packed_count},
    Counted{.key = own_runs_key, .begin = named_packed_count, .end = packed_count}};

std::string encode_counts(const PackedColumns& packed, const Counted& which) {
  std::string bytes;
  for (std::size_t i = which.begin; i < which.end; ++i) put_varint(bytes, packed.at(i).count);
  return bytes;
}

/// Puts the runs that there are by the counts; false if `bytes` are none.
bool decode_counts(std::string_view bytes, const Counted& which, const RunLayout& layout,
                   PackedColumns& packed) {
  constexpr std::uint64_t count_max = 1 << 27;
  for (std::size_t i = which.begin; i < which.end; ++i) {
    const auto count = take_varint(bytes);
    if (!count || *count > count_max) return false;
    packed.at(i).count = *count;
    for (const RunId& id : live_runs(layout, *count)) {
      packed.at(i).runs.push_back(std::make_shared<const SortedRun>(packed_column_at(i), id));
    }
  }
  return bytes.empty();
}

}  // namespace

std::vector<Entry> changed_counts(const PackedColumns& before, const PackedColumns& now) {
  std::vector<Entry> changed;
  for (const Counted& each : counted) {
    std::string counts = encode_counts(now, each);
    if (counts == encode_counts(before, each)) continue;
    changed.push_back({.key = std::string{each.key}, .value = std::move(counts)});
  }
  return changed;
}

Status Store::Impl::read_runs(const Snapshot& snapshot) {
  const auto stored_layout = snapshot.get(Column::meta, layout_key);
  if (!stored_layout) return stored_layout.error();
  const auto read = decode_layout(stored_layout->value_or(""));
  if (!read) return corrupt_meta(layout_key);
  layout = *read;
  PackedColumns packed;
  for (const Counted& each : counted) {
    const auto counts = snapshot.get(Column::meta, each.key);
    if (!counts) return counts.error();
    if (!*counts) continue;
    if (!decode_counts(**counts, each, layout, packed)) return corrupt_meta(each.key);
  }
  publish(std::move(packed));
  return Done{};
}

Store::Store(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Status Store::create(const fs::path& path, std::span<const Entry> entries,
                     const RunLayout& layout) {
  return create_folder(
      path, [&](const fs::path& unfinished) { return Impl::fill(unfinished, entries, layout); });
}

Status Store::Impl::fill(const fs::path& path, std::span<const Entry> entries,
                         const RunLayout& layout) {
  auto opened = open_to_write(path, true);
  if (!opened) return std::move(opened).error();
  Store store{std::unique_ptr<Impl>{new Impl{.opened = std::move(*opened),
                                             .decoded = std::make_unique<DecodedCache>(0),
                                             .layout = layout}}};
  store.impl_->publish({});
  Batch batch = store.batch();
  batch.put(Column::meta, format_key, fmt::format("{}{}", format_prefix, format_version));
  batch.put(Column::meta, layout_key, encode(layout));
  for (const Entry& entry : entries) batch.put(Column::meta, entry.key, entry.value);
  return store.commit(std::move(batch));
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
  Store store{std::unique_ptr<Impl>{new Impl{
      .opened = std::move(*opened), .decoded = std::make_unique<DecodedCache>(decoded_bytes_max)}}};
  store.impl_->publish({});
  const Snapshot snapshot = store.snapshot();
  const auto format = snapshot.get(Column::meta, format_key);
  if (!format) return format.error();
  if (auto known = check_format(path, *format); !known) return std::move(known).error();
  if (auto read = store.impl_->read_runs(snapshot); !read) return std::move(read).error();
  return store;
}

Snapshot Store::snapshot() const {
  return Snapshot{std::unique_ptr<Snapshot::Impl>{new Snapshot::Impl{
      .store = *impl_, .epoch = impl_->decoded->epoch(), .published = impl_->now()}}};
}

const RunLayout& Store::layout() const {
  return impl_->layout;
}

Batch Store::batch() const {
  return Batch{std::unique_ptr<Batch::Impl>{new Batch::Impl{.handles = impl_->opened.handles}}};
}

Status Store::commit(Batch batch) {
  if (auto usable = impl_->expect_no_failure(); !usable) return usable;
  const std::shared_ptr<const Published> before = impl_->now();
  PackedColumns packed = before->packed;
  rocksdb::WriteBatch& changes = batch.impl_->changes;
  const Snapshot snapshot = this->snapshot();
  const PackingPlace place{.layout = impl_->layout,
                           .read = snapshot.impl_->read_run(),
                           .family = impl_->opened.handles[runs_family]};
  if (auto done = pack_columns(place, batch.impl_->packed, packed, changes); !done) return done;
  for (const auto& [key, counts] : changed_counts(before->packed, packed)) {
    const auto put = changes.Put(impl_->handle(Column::meta), slice(key), slice(counts));
    check(put.ok(), "a batch without a limit takes every change");
  }
  rocksdb::WriteOptions options;
  options.sync = true;
  const auto withdrawn = impl_->decoded->withdraw(batch.impl_->touched);
  const auto written = impl_->database().Write(options, &changes);
  if (!written.ok()) return impl_->fail(written, "cannot write");
  impl_->publish(std::move(packed));
  return Done{};
}

void Store::remember(Batch batch) {
  PackedColumns packed = impl_->now()->packed;
  for (std::size_t i = 0; i < packed_count; ++i) {
    PackedChanges& changes = batch.impl_->packed[i];
    check(!changes.is_cleared && changes.runs.empty(), "what is remembered is in no run");
    add_to_tail(packed_column_at(i), packed[i].tail, sorted(changes.rest));
  }
  impl_->publish(std::move(packed));
}

Status Store::flush() {
  if (auto usable = impl_->expect_no_failure(); !usable) return usable;
  rocksdb::FlushOptions options;
  // Else it would wait until files have been merged, and on a full disk for ever.
  options.allow_write_stall = true;
  const auto flushed = impl_->database().Flush(options, impl_->opened.handles);
  if (!flushed.ok()) return impl_->fail(flushed, "cannot flush");
  return Done{};
}

DecodedCache& Store::decoded() const {
  return *impl_->decoded;
}

std::uint64_t Store::file_bytes(Column column) const {
  std::uint64_t bytes = 0;
  if (is_packed(column)) {
    const std::string begin(1, static_cast<char>(column));
    const std::string end(1, static_cast<char>(static_cast<int>(column) + 1));
    const rocksdb::Range range{begin, end};
    impl_->database().GetApproximateSizes(impl_->handle(column), &range, 1, &bytes);
    return bytes;
  }
  impl_->database().GetIntProperty(impl_->handle(column), "rocksdb.total-sst-files-size", &bytes);
  return bytes;
}

}  // namespace annals
