#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/cell.h"
#include "annals/index/projection.h"
#include "annals/state/statement.h"
#include "annals/store/store.h"

namespace annals {

/// What is asserted of each cell of each relationship, in order of (start, sequence).
extern const Projection timeline_projection;

/// All that was ever asserted of a cell, whether it counts or not, by (start, sequence).
struct CellStatements {
  Cell cell;
  std::vector<Statement> statements;
};

/// Groups rows of the projection, which must come in order, by the cell that they are about.
class CellGrouping {
 public:
  /// Of rows about this relationship alone.
  explicit CellGrouping(std::string_view relationship) : before_cell_{relationship.size() + 1} {}

  /// Errors: corrupt, if it is no row of the projection.
  [[nodiscard]] Status add(std::string_view key, std::string_view value);

  [[nodiscard]] std::vector<CellStatements> take() && { return std::move(cells_); }

 private:
  std::size_t before_cell_;  // bytes of a key
  std::vector<CellStatements> cells_;
};

/// The statements of one cell. Errors: corrupt, io. Cost: one seek, then its statements.
[[nodiscard]] Result<CellStatements> read_cell(const Snapshot& snapshot,
                                               std::string_view relationship, const Cell& cell);

/// The statements of every cell of a relationship that has this term, by key. Cost: as above.
[[nodiscard]] Result<std::vector<CellStatements>> read_term(const Snapshot& snapshot,
                                                            std::string_view relationship,
                                                            std::string_view term);

/// The statements of every cell of a relationship, by (term, key). Cost: one seek, then its
/// statements.
[[nodiscard]] Result<std::vector<CellStatements>> read_cells(const Snapshot& snapshot,
                                                             std::string_view relationship);

/// The same, unless it has more than `statements_max` statements: then nothing, and no more than
/// those are read.
[[nodiscard]] Result<std::optional<std::vector<CellStatements>>> read_cells_up_to(
    const Snapshot& snapshot, std::string_view relationship, std::size_t statements_max);

/// The cells of a relationship that have this term, by key. Cost: two seeks for each.
[[nodiscard]] Result<std::vector<Cell>> read_cells_of_term(const Snapshot& snapshot,
                                                           std::string_view relationship,
                                                           std::string_view term);

}  // namespace annals
