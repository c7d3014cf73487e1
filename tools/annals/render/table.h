#pragma once

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

  std::vector<std::string> headings_;
  std::vector<std::vector<TableCell>> rows_;
};

/// `text` without what would move a terminal's cursor: control characters become U+FFFD.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace annals::cli
