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

/// Rows about the cells of one relationship after another: as few relationships, and as few cells
/// of each, as the request's conditions on the first columns allow.
class CellRows : public Rows {
 public:
  CellRows(const Reading& reading, const Request& request, Asked asked);

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
  std::optional<std::string> only_;  // this relationship and no other
  std::optional<std::string> term_;
  std::optional<std::string> key_;
  bool started_ = false;
  std::string relationship_;
  std::vector<Cell> cells_;  // of the relationship, still to load, the next one last
  std::size_t row_ = 0;
  std::size_t loaded_ = 0;
};

/// Drops conditions on a cell that do not help to find it, and guesses how many cells are left.
[[nodiscard]] Estimate estimate_cells(Plan& plan, double events);

}  // namespace annals::sql
