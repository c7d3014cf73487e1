#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "annals/codec/json.h"
#include "annals/log/appender.h"
#include "annals/store/store.h"
#include "support/temporary_directory.h"

namespace annals::unit {

/// A log in a store of its own, without the indexes that a database has.
class TestLog {
 public:
  TestLog();

  /// Appends one event at `now`, a date, and commits it.
  Result<Appended> append(const Json& event, std::string_view now = "2026-01-01");

  /// Appends all in one batch that is committed if the last one succeeds; gives its result.
  Result<Appended> append_together(const std::vector<Json>& events);

  /// Puts bytes into a column, past all rules.
  void put(Column column, std::string_view key, std::string_view value);

  /// Removes every key of a column.
  void clear(Column column);

  [[nodiscard]] Store& store() { return store_; }
  [[nodiscard]] Snapshot snapshot() const { return store_.snapshot(); }
  [[nodiscard]] LogTail tail() const;

 private:
  support::TemporaryDirectory directory_;
  Store store_;
};

/// The first moment of a date.
[[nodiscard]] Moment moment(std::string_view date);

}  // namespace annals::unit
