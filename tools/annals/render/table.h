#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "terminal.h"

namespace annals::cli {

struct TableCell {
  std::string text;
  Style style = Style::plain;
};

/// Rows under headings, fitted to the terminal: what does not fit is wrapped, never cut.
class Table {
 public:
  explicit Table(std::vector<std::string> headings) : headings_{std::move(headings)} {}

  /// Adds a row with a cell for each heading.
  void add(std::vector<TableCell> row);

  /// The table as text, each line ended.
  [[nodiscard]] std::string to_text(const Terminal& terminal) const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths(std::size_t columns) const;
  /// The lines that the cells of a column take at a width, those of the first rows.
  [[nodiscard]] std::size_t lines(std::size_t column, std::size_t width) const;
  [[nodiscard]] std::optional<std::size_t> cheapest_to_narrow(
      const std::vector<std::size_t>& widths) const;

  std::vector<std::string> headings_;
  std::vector<std::vector<TableCell>> rows_;
};

/// `text` without what would move a terminal's cursor: control characters become U+FFFD.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace annals::cli
