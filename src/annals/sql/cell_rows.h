#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "annals/event/cell.h"
#include "annals/sql/asked.h"
#include "annals/sql/table.h"

namespace annals::sql {

/// The first columns of a table of cells.
inline constexpr std::size_t relationship_column = 0;
inline constexpr std::size_t term_column = 1;
inline constexpr std::size_t key_column = 2;

/// The relationships that have what the request asks for, by name, perhaps with some that do not:
/// the one that it names, or those where a cell was said to have the value of `value_column` at
/// `by` or before. Nothing if it narrows neither. Errors: corrupt, io.
[[nodiscard]] Result<std::optional<std::vector<std::string>>> read_among(const View& view,
                                                                         const Request& request,
                                                                         const Asked& asked,
                                                                         std::size_t value_column,
                                                                         EffectiveTime by);

/// Rows about the cells of one relationship after another: as few relationships, and as few cells
/// of each, as the request's conditions on the first columns allow.
class CellRows : public Rows {
 public:
  CellRows(const Reading& reading, const Request& request, Asked asked,
           std::optional<std::vector<std::string>> among);

  [[nodiscard]] Result<bool> next() final;

 protected:
  /// Puts the rows of the relationship, or of one of its cells, in the place of those before.
  /// Gives how many there are.
  [[nodiscard]] virtual Result<std::size_t> load(const std::string& relationship,
                                                 const std::optional<Cell>& cell) = 0;

  [[nodiscard]] const View& view() const { return *reading_.view; }
  [[nodiscard]] const Asked& asked() const { return asked_; }
  [[nodiscard]] const std::string& relationship() const { return relationship_; }
  [[nodiscard]] std::size_t row() const { return row_; }

 private:
  [[nodiscard]] Result<bool> next_relationship();
  [[nodiscard]] Result<bool> next_batch();

  Reading reading_;
  Asked asked_;
  std::optional<std::vector<std::string>> among_;  // these relationships and no others
  std::optional<std::string> term_;
  std::optional<std::string> key_;
  std::size_t visited_ = 0;
  std::string relationship_;
  std::vector<Cell> cells_;  // of the relationship, still to load, the next one last
  std::size_t row_ = 0;
  std::size_t loaded_ = 0;
};

/// Drops conditions on a cell that do not help to find it, and guesses how many cells are left.
[[nodiscard]] Estimate estimate_cells(Plan& plan, double events, std::size_t value_column);

}  // namespace annals::sql
