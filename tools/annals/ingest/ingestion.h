#pragma once

#include <string>
#include <string_view>

#include "../render/progress.h"
#include "annals/codec/json.h"
#include "annals/event/draft.h"
#include "file_ingest.h"

namespace annals::cli {

/// What was read for one or more events: a line, or a row of a table.
struct InputPlace {
  std::string where;   ///< for messages: `table.csv:7`
  std::uint64_t line;  ///< 0 where there are no lines
  std::string_view text;
};

/// One file on its way into the log: the transaction that is open, and what it comes to.
class Ingestion {
 public:
  /// Borrows all but `path`.
  Ingestion(Database& database, const std::string& path, const IngestSetting& setting,
            IngestCounts& counts);

  /// The file for messages; standard input for `-`.
  [[nodiscard]] const std::string& name() const { return name_; }

  [[nodiscard]] Error at_file(const Error& error) const;

  /// Counts one more line or row as read.
  void begin(double share);

  /// Appends an event. Errors: those of `Transaction::add`, as they are.
  [[nodiscard]] Result<Appended> add(const Draft& draft);

  /// The event with this id, appended or about to be. Errors: corrupt, io.
  [[nodiscard]] Result<std::optional<LoggedEvent>> find(const std::string& id) const {
    return transaction_.find(id);
  }

  /// Counts an event as there already that was not even sent.
  void count_as_there() { ++pending_.duplicates; }

  /// What has not been committed yet.
  [[nodiscard]] const IngestCounts& pending() const { return pending_; }

  /// As `refuse_line`, and counts the line if it is skipped.
  [[nodiscard]] Status refuse(const InputPlace& place, const Error& error);

  /// Commits, if a batch is full. Errors: those of `commit`, and an interruption.
  [[nodiscard]] Status end();

  /// Makes the events so far durable and begins anew after them.
  [[nodiscard]] Status commit();

  [[nodiscard]] Error interruption() const;

 private:
  Database& database_;
  std::string name_;
  const IngestSetting& setting_;
  IngestCounts& total_;
  IngestCounts pending_;  // of the open transaction
  Transaction transaction_;
  ProgressLine progress_;
};

/// What becomes of `error` about `place` of the file `name`: where bad lines are skipped it is
/// noted, and success is returned; else the error comes back, led by the place.
[[nodiscard]] Status refuse_line(const std::string& name, const InputPlace& place,
                                 const Error& error, const IngestSetting& setting);

/// Makes sure that the rejects are written before what goes with them is kept. Errors: io.
[[nodiscard]] Status flush_rejects(const IngestSetting& setting);

/// The file for messages; standard input for `-`.
[[nodiscard]] std::string name_of(const std::string& path);

/// Takes `source.published` as `known` where the draft has none.
void take_known_from_published(Draft& draft);

}  // namespace annals::cli
