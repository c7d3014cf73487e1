#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/store/packed_column.h"

namespace annals {

/// What a batch changes in a packed column.
struct PackedChanges {
  bool is_cleared = false;
  std::vector<Rows> runs = {};  ///< each completed by a cut, the first together with the tail
  Rows rest = {};
};

/// Turns what a batch changes in a packed column into pages and a new state.
struct Packing {
  Column column;
  const RunLayout& layout;
  ReadValue read;                       ///< of the runs as they are
  rocksdb::WriteBatch& changes;         ///< where pages go
  rocksdb::ColumnFamilyHandle* family;  ///< of the runs

  /// Takes the rows. Errors: corrupt, io; then the state is of no use.
  /// Cost: O(rows), and where runs are merged the rows of those.
  [[nodiscard]] Status apply(PackedChanges& rows, PackedState& state);

 private:
  [[nodiscard]] Result<std::shared_ptr<const SortedRun>> make_run(const RunId& run,
                                                                  PackedState& state,
                                                                  std::vector<Rows>& runs);
  [[nodiscard]] Status remove(const SortedRun& run);
};

}  // namespace annals
