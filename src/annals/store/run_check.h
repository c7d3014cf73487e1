#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "annals/base/result.h"
#include "annals/store/packed_column.h"
#include "annals/store/rows.h"
#include "annals/store/store.h"

namespace annals {

/// Rows in no order: how many there are and the sum of their SHA-256, by which two lots of rows
/// that need not be in memory together are compared.
class RowSum {
 public:
  void add(const RowView& row);
  void add(const RowSum& other);

  [[nodiscard]] std::uint64_t count() const { return count_; }

  friend bool operator==(const RowSum&, const RowSum&) = default;

 private:
  std::uint64_t count_ = 0;
  std::array<std::uint64_t, 4> sum_{};
};

/// What is wrong with a run, and in which page, if it is one.
struct RunDamage {
  std::optional<std::size_t> page;
  std::string what;
};

/// A run that was read from end to end.
struct RunReading {
  std::size_t pages = 0;
  bool is_whole = true;  ///< every page could be read
  RowSum rows;
  std::vector<RunDamage> damage;
};

/// Reads all of a run: every page must be, byte for byte, what packing its rows gives, keys must
/// ascend, and the directory must say of the pages what is so. Errors: io. Cost: O(rows).
[[nodiscard]] Result<RunReading> read_run(const Snapshot& snapshot, const SortedRun& run);

/// A row that a run should hold, and the event that makes it.
struct ExpectedRow {
  std::string key;
  std::string value;
  std::uint64_t sequence;
};

/// Where a run's rows are not those that it should hold.
struct RowDifference {
  std::size_t page;  ///< where the row is, or would be
  std::string what;
  std::optional<std::uint64_t> sequence;  ///< of the event that makes the row; none if none does
};

/// Compares a run's rows with `expected`, which must be sorted by key; finds at most `most`
/// differences. Pages that cannot be read are passed over with the rows that they would have.
/// Errors: io.
[[nodiscard]] Result<std::vector<RowDifference>> compare_run(
    const Snapshot& snapshot, const SortedRun& run, const std::vector<ExpectedRow>& expected,
    std::size_t most);

}  // namespace annals
