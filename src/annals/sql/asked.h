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

/// Where a table has its parameters; `known` and `basis` follow `on_date`.
struct Parameters {
  std::size_t on_date;

  [[nodiscard]] std::size_t known() const { return on_date + 1; }
  [[nodiscard]] std::size_t basis() const { return on_date + 2; }

  /// The value of one of the three in a row.
  [[nodiscard]] SqlValue value(const Asked& asked, std::size_t column) const;
};

/// Reads the parameters of a request. Errors: invalid_input for a date or a basis that cannot be
/// asked about, naming the column.
[[nodiscard]] Result<Asked> read_parameters(const View& view, const Request& request,
                                            Parameters parameters);

/// A date that is asked about, given as the hidden column `column`. Errors: invalid_input, naming
/// it.
[[nodiscard]] Result<EffectiveTime> read_asked_date(std::string_view column, std::string_view text);

}  // namespace annals::sql
