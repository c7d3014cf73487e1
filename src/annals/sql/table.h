#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/base/result.h"
#include "annals/sql/sql_value.h"
#include "annals/sql/view.h"

namespace annals::sql {

/// What a table can do with conditions on one of its columns.
enum class Use : std::uint8_t {
  nothing,    ///< leaves them to SQLite
  equal,      ///< need not read rows that are not equal
  range,      ///< nor rows outside a range
  parameter,  ///< a hidden column: `= x` is no condition but says what is asked
};

struct TableColumn {
  std::string_view name;
  std::string_view type;  ///< TEXT, INTEGER or nothing: a value of any type
  Use use = Use::nothing;
};

enum class Operator : std::uint8_t { equal, less, less_equal, greater, greater_equal };

/// A condition of a query that is being planned: it is not known yet what it compares with.
struct PlannedCondition {
  std::size_t column;
  Operator op;
  std::size_t place;  ///< among all conditions of the query
};

/// A plan as a table sees it: what it might take, from which it drops what does not help it.
struct Plan {
  std::vector<PlannedCondition> conditions;

  [[nodiscard]] bool has_equal(std::size_t column) const;
  void drop(std::size_t column);
};

/// What a plan costs, as far as that can be guessed without reading.
struct Estimate {
  double rows;
  bool at_most_one = false;
};

/// A condition with the value that it compares with, which is never NULL.
struct Condition {
  std::size_t column;
  Operator op;
  SqlValue value;
};

/// What a query asks of a table. It may give more rows than meet the conditions, never fewer:
/// SQLite looks at each again, but for parameters.
struct Request {
  std::vector<Condition> conditions;
  bool descending = false;

  /// What the column must be equal to; null if nothing says so.
  [[nodiscard]] const SqlValue* equal(std::size_t column) const;
  /// As above, for a column of text.
  [[nodiscard]] const std::string* equal_text(std::size_t column) const;
};

/// Whole numbers from `first` to `last`, both included; empty if last < first.
struct Range {
  std::uint64_t first;
  std::uint64_t last;
};

/// Those within `range` that meet the request's conditions on `column`.
[[nodiscard]] Range within(Range range, const Request& request, std::size_t column);

/// Rows that answer a request, one after the other; none before the first `next`.
class Rows {
 public:
  Rows() = default;
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  virtual ~Rows() = default;

  /// Moves on to the next row; false if there is none. Errors: corrupt, io.
  [[nodiscard]] virtual Result<bool> next() = 0;

  /// A column of this row.
  [[nodiscard]] virtual SqlValue column(std::size_t column) const = 0;

  /// A number for this row that it has in every query of the same question and no other row has:
  /// SQLite knows by it which rows it has had where it joins several readings (OR).
  [[nodiscard]] virtual std::int64_t id() const = 0;
};

/// The number that a row named so has: 63 bits of a hash, so that two rows share one with a chance
/// of 1 in 10^19 for each pair.
[[nodiscard]] std::int64_t row_id(std::initializer_list<std::string_view> name);

/// What rows are read with: the database, and where to count what was read.
struct Reading {
  std::shared_ptr<const View> view;
  Reads* reads;
};

using OpenedRows = Result<std::unique_ptr<Rows>>;

/// New rows of the type `Kind`.
template <typename Kind, typename... Arguments>
[[nodiscard]] OpenedRows opened(Arguments&&... arguments) {
  return std::unique_ptr<Rows>{std::make_unique<Kind>(std::forward<Arguments>(arguments)...)};
}

/// A read-only table: what SQLite must know of it, and how its rows are read.
struct Table {
  std::string_view name;
  std::span<const TableColumn> columns;
  std::size_t ordered_by;  ///< rows come in the order of this many columns, the first ones
  bool reversible;         ///< rows can also come in the opposite order of the first column
  Estimate (*estimate)(Plan& plan, double events);
  /// Errors: invalid_input for a parameter that cannot be; corrupt, io.
  OpenedRows (*open)(const Reading& reading, const Request& request);
};

/// Every table, by name.
[[nodiscard]] std::span<const Table* const> all_tables();

}  // namespace annals::sql
