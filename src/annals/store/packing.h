#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/store/loose_rows.h"
#include "annals/store/packed_column.h"

namespace annals {

/// What a batch changes in a packed column.
struct PackedChanges {
  bool is_cleared = false;
  std::vector<LooseRows> runs = {};  ///< each completed by a cut, the first together with the tail
  LooseRows rest = {};
};

/// Rows of which others may hold on to, as they are.
using SharedRows = std::shared_ptr<const Rows>;

/// All rows of a run. Errors: corrupt, io.
[[nodiscard]] Result<SharedLooseRows> loose_rows_of(const SortedRun& run, const ReadValue& read);

/// Where runs are.
struct PackingPlace {
  const RunLayout& layout;
  ReadValue read;                       ///< of the runs as they are
  rocksdb::ColumnFamilyHandle* family;  ///< of the runs
};

/// Turns what a batch changes in packed columns, `changes`, into pages, which it adds to `pages`,
/// and new states. Works on several columns at once if runs are to be made.
/// Errors: corrupt, io; then the states are of no use.
/// Cost: O(rows), and where runs are merged the rows of those.
[[nodiscard]] Status pack_columns(const PackingPlace& place, std::span<PackedChanges> changes,
                                  std::span<PackedState> states, rocksdb::WriteBatch& pages);

/// The same for one column.
struct Packing {
  Column column;
  const RunLayout& layout;
  const ReadValue& read;
  rocksdb::WriteBatch& changes;  ///< where pages go
  rocksdb::ColumnFamilyHandle* family;

  /// Takes the rows. Errors: corrupt, io; then the state is of no use.
  /// Cost: O(rows), and where runs are merged the rows of those.
  [[nodiscard]] Status apply(PackedChanges& rows, PackedState& state);

 private:
  [[nodiscard]] Result<std::shared_ptr<const SortedRun>> make_run(const RunId& run,
                                                                  PackedState& state,
                                                                  std::vector<LooseRows>& runs);
  /// Writes a run of rows that are all in memory, the oldest parts first, and of rows that are not.
  [[nodiscard]] Result<std::shared_ptr<const SortedRun>> write_parts(
      const RunId& run, std::vector<SharedLooseRows> parts);
  [[nodiscard]] Result<std::shared_ptr<const SortedRun>> write_runs(
      const RunId& run, std::span<const std::shared_ptr<const SortedRun>> old,
      std::span<const SharedRows> newer);
  [[nodiscard]] RunWriter writer_of(const RunId& run);
  [[nodiscard]] Status remove(const SortedRun& run);
};

}  // namespace annals
