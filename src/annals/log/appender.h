#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/event.h"
#include "annals/log/block_packing.h"
#include "annals/log/merkle.h"
#include "annals/store/store.h"

namespace annals {

/// The end of the log: where the next event goes.
struct LogTail {
  Sequence last;
  RecordedTime recorded = RecordedTime::earliest();  ///< of the last event
  TreeEdge tree;
  bool has_erased = false;  ///< whether any event was erased
};

/// Reads the end of the log. Errors: corrupt, io.
[[nodiscard]] Result<LogTail> read_tail(const Snapshot& snapshot);

/// An event that is in the log, or will be when the batch is committed.
struct Appended {
  LoggedEvent event;
  bool is_duplicate;  ///< it was there already, and nothing was appended
};

/// The records of the end of the log that are in no block yet, as far as this process wrote them:
/// a block is packed of them, and to read them again would take longer than that.
class OpenRecords {
 public:
  /// The record at `sequence`; null if it is not here.
  [[nodiscard]] const std::string* find(Sequence sequence) const;

  /// Adds a record that is now in the log. Only those of one block stay.
  void add(Sequence sequence, std::string record);

  void clear() { records_.clear(); }

 private:
  Sequence first_;
  std::vector<std::string> records_;
};

/// Adds events to the end of the log, in a batch that somebody else commits.
class Appender {
 public:
  /// Borrows the snapshot, which must show the log as `tail` says, the records, and the pool, which
  /// packs what fills a whole block.
  Appender(const Snapshot& snapshot, const LogTail& tail, const OpenRecords& recent,
           WorkerPool& pool)
      : snapshot_{snapshot}, tail_{tail}, recent_{recent}, blocks_{pool} {}

  /// Gives the event a sequence, a time of recording and a hash, and puts it into `batch`.
  ///
  /// `recorded` is `now`, or that of the event before where the clock ran backwards.
  /// Errors: invalid_input, leaving batch and appender as they were: an id that is taken by other
  ///         content (naming the first difference) or whose event was erased, a target that is
  ///         not in the log or earlier in this batch or was erased, a `known` that begins after
  ///         `recorded`. corrupt, io.
  /// Cost:   one lookup of the id, and one for each event that it corrects.
  [[nodiscard]] Result<Appended> append(Event event, Moment now, Batch& batch);

  /// Puts into `batch` what is packed, and what does not fill a block of the log yet. Nothing can
  /// be appended after it.
  void finish(Batch& batch);

  /// When the batch of a finished appender has been committed, adds those records to `recent`.
  void remember(OpenRecords& recent) const;

  /// The event with this id, in the log or earlier in the batch; of one that was erased, what is
  /// left. Errors: corrupt, io.
  [[nodiscard]] Result<std::optional<LoggedEvent>> find(const std::string& id) const;

  /// The end of the log with what was appended; of the tree only when it is finished.
  [[nodiscard]] const LogTail& tail() const { return tail_; }

 private:
  [[nodiscard]] Status put(const LoggedEvent& logged, Batch& batch);
  /// Puts a block of which some records were there when the batch began.
  [[nodiscard]] Status put_begun_block(Batch& batch);

  const Snapshot& snapshot_;
  LogTail tail_;
  const OpenRecords& recent_;
  std::unordered_map<std::string, std::string> pending_;  // id -> record, of the open batch
  std::vector<const std::string*> open_;                  // those of them that fill no block yet
  BlockPacking blocks_;                                   // last: it reads what is pending
};

}  // namespace annals
