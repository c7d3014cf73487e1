#include "annals/database.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "annals/base/check.h"
#include "annals/base/worker_pool.h"
#include "annals/codec/vocabulary_json.h"
#include "annals/event/make_event.h"
#include "annals/group_commit.h"
#include "annals/log/erased.h"

namespace annals {
namespace {

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

Result<Vocabulary> read_vocabulary(const Snapshot& snapshot) {
  const auto json = snapshot.get(Column::meta, vocabulary_key);
  if (!json) return json.error();
  auto vocabulary = parse_vocabulary(json->value_or(""));
  if (vocabulary) return vocabulary;
  return Error{.code = ErrorCode::corrupt,
               .message = fmt::format("the stored vocabulary cannot be read: {}",
                                      vocabulary.error().message)};
}

/// A store and the projections that are kept in it.
struct Opened {
  Store store;
  ProjectionSet projections;
};

/// Gives a column to each of the program's projections, and brings every index up to the log.
Result<ProjectionSet> bring_up_to_date(Store& store, const OpenOptions& options) {
  auto placed = find_columns(store.snapshot(), options.projections);
  if (placed && !placed->missing.empty()) {
    if (auto given = give_columns(store, placed->missing); !given) return std::move(given).error();
    placed = find_columns(store.snapshot(), options.projections);
  }
  if (!placed) return std::move(placed).error();
  const auto behind = outdated(store.snapshot(), store.layout(), placed->known.all());
  if (!behind) return behind.error();
  const auto is_of_this_build = [](const Projection* each) { return !is_own(each->column); };
  const auto behind_here = std::ranges::count_if(*behind, is_of_this_build);
  // The ids have no version of their own: they are packed as the indexes are.
  const bool with_ids = std::cmp_equal(behind_here, all_projections().size());
  if (!behind->empty()) {
    const auto done = with_ids
                          ? rebuild_with_ids(store, placed->known.all(), options.rebuild_progress)
                          : catch_up(store, *behind, options.rebuild_progress);
    if (!done) return done.error();
  }
  return std::move(placed->known);
}

/// Finishes an erasure that was interrupted, for which the database must not be open.
Status finish_erasure_at(const std::filesystem::path& path, const Progress& progress) {
  auto writer = Store::open(path, Access::write);
  if (!writer) return std::move(writer).error();
  const auto told = [&](std::string_view, std::uint64_t done, std::uint64_t total) {
    return progress(done, total);
  };
  return finish_erasure(*writer, all_projections(), told);
}

/// Opens the store as it can be read: with no erasure under way.
Result<Store> open_erased(const std::filesystem::path& path, const OpenOptions& options) {
  {
    auto store = Store::open(path, options.access, options.decoded_bytes_max);
    if (!store) return store;
    const auto unfinished = is_erasing(store->snapshot());
    if (!unfinished) return unfinished.error();
    if (!*unfinished) return store;
  }
  if (auto done = finish_erasure_at(path, options.rebuild_progress); !done) {
    return std::move(done).error();
  }
  return Store::open(path, options.access, options.decoded_bytes_max);
}

/// Opens for reading; nothing where an index must be made or caught up first. `own` gets the names
/// of those that are the program's own.
Result<std::optional<Opened>> open_if_ready(const std::filesystem::path& path,
                                            const OpenOptions& options, std::string& own) {
  auto store = open_erased(path, options);
  if (!store) return std::move(store).error();
  auto placed = find_columns(store->snapshot(), options.projections);
  if (!placed) return std::move(placed).error();
  const auto behind = outdated(store->snapshot(), store->layout(), placed->known.all());
  if (!behind) return behind.error();
  if (behind->empty() && placed->missing.empty()) {
    return std::optional{Opened{*std::move(store), std::move(placed->known)}};
  }
  own.clear();
  for (const auto& some : {*behind, placed->missing}) {
    for (const Projection* projection : some) {
      if (is_own(projection->column)) own += fmt::format(" '{}'", projection->name);
    }
  }
  return std::optional<Opened>{};
}

/// Opens for reading; where an index must be made anew first, opens for writing to do that.
Result<Opened> open_to_read(const std::filesystem::path& path, const OpenOptions& options) {
  std::string own;
  const auto hindered = [&](Error error) {
    if (own.empty()) return error;
    error.message = fmt::format(
        "the database cannot be read with the projections{} before they are brought up to its log, "
        "which takes writing: {}",
        own, error.message);
    return error;
  };
  // A program that does not know a projection may append while it is not open here.
  constexpr int attempts_max = 3;
  for (int made = 0; made < attempts_max; ++made) {
    auto opened = open_if_ready(path, options, own);
    if (!opened) return std::move(opened).error();
    if (*opened) return **std::move(opened);
    auto writer = Store::open(path, Access::write);
    if (!writer) return hindered(std::move(writer).error());
    if (auto up = bring_up_to_date(*writer, options); !up) return hindered(std::move(up).error());
  }
  return hindered({.code = ErrorCode::busy, .message = "others write to it all the time"});
}

Result<Opened> open_store(const std::filesystem::path& path, const OpenOptions& options) {
  if (auto usable = expect_own(options.projections); !usable) return std::move(usable).error();
  if (options.access == Access::read) return open_to_read(path, options);
  auto store = open_erased(path, options);
  if (!store) return std::move(store).error();
  auto projections = bring_up_to_date(*store, options);
  if (!projections) return std::move(projections).error();
  return Opened{*std::move(store), *std::move(projections)};
}

}  // namespace

struct Transaction::Impl {
  const Vocabulary& vocabulary;
  const Clock& clock;
  Snapshot snapshot;
  Batch batch;
  const RunLayout& layout;
  ProjectionList projections;
  Sequence begin;     // the end of the log when the transaction began
  Appender appender;  // borrows the snapshot above

