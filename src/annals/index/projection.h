#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "annals/event/event.h"
#include "annals/store/store.h"

namespace annals {

/// Where a projection puts the rows of one event.
class RowSink {
 public:
  /// Borrows both.
  RowSink(Column column, const LoggedEvent& event, Batch& batch)
      : column_{column}, event_{event}, batch_{batch} {}

  /// Adds a row. Of rows that one event puts at the same key, the last stays.
  ///
  /// In a column of the database's own these are the bytes on disk; the key must name the event, or
  /// its row would take the place of another's. Rows of other programs' projections get the event's
  /// sequence and when it became known by themselves, so that each event has rows of its own and
  /// `ProjectionReader` can leave out what a question does not see.
  void put(std::string_view key, std::string_view value) {
    if (is_own(column_)) return put_own(key, value);
    batch_.put(column_, key, value);
  }

 private:
  void put_own(std::string_view key, std::string_view value);

  Column column_;
  const LoggedEvent& event_;
  Batch& batch_;
};

/// An index that is worked out from the log and from nothing else: it can be dropped and replayed.
///
/// A program can keep its own beside those of this library: `OpenOptions::projections` takes them,
/// `Database::projection` reads them. The database keeps them up with every append and load, makes
/// them anew when they are new, behind the log, or their version was raised, and `verify` compares
/// them with the log if it is given them. A program that does not know one can open the database
/// all the same; then the projection falls behind until the next opening with it.
struct Projection {
  /// Of one's own: 1 to 64 letters, digits, `-`, `_` and `.`; what other programs may call theirs
  /// too is no good name.
  std::string_view name;

  /// From 1; raised with every change of what `apply` writes.
  std::uint32_t version;

  /// Nobody else writes there. Of one's own: left out, for each database chooses one.
  Column column = Column::own;

  /// Puts what the event adds to the index. Depends on the event alone, not on a clock, a setting
  /// or what it was called with before, so that the order in which batches are cut makes no
  /// difference and a rebuilt index is the same byte for byte. Called by several threads at once.
  /// An erased event comes without content (`event.erased`); it should put nothing.
  void (*apply)(const LoggedEvent& event, RowSink& rows);
};

/// Puts what the event adds to one index into `batch`.
inline void put_rows(const Projection& projection, const LoggedEvent& event, Batch& batch) {
  RowSink rows{projection.column, event, batch};
  projection.apply(event, rows);
}

/// Projections, each with its column; must live as long as whoever is given them.
using ProjectionList = std::span<const Projection* const>;

}  // namespace annals
