#pragma once

#include <optional>
#include <string>

#include "annals/codec/json.h"
#include "annals/event/snapshot_id.h"
#include "annals/query/source_snapshots.h"
#include "ingestion.h"

namespace annals::cli {

/// Where a snapshot stands while it is being loaded.
struct SnapshotPlace {
  std::string row;    ///< as ids name it
  std::string where;  ///< for messages: `table.csv:7`
  std::string known;
  std::string previous;   ///< as of when the snapshot before was known
  bool is_known_already;  ///< there is a snapshot of this date: nothing may differ from it
};

/// An event that a row makes, not yet sent.
struct RowEvent {
  std::size_t rule;
  Json json;
  std::string content;  ///< the same for the same content, without its `known`
  std::optional<EffectiveWhen> effective;
};

/// What an event of a row says, without what a snapshot adds to it: equal if nothing has changed.
[[nodiscard]] std::string content_of(Event event);

/// What the snapshots of one name have said, kept up to date with what is being appended.
class SnapshotLog {
 public:
  /// Borrows the ingestion. Errors: corrupt, io.
  [[nodiscard]] static Result<SnapshotLog> read(const Database& database, Ingestion& ingestion,
                                                const std::string& name);

  [[nodiscard]] SnapshotHistory& history() { return history_; }

  /// Appends that the row says `event`, in the place of what the slot said before if it is there.
  /// Ends that would stand against it are taken back. Errors: those of `Ingestion::add`;
  /// invalid_input if the snapshot is known already.
  [[nodiscard]] Status say(const SnapshotPlace& place, const std::string& slot, RowEvent event);

  /// Appends that the slot is there no more, as if it had never been.
  [[nodiscard]] Status retract(const SnapshotPlace& place, const std::string& slot);

  /// Appends that what the slot said has ended at `end`. What was over already is left alone, and
  /// what had not begun by then is retracted.
  [[nodiscard]] Status end(const SnapshotPlace& place, const std::string& slot,
                           const EffectiveWhen& end);

  /// Appends that a snapshot was looked at which changed nothing.
  [[nodiscard]] Status note(const SnapshotPlace& place);

  /// The content of what the slot says now. Errors: corrupt, io.
  [[nodiscard]] Result<std::string> content(const std::string& row, const std::string& slot);

 private:
  SnapshotLog(Ingestion& ingestion, std::string name, SnapshotHistory history)
      : ingestion_{ingestion}, name_{std::move(name)}, history_{std::move(history)} {}

  [[nodiscard]] SnapshotId id(const std::string& row, const std::string& slot,
                              const std::string& known) const;
  [[nodiscard]] Result<Sequence> append(const SnapshotPlace& place, Json event);
  [[nodiscard]] Result<Event> event_called(const std::string& id) const;
  /// Takes back the ends of the slot that do not lie before `effective`; says how many.
  [[nodiscard]] Result<std::uint64_t> resume(const SnapshotPlace& place, const std::string& slot,
                                             const std::optional<EffectiveWhen>& effective);
  void note_step(const SnapshotPlace& place, const std::string& slot, Sequence sequence,
                 bool is_there);

  Ingestion& ingestion_;
  std::string name_;
  SnapshotHistory history_;
};

}  // namespace annals::cli
