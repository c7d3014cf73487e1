#pragma once

#include <rocksdb/db.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/store/packed_column.h"
#include "annals/store/row_order.h"
#include "annals/store/run.h"
#include "annals/store/sorted_file.h"

namespace annals {

/// What a load brings to a packed column: makes the runs that there will be when it is done, and
/// none that later ones would replace.
///
/// Memory: the rows of the events since the last run of the last level, about 260 bytes an event
/// for all columns together.
class ColumnLoad {
 public:
  struct Place {
    rocksdb::DB& database;
    rocksdb::ColumnFamilyHandle* family;
    std::filesystem::path folder;
    RunLayout layout;
    ReadValue read;  ///< of the runs as they were
  };

  /// Borrows `place`.
  ColumnLoad(Column column, const Place& place, PackedState state)
      : column_{column}, place_{place}, state_{std::move(state)}, first_{state_.count} {}

  /// Adds rows of the next events, in any order.
  void add(SharedLooseRows rows);

  /// Says that the rows since the last cut are those of `events_per_run` events.
  void cut();

  /// Whether the rows so far make a run of the last level, so that `write_last` should be called.
  [[nodiscard]] bool completes_last() const;

  /// Writes that run to the file of all such runs and lets go of its rows: whoever opens a database
  /// opens every file of it. Errors: corrupt, io.
  [[nodiscard]] Status write_last();

  /// Writes the runs that are still missing, and that those they replace are gone.
  /// Errors: corrupt, io.
  [[nodiscard]] Status finish();

  [[nodiscard]] Column column() const { return column_; }

  /// The column as it is when the files have been taken in.
  [[nodiscard]] const PackedState& state() const { return state_; }
  [[nodiscard]] const std::vector<std::filesystem::path>& files() const { return files_; }

 private:
  using Runs = std::vector<std::shared_ptr<const SortedRun>>;

  [[nodiscard]] std::uint64_t count() const { return first_ + cuts_.size(); }
  void replace_within(const RunSpan& span);
  [[nodiscard]] Status write_run(const RunId& run, SortedFile& file);
  /// Writes to `rows` those of the page that begins at the place `begin`.
  void read_page(std::span<const RowPlace> places, std::size_t begin,
                 std::vector<RowView>& rows) const;
  [[nodiscard]] Status write_gone(unsigned level, SortedFile& file);
  [[nodiscard]] Status write_level(unsigned level, const std::vector<RunId>& missing,
                                   SortedFile& file);
  [[nodiscard]] Result<std::vector<SharedLooseRows>> parts_of(const RunSpan& span);
  [[nodiscard]] std::unique_ptr<SortedFile> new_file(std::string_view what) const;
  [[nodiscard]] Status close(SortedFile& file);

  Column column_;
  const Place& place_;
  PackedState state_;
  Runs gone_;            // runs of before the load that are in others now
  std::uint64_t first_;  // the run of level 0 that `cuts_` begins with
  std::vector<std::vector<SharedLooseRows>> cuts_;  // by run of level 0
  std::vector<SharedLooseRows> open_;               // since the last cut
  std::unique_ptr<SortedFile> last_;                // of runs of the last level
  std::vector<std::filesystem::path> files_;
};

}  // namespace annals
