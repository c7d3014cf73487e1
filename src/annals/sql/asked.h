#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "annals/base/result.h"
#include "annals/sql/table.h"
#include "annals/sql/view.h"

namespace annals::sql {

/// From where a table is asked: its hidden columns, and what the view says where they do not.
struct Asked {
  std::optional<EffectiveTime> on;  ///< none: the query names no date, nor does the view
  Scope scope;
  SqlValue on_date;      ///< as the query wrote it, else the moment
  SqlValue known;        ///< as the query wrote it, else the moment; NULL for all that is known
  std::string question;  ///< what the query wrote of all three, to tell its questions apart
};

/// The number of a row of cells: it differs with the question and with the row's name.
[[nodiscard]] std::int64_t row_id(const Asked& asked, std::initializer_list<std::string_view> name);

/// Where a table has its parameters.
struct Parameters {
  std::optional<std::size_t> on_date;  ///< none: it is not asked about one date
  std::size_t known;                   ///< `basis` follows it

  [[nodiscard]] std::size_t basis() const { return known + 1; }

  /// The value of one of the three in a row.
  [[nodiscard]] SqlValue value(const Asked& asked, std::size_t column) const;
};

/// Reads the parameters of a request. Errors: invalid_input for a date or a basis that cannot be
/// asked about, naming the column.
[[nodiscard]] Result<Asked> read_parameters(const View& view, const Request& request,
                                            Parameters parameters);

/// The error, naming the column that it is about.
[[nodiscard]] Error refused(std::string_view column, const Error& error);

}  // namespace annals::sql
