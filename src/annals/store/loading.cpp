#include "annals/store/loading.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <future>
#include <map>
#include <utility>
#include <vector>

#include "annals/base/check.h"
#include "annals/store/column_load.h"
#include "annals/store/files.h"
#include "annals/store/sorted_file.h"
#include "annals/store/store_impl.h"

namespace annals {
namespace {

namespace fs = std::filesystem;

/// The columns that are not packed.
constexpr std::size_t plain_count = static_cast<std::size_t>(first_packed);

/// The files that `append` writes for one column, cut so that what is in memory is bounded.
struct Appended {
  struct Closed {
    std::string first_key;
    fs::path path;
  };
  std::vector<Closed> closed;
  std::unique_ptr<SortedFile> open;
  std::vector<Entry> in_open;  // what has been written to it
};

/// Rows that will be kept for long, without room for others; in their place is room for as many.
SharedLooseRows take(LooseRows& rows) {
  constexpr std::size_t spare_share = 16;  // of their bytes
  LooseRows next;
  if (!rows.empty()) next.set_room(rows.bytes() + rows.bytes() / spare_share);
  auto taken = std::make_shared<LooseRows>(std::exchange(rows, std::move(next)));
  const std::size_t unused = taken->room() - taken->bytes();
  if (unused > 2 * taken->bytes() / spare_share) taken->set_room(taken->bytes());
  return taken;
}

}  // namespace

struct Loading::Impl {
  const Store::Impl& store;
  Snapshot snapshot;
  WorkerPool& pool;
  fs::path folder;
  ColumnLoad::Place place;
  std::vector<ColumnLoad> columns{};
  std::array<Appended, plain_count> appended{};
  std::array<std::map<std::string, std::optional<std::string>>, plain_count> few{};
  std::array<std::vector<std::string>, family_names.size()> files{};

  ~Impl() { (void)remove_folder(folder); }  // what stays is removed on the next opening