  explicit Impl(const Database::Impl& database);
};

Transaction::Transaction(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Transaction::Transaction(Transaction&&) noexcept = default;
Transaction& Transaction::operator=(Transaction&&) noexcept = default;
Transaction::~Transaction() = default;

Result<Appended> Transaction::add(const Draft& draft) {
  auto event = make_event(draft, impl_->vocabulary);
  if (!event) return std::move(event).error();
  return add(*std::move(event));
}

Result<Appended> Transaction::add(Event event) {
  auto appended = impl_->appender.append(std::move(event), impl_->clock.now(), impl_->batch);
  if (!appended || appended->is_duplicate) return appended;
  apply_to_all(impl_->projections, appended->event, impl_->batch);
  const Sequence sequence = appended->event.sequence;
  if (sequence == last_in_runs(impl_->layout, sequence)) {
    cut_all(impl_->projections, sequence, impl_->batch);
  }
  return appended;
}

Result<std::optional<LoggedEvent>> Transaction::find(const std::string& id) const {
  return impl_->appender.find(id);
}

std::uint64_t Transaction::appended() const {
  return impl_->appender.tail().last.value - impl_->begin.value;
}

std::size_t Transaction::bytes() const {
  return impl_->batch.bytes();
}

struct Database::Impl {
  Store store;
  Vocabulary vocabulary;
  LogTail tail;
  const Clock& clock;
  ProjectionSet projections;
  OpenRecords recent{};
  GroupCommit group{};
  mutable WorkerPool helper{1};  ///< packs while transactions go on
};

Transaction::Impl::Impl(const Database::Impl& database)
    : vocabulary{database.vocabulary},
      clock{database.clock},
      snapshot{database.store.snapshot()},
      batch{database.store.batch()},
      layout{database.store.layout()},
      projections{database.projections.all()},
      begin{database.tail.last},
      appender{snapshot, database.tail, database.recent, database.helper} {}

Database::Database(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Status Database::create(const std::filesystem::path& path, std::string_view vocabulary_json,
                        const RunLayout& layout) {
  const std::string_view json =
      vocabulary_json.empty() ? partnership_vocabulary() : vocabulary_json;
  if (auto vocabulary = parse_vocabulary(json); !vocabulary) return std::move(vocabulary).error();
  const std::array entries{Entry{.key = std::string{vocabulary_key}, .value = std::string{json}}};
  return Store::create(path, entries, layout);
}

Result<Database> Database::open(const std::filesystem::path& path, const OpenOptions& options) {
  auto opened = open_store(path, options);
  if (!opened) return std::move(opened).error();
  Store& store = opened->store;
  if (auto done = remember_tail(store, opened->projections.all()); !done) {
    return std::move(done).error();
  }
  const Snapshot snapshot = store.snapshot();
  auto vocabulary = read_vocabulary(snapshot);
  if (!vocabulary) return std::move(vocabulary).error();
  auto tail = read_tail(snapshot);
  if (!tail) return std::move(tail).error();
  const Clock& clock = options.clock == nullptr ? system_clock() : *options.clock;
  return Database{std::unique_ptr<Impl>{new Impl{.store = std::move(store),
                                                 .vocabulary = *std::move(vocabulary),
                                                 .tail = *std::move(tail),
                                                 .clock = clock,
                                                 .projections = std::move(opened->projections)}}};
}

Result<Appended> Database::append(const Draft& draft) {
  auto event = make_event(draft, impl_->vocabulary);
  if (!event) return std::move(event).error();
  return impl_->group.append(*std::move(event), [this](std::span<GroupCommit::Request* const> all) {
    Transaction transaction = begin();
    for (GroupCommit::Request* request : all) {
      request->result = transaction.add(std::move(request->event));
    }
    const auto committed = commit(std::move(transaction));
    if (committed) return;
    for (GroupCommit::Request* request : all) {
      if (*request->result) request->result = committed.error();
    }
  });
}

const Vocabulary& Database::vocabulary() const {
  return impl_->vocabulary;
}

Sequence Database::last() const {
  return impl_->tail.last;
}

Snapshot Database::snapshot() const {
  return impl_->store.snapshot();
}

Result<ProjectionReader> Database::projection(std::string_view name) const {
  if (const Projection* const own = impl_->projections.own(name)) return ProjectionReader{*own};
  return Error{.code = ErrorCode::invalid_input,
               .message = fmt::format("the database was not opened with a projection '{}'", name)};
}

Result<std::vector<OwnProjection>> Database::own_projections() const {
  return read_own(impl_->store.snapshot());
}

Status Database::drop_projection(std::string_view name) {
  if (impl_->projections.own(name) == nullptr) return drop_own(impl_->store, name);
  return Error{.code = ErrorCode::invalid_input,
               .message = fmt::format("the projection '{}' is in use: it can be dropped from a "
                                      "database that was opened without it",
                                      name)};
}

Transaction Database::begin() const {
  return Transaction{std::make_unique<Transaction::Impl>(*impl_)};
}

Status Database::commit(Transaction transaction) {
  Transaction::Impl& changes = *transaction.impl_;
  check(changes.begin == impl_->tail.last, "a transaction is committed where it began");
  const LogTail& tail = changes.appender.tail();
  if (tail.last == impl_->tail.last) return Done{};
  changes.appender.finish(changes.batch);
  if (auto done = impl_->store.commit(std::move(changes.batch)); !done) return done;
  impl_->tail = tail;
  changes.appender.remember(impl_->recent);
  return Done{};
}

Result<BulkLoad> Database::load(const LoadOptions& options) {
  return BulkLoad::begin({.store = impl_->store,
                          .vocabulary = impl_->vocabulary,
                          .clock = impl_->clock,
                          .tail = impl_->tail,
                          .projections = impl_->projections},
                         options);
}

Result<ErasedEvent> Database::erase(std::string_view id, std::string_view reason,
                                    const EraseProgress& progress) {
  impl_->recent.clear();  // one of them may be what is erased
  auto erased = begin_erasure(impl_->store, id, {.reason = reason, .at = impl_->clock.now()});
  if (!erased) return erased;
  impl_->tail.has_erased = true;
  if (auto done = finish_erasure(impl_->store, impl_->projections.all(), progress); !done)
    return std::move(done).error();
  return erased;
}

Status Database::rebuild(const Progress& progress) {
  // What is read meanwhile is not all there is to read.
  Touched everything;
  everything.add_everything();
  const auto withdrawn = impl_->store.decoded().withdraw(everything);
  return annals::rebuild(impl_->store, impl_->projections.all(), progress);
}

Status Database::flush() {
  return impl_->store.flush();
}

CacheCounts Database::decoded_counts() const {
  return impl_->store.decoded().counts();
}

std::uint64_t Database::file_bytes(Column column) const {
  return impl_->store.file_bytes(column);
}

}  // namespace annals
