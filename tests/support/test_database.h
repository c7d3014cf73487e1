#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/codec/json_line.h"
#include "annals/database.h"
#include "support/temporary_directory.h"

namespace annals::support {

/// Runs and pages so small that short histories fill several of each.
inline constexpr RunLayout small_runs{
    .events_per_run = 4, .fan_out = 2, .levels = 3, .page_rows = 3};

/// A database with the built-in vocabulary in a directory of its own. Whatever fails here throws
/// the error's message.
class TestDatabase {
 public:
  /// Borrows the clock.
  explicit TestDatabase(const Clock& clock, std::size_t decoded_bytes_max = decoded_bytes_default);

  /// Appends the event that a line of JSON says, in a transaction of its own.
  Result<Appended> append(std::string_view line);

  /// Appends the events of all lines in one transaction.
  std::vector<Appended> append_together(std::span<const std::string> lines);

  /// Closes the database, calls `meanwhile` with its path, and opens it again.
  using Meanwhile = std::function<void(const std::filesystem::path&)>;
  void reopen(const Meanwhile& meanwhile = [](const std::filesystem::path&) {});

  [[nodiscard]] Database& database() { return database_; }
  [[nodiscard]] Snapshot snapshot() const { return database_.snapshot(); }
  [[nodiscard]] Sequence last() const;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  const Clock& clock_;
  std::size_t decoded_bytes_max_;
  TemporaryDirectory directory_;
  std::filesystem::path path_;
  Database database_;
  JsonLineReader reader_;
};

using KeyValue = std::pair<std::string, std::string>;

/// Every key of a column with its value, in byte order.
[[nodiscard]] std::vector<KeyValue> entries_of(const Snapshot& snapshot, Column column);

}  // namespace annals::support
