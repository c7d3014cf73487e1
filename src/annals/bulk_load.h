#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "annals/base/result.h"
#include "annals/bulk_pieces.h"
#include "annals/event/vocabulary.h"
#include "annals/index/own_projections.h"
#include "annals/log/appender.h"
#include "annals/store/store.h"
#include "annals/time/clock.h"

namespace annals {

/// What a load has done so far.
struct LoadCounts {
  std::uint64_t read = 0;  ///< lines, blank ones not counted
  std::uint64_t appended = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t rejected = 0;
  std::uint64_t first = 0;  ///< the first sequence appended; 0: none
  std::uint64_t last = 0;
};

/// A line that gives no event. The views live as long as the call that they are handed to.
struct RefusedLine {
  std::uint64_t number;  ///< of all lines, from 1
  std::string_view text;
  const Error& error;
};

struct LoadOptions {
  unsigned threads = 2;
  std::size_t chunk_events = 2048;  ///< at most so many are packed in one go
  /// Of so many of the last events of the load, what corrections need is kept in memory.
  std::size_t targets_max = std::size_t{1} << 20U;
  PrepareDraft prepare = {};
  /// Told of each refused line, in their order: success goes on without it, an error ends the load.
  std::function<Status(const RefusedLine&)> refuse = [](const RefusedLine& line) -> Status {
    return line.error;
  };
};

/// Appends very many events at once, or none of them: parses, packs and sorts with several threads
/// and writes files that the store takes in with one step. The log and the indexes come out as if
/// the events had been appended one after the other.
///
/// For one thread that has the database to itself; must not outlive the database. A load that is
/// not committed leaves the database as it was, also if the process ends.
/// Memory: about 260 bytes for each event of the last run that is not written (at most one of the
/// last level: 1,048,576 events), 40 bytes for each of the last `targets_max`, and 14 bytes for
/// every event of the load.
class BulkLoad {
 public:
  /// A database, seen from here.
  struct Target {
    Store& store;
    const Vocabulary& vocabulary;
    const Clock& clock;
    LogTail& tail;
    const ProjectionSet& projections;
  };

  BulkLoad(BulkLoad&&) noexcept;
  BulkLoad& operator=(BulkLoad&&) noexcept;
  ~BulkLoad();

  /// Errors: io.
  [[nodiscard]] static Result<BulkLoad> begin(const Target& target, const LoadOptions& options);

  /// Takes whole lines of JSON, one event each. Refused lines are told of later, at the latest by
  /// `finish`. Errors: those of `refuse`; corrupt, io. Then the load is of no use any more.
  [[nodiscard]] Status add(std::string lines);

  /// Does all but the last step. Errors: as `add`.
  [[nodiscard]] Status finish();

  /// Makes a finished load durable and shows it. Errors: io; then nothing of it is in the log.
  [[nodiscard]] Status commit();

  [[nodiscard]] const LoadCounts& counts() const;

 private:
  struct Impl;
  explicit BulkLoad(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace annals
