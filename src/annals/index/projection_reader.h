#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "annals/base/result.h"
#include "annals/event/sequence.h"
#include "annals/index/projection.h"
#include "annals/state/statement.h"
#include "annals/store/store.h"
#include "annals/time/instant.h"

namespace annals {

/// A row of a projection of one's own. The views live until the cursor moves.
struct ProjectionRow {
  std::string_view key;    ///< as it was put
  std::string_view value;  ///< as it was put
  Sequence sequence;       ///< of the event that put it
  KnownTime known;         ///< when that event became known
};

/// Reads a row as it is stored; nothing if it is none.
[[nodiscard]] std::optional<ProjectionRow> decode_own_row(std::string_view key,
                                                          std::string_view value);

/// Which rows are read: those whose key begins with `prefix`, is not before `from`, and before
/// `until`, in byte order. What is empty leaves nothing out.
struct RowRange {
  std::string prefix = {};
  std::string from = {};
  std::string until = {};
};

/// A place among the rows of a projection that a question sees, ordered by key, then by event.
///
/// No key should be the beginning of another (`index/key_codec.h` ends texts so): such rows are all
/// read, but perhaps not in this order. Must not outlive its snapshot.
class ProjectionCursor {
 public:
  ProjectionCursor(Cursor cursor, std::string name, RowRange range, Horizon horizon);

  [[nodiscard]] bool valid() const { return row_.has_value(); }

  /// The row at this place; there must be one.
  [[nodiscard]] const ProjectionRow& row() const { return *row_; }

  void next();

  /// Moves to the first row of the range whose key is not before `key`.
  void seek(std::string_view key);

  /// Whether the cursor stopped being valid because the rows ended. Errors: corrupt (names the
  /// projection), io.
  [[nodiscard]] Status status() const;

 private:
  void settle();

  Cursor cursor_;
  std::string name_;
  RowRange range_;
  Horizon horizon_;
  std::optional<ProjectionRow> row_;
  bool is_damaged_ = false;
};

/// Reads a projection that its database was opened with (`Database::projection`). A value; any
/// number of threads may read.
class ProjectionReader {
 public:
  /// `projection` as the database knows it, with its column.
  explicit ProjectionReader(const Projection& projection)
      : name_{projection.name}, column_{projection.column} {}

  /// The rows that a question sees which is asked from `horizon` (`resolve` in query/question.h
  /// makes one of a date and a basis): those of events that were known by then and are in the log
  /// up to there. What a later event corrects is still there: whether an event counts is the
  /// kernel's to say, by asking about the relationship (query/).
  ///
  /// `snapshot` must be of the database that gave the reader.
  /// Cost: for each run of the log (O(log n) of them, and one for each million events) a search;
  ///       then the rows of the range, those left out by the horizon too.
  [[nodiscard]] ProjectionCursor rows(const Snapshot& snapshot, RowRange range,
                                      Horizon horizon) const;

 private:
  std::string name_;
  Column column_;
};

}  // namespace annals
