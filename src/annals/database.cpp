#include "annals/database.h"

#include <fmt/core.h>

#include <array>
#include <utility>

#include "annals/base/check.h"
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

/// Brings every index up to the log, if one is not.
Status bring_up_to_date(Store& store, const Progress& progress) {
  const auto behind = outdated(store.snapshot(), store.layout());
  if (!behind) return behind.error();
  if (behind->empty()) return Done{};
  return rebuild(store, *behind, progress);
}

/// Finishes an erasure that was interrupted, for which the database must not be open.
Status finish_erasure_at(const std::filesystem::path& path, const Progress& progress) {
  auto writer = Store::open(path, Access::write);
  if (!writer) return std::move(writer).error();
  return finish_erasure(*writer, [&](std::string_view, std::uint64_t done, std::uint64_t total) {
    return progress(done, total);
  });
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

/// Opens for reading; where an index must be made anew first, opens for writing to do that.
Result<Store> open_store(const std::filesystem::path& path, const OpenOptions& options) {
  auto store = open_erased(path, options);
  if (!store) return store;
  if (options.access == Access::write) {
    if (auto done = bring_up_to_date(*store, options.rebuild_progress); !done) {
      return std::move(done).error();
    }
    return store;
  }
  const auto behind = outdated(store->snapshot(), store->layout());
  if (!behind) return behind.error();
  if (behind->empty()) return store;
  {
    auto writer = Store::open(path, Access::write);
    if (!writer) return std::move(writer).error();
    if (auto done = bring_up_to_date(*writer, options.rebuild_progress); !done) {
      return std::move(done).error();
    }
  }
  return Store::open(path, Access::read, options.decoded_bytes_max);
}

}  // namespace

struct Transaction::Impl {
  const Vocabulary& vocabulary;
  const Clock& clock;
  Snapshot snapshot;
  Batch batch;
  const RunLayout& layout;
  Sequence begin;     // the end of the log when the transaction began
  Appender appender;  // borrows the snapshot above

  Impl(const Vocabulary& words, const Clock& time, const Store& store, const LogTail& tail,
       const OpenRecords& recent)
      : vocabulary{words},
        clock{time},
        snapshot{store.snapshot()},
        batch{store.batch()},
        layout{store.layout()},
        begin{tail.last},
        appender{snapshot, tail, recent} {}
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
  apply_to_all(appended->event, impl_->batch);
  const Sequence sequence = appended->event.sequence;
  if (sequence == last_in_runs(impl_->layout, sequence)) cut_all(sequence, impl_->batch);
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
  OpenRecords recent{};
  GroupCommit group{};
};

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
  auto store = open_store(path, options);
  if (!store) return std::move(store).error();
  if (auto done = remember_tail(*store); !done) return std::move(done).error();
  const Snapshot snapshot = store->snapshot();
  auto vocabulary = read_vocabulary(snapshot);
  if (!vocabulary) return std::move(vocabulary).error();
  auto tail = read_tail(snapshot);
  if (!tail) return std::move(tail).error();
  const Clock& clock = options.clock == nullptr ? system_clock() : *options.clock;
  return Database{std::unique_ptr<Impl>{new Impl{.store = *std::move(store),
                                                 .vocabulary = *std::move(vocabulary),
                                                 .tail = *std::move(tail),
                                                 .clock = clock}}};
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

Transaction Database::begin() const {
  return Transaction{std::make_unique<Transaction::Impl>(impl_->vocabulary, impl_->clock,
                                                         impl_->store, impl_->tail, impl_->recent)};
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
                          .tail = impl_->tail},
                         options);
}

Result<ErasedEvent> Database::erase(std::string_view id, std::string_view reason,
                                    const EraseProgress& progress) {
  impl_->recent.clear();  // one of them may be what is erased
  auto erased = begin_erasure(impl_->store, id, {.reason = reason, .at = impl_->clock.now()});
  if (!erased) return erased;
  impl_->tail.has_erased = true;
  if (auto done = finish_erasure(impl_->store, progress); !done) return std::move(done).error();
  return erased;
}

Status Database::rebuild(const Progress& progress) {
  // What is read meanwhile is not all there is to read.
  Touched everything;
  everything.add_everything();
  const auto withdrawn = impl_->store.decoded().withdraw(everything);
  return annals::rebuild(impl_->store, all_projections(), progress);
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
