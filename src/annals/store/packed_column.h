#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/base/result.h"
#include "annals/store/column.h"
#include "annals/store/directory.h"
#include "annals/store/key_filter.h"
#include "annals/store/loose_rows.h"
#include "annals/store/memory.h"
#include "annals/store/page.h"
#include "annals/store/rows.h"
#include "annals/store/run.h"
#include "annals/store/run_key.h"

namespace annals {

/// A run on disk. Its directory is read once and kept, as far as it is looked at. Safe to use from
/// many threads.
class SortedRun {
 public:
  SortedRun(Column column, const RunId& id) : column_{column}, id_{id} {}
  /// One that has just been made. `rows` are all that it has, if they should be kept.
  SortedRun(Column column, const RunId& id, Directory directory,
            std::shared_ptr<const KeyFilter> filter = nullptr,
            std::vector<SharedLooseRows> rows = {})
      : column_{column},
        id_{id},
        rows_{std::move(rows)},
        directory_{std::make_shared<const Directory>(std::move(directory))},
        filter_{std::move(filter)} {}

  [[nodiscard]] const RunId& id() const { return id_; }
  [[nodiscard]] Column column() const { return column_; }

  /// What is in it; empty if the column has no rows of these events. Errors: corrupt, io.
  [[nodiscard]] Result<std::shared_ptr<const Directory>> directory(const ReadValue& read) const;

  /// One of its pages; from `memory`, if there is one, and put there if it is asked for again.
  /// Errors: corrupt, io. Cost: one lookup, and the page is unpacked.
  [[nodiscard]] Result<std::shared_ptr<const Page>> page(std::size_t page, const ReadValue& read,
                                                         const Decoded* memory = nullptr) const;

  /// All its rows, the oldest first, if they are in memory: those of small runs, which will soon be
  /// merged, are as long as the process that made them.
  [[nodiscard]] const std::vector<SharedLooseRows>& kept_rows() const { return rows_; }

  /// Whether a row may have the key with this hash: if not, there is no need to look for it. Knows
  /// only if it was made by this process, or once it was asked so often that reading all keys pays.
  /// Errors: corrupt, io.
  [[nodiscard]] Result<bool> may_have(std::uint64_t key_hash, const ReadValue& read) const;

 private:
  [[nodiscard]] Result<std::shared_ptr<const KeyFilter>> read_keys(const ReadValue& read) const;

  Column column_;
  RunId id_;
  std::vector<SharedLooseRows> rows_;  // none: they are on disk alone
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Directory> directory_;  // null: not read yet
  mutable std::shared_ptr<const KeyFilter> filter_;     // null: not made yet
  mutable std::uint64_t asked_ = 0;                     // how often, without a filter
};

/// A packed column at one moment: its runs, oldest first, and the rows that are not in one yet.
struct PackedState {
  std::uint64_t count = 0;  ///< how many runs of level 0 have been made
  std::vector<std::shared_ptr<const SortedRun>> runs;
  std::vector<std::shared_ptr<const Rows>> tail;  ///< oldest first, each larger than the next
};

/// The keys under which a run lies, in order. Errors: corrupt, io.
[[nodiscard]] Result<std::vector<std::string>> keys_of(const SortedRun& run, const ReadValue& read);

/// A key of a run, and what stands there.
struct RunValue {
  std::string key;
  std::string value;
};

/// What stands in a run behind its pages, in the order of keys: its directory, which was built.
[[nodiscard]] std::vector<RunValue> values_of(Column column, const RunId& run,
                                              const Directory& directory);

/// Adds rows, which must be sorted, to a tail; joins what has become as large as its neighbour, so
/// that a tail of n rows has O(log n) parts.
void add_to_tail(Column column, std::vector<std::shared_ptr<const Rows>>& tail, Rows rows);

/// Writes the pages of a run one after the other.
class RunWriter {
 public:
  using Put = std::function<void(const std::string& key, std::string_view value)>;

  RunWriter(Column column, const RunId& id, std::uint64_t page_rows, Put put)
      : column_{column},
        id_{id},
        page_rows_{page_rows},
        put_{std::move(put)},
        directory_{column, id} {}

  /// Adds a row; they must come in order.
  void add(const RowView& row);

  /// Writes what is left, and the directory. The run keeps `rows`, which are all that were added.
  [[nodiscard]] std::shared_ptr<const SortedRun> finish(std::vector<SharedLooseRows> rows = {});

 private:
  void write_page();

  Column column_;
  RunId id_;
  std::uint64_t page_rows_;
  Put put_;
  Rows rows_;
  DirectoryBuilder directory_;
  std::vector<std::uint64_t> key_hashes_;  // where keys are looked for
};

}  // namespace annals