  [[nodiscard]] std::unique_ptr<SortedFile> new_file(std::size_t family) {
    const std::string name = fmt::format("{}-{}.sst", family_names[family], files[family].size());
    files[family].push_back((folder / name).string());
    return std::make_unique<SortedFile>(store.database(), store.opened.handles[family],
                                        folder / name);
  }
  [[nodiscard]] Status close(Appended& column);
  [[nodiscard]] Status write_few(std::size_t column);
  /// The packed columns as they are when all has been taken in.
  [[nodiscard]] PackedColumns packed() const;
  /// Does `work` for every packed column that `wants` it, at once.
  [[nodiscard]] Status for_columns(const std::function<bool(const ColumnLoad&)>& wants,
                                   const std::function<Status(ColumnLoad&)>& work);
};

Loading::Loading(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Loading::Loading(Loading&&) noexcept = default;
Loading& Loading::operator=(Loading&&) noexcept = default;
Loading::~Loading() = default;

Status Loading::Impl::close(Appended& column) {
  if (!column.open) return Done{};
  const auto written = column.open->finish();
  if (!written) return written.error();
  column.closed.push_back({.first_key = column.in_open.front().key, .path = column.open->path()});
  column.open.reset();
  column.in_open.clear();
  return Done{};
}

Status Loading::append(Column column, std::string_view key, std::string_view value) {
  constexpr std::uint64_t file_bytes_max = std::uint64_t{32} << 20U;
  const std::size_t family = family_of(column);
  Appended& appended = impl_->appended.at(family);
  if (!appended.open) appended.open = impl_->new_file(family);
  if (auto put = appended.open->put(key, value); !put) return put;
  appended.in_open.push_back({.key = std::string{key}, .value = std::string{value}});
  if (appended.open->bytes() < file_bytes_max) return Done{};
  return impl_->close(appended);
}

Result<std::optional<std::string>> Loading::find(Column column, std::string_view key) const {
  const Appended& appended = impl_->appended.at(family_of(column));
  const auto there = std::ranges::lower_bound(appended.in_open, key, {}, &Entry::key);
  if (there != appended.in_open.end() && there->key == key) return std::optional{there->value};
  const auto after =
      std::ranges::upper_bound(appended.closed, key, {}, &Appended::Closed::first_key);
  if (after == appended.closed.begin()) return std::optional<std::string>{};
  return read_sorted_file((after - 1)->path, key);
}

void Loading::put(Column column, std::string_view key, std::string_view value) {
  impl_->few.at(family_of(column)).insert_or_assign(std::string{key}, std::string{value});
}

void Loading::remove(Column column, std::string_view key) {
  impl_->few.at(family_of(column)).insert_or_assign(std::string{key}, std::nullopt);
}

Loading::Columns Loading::take_rows(Batch& batch) {
  Columns columns;
  columns.reserve(packed_count);
  for (PackedChanges& changes : batch.impl_->packed) {
    columns.push_back(take(changes.rest));
  }
  return columns;
}

void Loading::add(Columns rows) {
  check(rows.size() == packed_count, "there are rows for every packed column");
  for (ColumnLoad& column : impl_->columns) {
    column.add(std::move(rows[packed_index(column.column())]));
  }
}

Status Loading::Impl::for_columns(const std::function<bool(const ColumnLoad&)>& wants,
                                  const std::function<Status(ColumnLoad&)>& work) {
  std::vector<std::future<Status>> under_way;
  for (ColumnLoad& column : columns) {
    if (wants(column)) under_way.push_back(pool.run([&work, &column] { return work(column); }));
  }
  Status all = Done{};
  for (auto& one : under_way) {
    if (auto done = one.get(); !done) all = std::move(done);
  }
  return all;
}

Status Loading::cut() {
  for (ColumnLoad& column : impl_->columns) column.cut();
  return impl_->for_columns(&ColumnLoad::completes_last, &ColumnLoad::write_last);
}

Status Loading::Impl::write_few(std::size_t column) {
  if (few[column].empty()) return Done{};
  const auto file = new_file(column);
  for (const auto& [key, value] : few[column]) {
    if (auto done = value ? file->put(key, *value) : file->remove(key); !done) return done;
  }
  const auto written = file->finish();
  if (!written) return written.error();
  return Done{};
}

void Loading::abandon(Store& store) {
  store.impl_->opened.has_failed = true;
}

Status Loading::finish() {
  const auto any = [](const ColumnLoad&) { return true; };
  if (auto done = impl_->for_columns(any, &ColumnLoad::finish); !done) return done;
  std::vector<std::string>& runs = impl_->files[runs_family];
  for (const ColumnLoad& column : impl_->columns) {
    for (const fs::path& file : column.files()) runs.push_back(file.string());
  }
  for (const Entry& each : changed_counts(impl_->store.now()->packed, impl_->packed())) {
    put(Column::meta, each.key, each.value);
  }
  for (std::size_t column = 0; column < plain_count; ++column) {
    if (auto done = impl_->close(impl_->appended[column]); !done) return done;
    if (auto done = impl_->write_few(column); !done) return done;
  }
  return Done{};
}

PackedColumns Loading::Impl::packed() const {
  PackedColumns packed = store.now()->packed;
  for (const ColumnLoad& column : columns) {
    packed.at(packed_index(column.column())) = column.state();
  }
  return packed;
}

Result<Loading> Store::load(WorkerPool& pool, std::span<const Column> columns) {
  check(!impl_->opened.written.empty(), "what is loaded into was opened to write");
  const fs::path folder = impl_->opened.written / loading_folder;
  if (auto removed = remove_folder(folder); !removed) return std::move(removed).error();
  if (auto made = make_folder(folder); !made) return std::move(made).error();
  auto impl = std::unique_ptr<Loading::Impl>{
      new Loading::Impl{.store = *impl_,
                        .snapshot = snapshot(),
                        .pool = pool,
                        .folder = folder,
                        .place = {.database = impl_->database(),
                                  .family = impl_->opened.handles[runs_family],
                                  .folder = folder,
                                  .layout = impl_->layout,
                                  .read = {}}}};
  impl->place.read = impl->snapshot.impl_->read_run();
  const std::shared_ptr<const Published> before = impl_->now();
  for (const Column column : columns) {
    impl->columns.emplace_back(column, impl->place, before->packed.at(packed_index(column)));
  }
  return Loading{std::move(impl)};
}

Status Store::ingest(Loading loading) {
  if (auto usable = impl_->expect_no_failure(); !usable) return usable;
  Loading::Impl& loaded = *loading.impl_;
  std::vector<rocksdb::IngestExternalFileArg> all;
  for (std::size_t family = 0; family < family_names.size(); ++family) {
    if (loaded.files[family].empty()) continue;
    rocksdb::IngestExternalFileArg& one = all.emplace_back();
    one.column_family = impl_->opened.handles[family];
    one.external_files = loaded.files[family];
    one.options.move_files = true;
    one.options.failed_move_fall_back_to_copy = true;
    // The files stay as they were synced: which place they have among all changes, the manifest
    // says.
    one.options.write_global_seqno = false;
  }
  PackedColumns packed = loaded.packed();
  Touched everything;
  everything.add_everything();
  const auto withdrawn = impl_->decoded->withdraw(everything);
  if (!all.empty()) {
    const auto taken = impl_->database().IngestExternalFiles(all);
    if (!taken.ok()) return impl_->fail(taken, "cannot take in what was loaded");
  }
  impl_->publish(std::move(packed));
  return Done{};
}

}  // namespace annals
