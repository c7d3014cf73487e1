#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/bulk_load.h"
#include "annals/erasure.h"
#include "annals/event/draft.h"
#include "annals/event/event.h"
#include "annals/event/vocabulary.h"
#include "annals/index/projection.h"
#include "annals/index/projection_reader.h"
#include "annals/index/projections.h"
#include "annals/log/appender.h"
#include "annals/store/store.h"
#include "annals/time/clock.h"

namespace annals {

/// Events that are appended together or not at all. Must not outlive its database.
class Transaction {
 public:
  Transaction(Transaction&&) noexcept;
  Transaction& operator=(Transaction&&) noexcept;
  ~Transaction();

  /// Checks the draft and puts its event at the end of this transaction.
  ///
  /// Errors: invalid_input as `make_event` and `Appender::append` say, naming the field; the
  ///         transaction goes on as if the draft had never been sent. corrupt, io.
  [[nodiscard]] Result<Appended> add(const Draft& draft);

  /// The same for an event that `make_event` made with this database's vocabulary.
  [[nodiscard]] Result<Appended> add(Event event);

  /// The event with this id, in the log or earlier in this transaction. Errors: corrupt, io.
  [[nodiscard]] Result<std::optional<LoggedEvent>> find(const std::string& id) const;

  /// How many events it has appended so far, duplicates not counted.
  [[nodiscard]] std::uint64_t appended() const;

  /// What it takes in memory.
  [[nodiscard]] std::size_t bytes() const;

 private:
  friend class Database;
  struct Impl;
  explicit Transaction(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// How a database is opened.
struct OpenOptions {
  Access access = Access::read;
  const Clock* clock = nullptr;                           ///< none: the system's
  std::size_t decoded_bytes_max = decoded_bytes_default;  ///< kept decoded in memory; 0: nothing
  Progress rebuild_progress = [](std::uint64_t, std::uint64_t) { return true; };
  std::vector<const Projection*> projections = {};  ///< of the program's own
};

/// The front door: an append-only log of events and the indexes that answer questions about it.
///
/// Questions are free functions over a `Snapshot` (query/): `state(database.snapshot(), ...)`.
/// Threads: any number may ask, and any number may call `append`; transactions are for one at a
/// time that has the database to itself.
class Database {
 public:
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  /// Creates a database with this vocabulary (JSON; empty: the built-in one).
  /// Errors: invalid_input for a vocabulary with mistakes and for a place that is taken; io.
  [[nodiscard]] static Status create(const std::filesystem::path& path,
                                     std::string_view vocabulary_json,
                                     const RunLayout& layout = {});

  /// Opens a database. Indexes that another version made, or that are behind the log, are rebuilt
  /// or caught up, and an erasure that was interrupted is finished, for which a reader too must be
  /// able to write once. So are the program's own projections, `options.projections`; what is there
  /// of projections of other programs stays as it is.
  ///
  /// Errors: missing, busy, unsupported (also: a newer version of a projection is there, or there
  ///         is no room for another), corrupt, io; invalid_input for a projection that none can be.
  ///         Where a projection keeps a reader out, because it is behind and another process
  ///         writes, the message names it.
  /// Cost:   the last, at most 255, events are read; a projection that is new reads the whole log,
  ///         one that is behind what it lacks.
  [[nodiscard]] static Result<Database> open(const std::filesystem::path& path,
                                             const OpenOptions& options);

  /// The vocabulary that the database was created with.
  [[nodiscard]] const Vocabulary& vocabulary() const;

  /// The last sequence of the log; 0 if it is empty. As it was on opening, if opened for reading.
  [[nodiscard]] Sequence last() const;

  /// The database as it is now, for questions.
  [[nodiscard]] Snapshot snapshot() const;

  /// Reads a projection of the program's own. Errors: invalid_input, if the database was not opened
  /// with one of this name.
  [[nodiscard]] Result<ProjectionReader> projection(std::string_view name) const;

  /// What the database has of projections that are not annals' own, of whatever program, by name;
  /// `checkpoint.sequence` is up to where their rows are in files. Errors: corrupt, io.
  [[nodiscard]] Result<std::vector<OwnProjection>> own_projections() const;

  /// Drops a projection that is not annals' own, with all its rows.
  ///
  /// Errors: invalid_input: there is none of this name, or this program has opened the database
  ///         with it; corrupt, io.
  [[nodiscard]] Status drop_projection(std::string_view name);

  /// Appends one event and waits until the disk has it, together with what other threads append
  /// at the same time: whoever comes while the disk is busy shares the next sync.
  ///
  /// Errors: as `Transaction::add` and `commit`; then the event is not in the log.
  [[nodiscard]] Result<Appended> append(const Draft& draft);

  /// A transaction at the end of the log. Only one at a time can be committed.
  [[nodiscard]] Transaction begin() const;

  /// Appends what the transaction holds, with its index entries and hashes, in one atomic step, and
  /// waits until the disk has it. Errors: io; then nothing of it is in the log.
  [[nodiscard]] Status commit(Transaction transaction);

  /// Begins to append very many events at once: nothing else may be appended before it is committed
  /// or given up. Errors: io.
  [[nodiscard]] Result<BulkLoad> load(const LoadOptions& options);

  /// Erases the content of an event for good: when this returns, none of the database's files has
  /// it. What is left is its place in the log, the hash of its record, when it was recorded and
  /// became known, which relationships it was about and what it corrected, `reason` and the time.
  /// The tree and all proofs stay as they are. From then on the event says nothing, however the
  /// question, but what it corrected stays so.
  ///
  /// Nothing else may be done with the database meanwhile, and no snapshot or transaction be open.
  /// Errors: invalid_input: there is no such event, it was erased before, or the reason is empty or
  ///         too long; busy: the database is read from; then nothing has changed. corrupt, io,
  ///         not_found (`progress` stopped it): after these the database must be closed; either
  ///         nothing has changed, or the next opening finishes what was begun.
  /// Cost:   reads and writes the whole database.
  [[nodiscard]] Result<ErasedEvent> erase(std::string_view id, std::string_view reason,
                                          const EraseProgress& progress);

  /// Drops every index and replays the log. Errors: corrupt, io; not_found if `progress` stops it.
  [[nodiscard]] Status rebuild(const Progress& progress);

  /// Moves what is in memory into sorted files, so that the next open has nothing to replay.
  [[nodiscard]] Status flush();

  /// What became of what is kept decoded in memory.
  [[nodiscard]] CacheCounts decoded_counts() const;

  /// Bytes of the files of one column.
  [[nodiscard]] std::uint64_t file_bytes(Column column) const;

 private:
  friend class Transaction;
  struct Impl;
  explicit Database(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace annals
