#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/base/worker_pool.h"
#include "annals/store/loose_rows.h"
#include "annals/store/store.h"

namespace annals {

/// More changes than memory should hold, on their way into a store: written to files beside it,
/// which the store takes in together with one step (`Store::ingest`). What is not taken in leaves
/// the store as it was. For one thread; must not outlive its store and its pool.
///
/// Memory: the rows of packed columns of at most the events of one run of the last level.
class Loading {
 public:
  Loading(Loading&&) noexcept;
  Loading& operator=(Loading&&) noexcept;
  ~Loading();

  /// Writes a key of a column that is not packed; it must be greater than all before, and be none
  /// that `put` or `remove` names. Errors: io.
  [[nodiscard]] Status append(Column column, std::string_view key, std::string_view value);

  /// What `append` wrote at `key`. Errors: corrupt, io.
  [[nodiscard]] Result<std::optional<std::string>> find(Column column, std::string_view key) const;

  /// Puts or removes one of few keys of a column that is not packed; they are kept in memory.
  void put(Column column, std::string_view key, std::string_view value);
  void remove(Column column, std::string_view key);

  /// Rows of packed columns, by column.
  using Columns = std::vector<SharedLooseRows>;

  /// Takes the rows of packed columns out of a batch, which keeps its memory for others. Any thread
  /// may do that.
  [[nodiscard]] static Columns take_rows(Batch& batch);

  /// Takes the rows of the next events; those of columns that it does not load are left out.
  void add(Columns rows);

  /// Says that the rows of every packed column that it loads since the last cut are those of
  /// `events_per_run` events. Errors: corrupt, io.
  [[nodiscard]] Status cut();

  /// Says that the store lacks what a load was to bring it: nothing more is written to it before it
  /// is opened again, which is told as after a failure.
  static void abandon(Store& store);

  /// Writes what is left. Only `Store::ingest` may follow. Errors: corrupt, io.
  [[nodiscard]] Status finish();

 private:
  friend class Store;
  struct Impl;
  explicit Loading(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace annals
