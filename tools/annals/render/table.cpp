#include "table.h"

#include <algorithm>
#include <numeric>

#include "annals/base/check.h"

namespace annals::cli {
namespace {

constexpr std::size_t gap_columns = 2;
constexpr std::size_t width_min = 10;

/// Where to end a line whose first `fit` bytes fit: after a space, else after a mark that joins
/// words, if that is not too early; else where the line is full.
std::size_t line_end(std::string_view text, std::size_t fit) {
  const std::size_t space = text.substr(0, fit + 1).rfind(' ');
  if (space != std::string_view::npos && space > 0) return space;
  const std::size_t mark = text.substr(0, fit).find_last_of("-:/;,");
  return mark != std::string_view::npos && mark > fit / 3 ? mark + 1 : fit;
}

/// Breaks `text` into lines of at most `width` columns.
std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  while (display_columns(text) > width) {
    const std::size_t end = line_end(text, bytes_that_fit(text, width));
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end < text.size() && text[end] == ' ' ? end + 1 : end);
  }
  lines.emplace_back(text);
  return lines;
}

std::string padded(const Terminal& terminal, const TableCell& cell, std::string_view line,
                   std::size_t width) {
  const std::size_t columns = display_columns(line);
  return (line.empty() ? std::string{} : styled(terminal, cell.style, line)) +
         std::string(width > columns ? width - columns : 0, ' ');
}

/// One row, which takes as many lines as its longest cell.
std::string row_text(const Terminal& terminal, const std::vector<TableCell>& row,
                     const std::vector<std::size_t>& widths) {
  std::vector<std::vector<std::string>> wrapped;
  std::size_t lines = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    wrapped.push_back(wrap(row[i].text, widths[i]));
    lines = std::max(lines, wrapped.back().size());
  }
  std::string text;
  for (std::size_t line = 0; line < lines; ++line) {
    std::string out;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string part = line < wrapped[i].size() ? wrapped[i][line] : std::string{};
      out += padded(terminal, row[i], part, widths[i]);
      if (i + 1 < row.size()) out.append(gap_columns, ' ');
    }
    out.erase(out.find_last_not_of(' ') + 1);
    text += out + "\n";
  }
  return text;
}

}  // namespace

std::string printable(std::string_view text) {
  constexpr std::string_view replacement = "\xEF\xBF\xBD";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_c1 =
        byte == 0xC2U && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0U;
    if (byte < 0x20U || byte == 0x7FU || is_c1) {
      out += replacement;
      if (is_c1) ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

void Table::add(std::vector<TableCell> row) {
  check(row.size() == headings_.size(), "a row has a cell for each heading");
  for (TableCell& cell : row) cell.text = printable(cell.text);
  rows_.push_back(std::move(row));
}

std::vector<std::size_t> Table::widths(std::size_t columns) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < headings_.size(); ++i) {
    widths.push_back(display_columns(printable(headings_[i])));
    for (const auto& row : rows_) {
      widths.back() = std::max(widths.back(), display_columns(row[i].text));
    }
  }
  if (columns == 0) return widths;
  const std::size_t gaps = gap_columns * (widths.size() - 1);
  // Narrow the column that gains the fewest lines by it, until the row fits or nothing gives way.
  while (std::accumulate(widths.begin(), widths.end(), gaps) > columns) {
    const auto narrowed = cheapest_to_narrow(widths);
    if (!narrowed) break;
    --widths[*narrowed];
  }
  return widths;
}

std::size_t Table::lines(std::size_t column, std::size_t width) const {
  constexpr std::size_t rows_looked_at = 200;
  std::size_t lines = 0;
  for (std::size_t i = 0; i < std::min(rows_.size(), rows_looked_at); ++i) {
    lines += wrap(rows_[i][column].text, width).size();
  }
  return lines;
}

std::optional<std::size_t> Table::cheapest_to_narrow(const std::vector<std::size_t>& widths) const {
  std::optional<std::size_t> best;
  std::size_t best_gain = 0;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (widths[i] <= width_min) continue;
    const std::size_t gain = lines(i, widths[i] - 1) - lines(i, widths[i]);
    const bool is_better =
        !best || gain < best_gain || (gain == best_gain && widths[i] > widths[*best]);
    if (!is_better) continue;
    best = i;
    best_gain = gain;
  }
  return best;
}

std::string Table::to_text(const Terminal& terminal) const {
  const std::vector<std::size_t> fitted = widths(terminal.columns);
  std::vector<TableCell> headings;
  for (const std::string& heading : headings_) {
    headings.push_back({.text = printable(heading), .style = Style::heading});
  }
  const bool has_headings =
      std::ranges::any_of(headings_, [](const std::string& heading) { return !heading.empty(); });
  std::string text = has_headings ? row_text(terminal, headings, fitted) : std::string{};
  for (const auto& row : rows_) text += row_text(terminal, row, fitted);
  return text;
}

}  // namespace annals::cli
