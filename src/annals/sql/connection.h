#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/sql/sql_value.h"
#include "annals/sql/view.h"

namespace annals::sql {

/// What a statement answers.
struct Selection {
  std::vector<std::string> columns;
  std::vector<std::vector<SqlValue>> rows;  ///< a value for each column
};

/// A connection to SQLite that holds nothing but our tables, and only reads.
class Connection {
 public:
  /// Errors: io.
  [[nodiscard]] static Result<Connection> open(const std::shared_ptr<Session>& session);

  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  /// Told now and then while a statement runs; returns true to stop it.
  using Stop = std::function<bool()>;

  /// Runs a statement. A column whose name an earlier one has is called `name:1`, `name:2`, …
  ///
  /// Errors: invalid_input in SQLite's words; also for what writes or opens something else, and for
  ///         more than one statement or none. corrupt, io, as the tables say.
  [[nodiscard]] Result<Selection> run(std::string_view statement, const Stop& stop);

 private:
  struct Impl;
  explicit Connection(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace annals::sql
