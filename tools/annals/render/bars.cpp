#include "bars.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "annals/time/calendar_step.h"
#include "annals/time/day.h"
#include "phrases.h"
#include "table.h"

namespace annals::cli {
namespace {

struct Glyphs {
  std::string_view certain, possible, begin, begins_before, ends_after, tick, cut;
};

constexpr Glyphs unicode_glyphs{.certain = "━",
                                .possible = "╌",
                                .begin = "┣",
                                .begins_before = "◀",
                                .ends_after = "▶",
                                .tick = "╷",
                                .cut = "…"};
constexpr Glyphs ascii_glyphs{.certain = "=",
                              .possible = "-",
                              .begin = "|",
                              .begins_before = "<",
                              .ends_after = ">",
                              .tick = "|",
                              .cut = "~"};

constexpr const Glyphs& glyphs_of(BarGlyphs glyphs) {
  return glyphs == BarGlyphs::ascii ? ascii_glyphs : unicode_glyphs;
}

bool is_drawn(const Run& run) {
  return !run.certain || !is_none(run.value);
}

/// The days that are shown, and the columns that they are shown in.
class Axis {
 public:
  Axis(std::span<const CellTimeline> cells, std::size_t columns) : columns_{columns} {
    std::optional<Day> first;
    std::optional<Day> last;
    const auto show = [&](const std::optional<Day>& day) {
      if (!day) return;
      first = std::min(first.value_or(*day), *day);
      last = std::max(last.value_or(*day), *day);
    };
    for (const CellTimeline& cell : cells) {
      for (const Run& run : cell.runs) {
        show(run.from);
        show(run.to);
      }
    }
    first_ = first.value_or(Day{});
    last_ = last.value_or(Day{});
    // What begins before all this, or has no end, is seen to go on.
    constexpr int margin_divisor = 16;
    const auto margin = std::max((last_ - first_) / margin_divisor, std::chrono::days{1});
    const auto goes_on = [&](auto is_open) {
      return std::ranges::any_of(cells, [&](const CellTimeline& cell) {
        return std::ranges::any_of(cell.runs,
                                   [&](const Run& run) { return is_drawn(run) && is_open(run); });
      });
    };
    if (goes_on([](const Run& run) { return !run.from; })) {
      first_ = std::max(first_ - margin, first_day);
    }
    if (goes_on([](const Run& run) { return !run.to; })) last_ = std::min(last_ + margin, last_day);
    if (last_ == first_) last_ += std::chrono::days{1};
  }

  [[nodiscard]] std::size_t columns() const { return columns_; }
  [[nodiscard]] Day first() const { return first_; }
  [[nodiscard]] Day last() const { return last_; }

  /// Where a day begins. A day that is not shown is taken for the nearest that is.
  [[nodiscard]] std::size_t column(Day day) const {
    const auto since = (std::clamp(day, first_, last_) - first_).count();
    const auto all = (last_ - first_).count();
    return static_cast<std::size_t>(since) * columns_ / static_cast<std::size_t>(all);
  }

 private:
  std::size_t columns_;
  Day first_;
  Day last_;
};

/// How far apart the marks of an axis are, and how much of a date each bears.
struct Step {
  CalendarStep step;
  std::size_t date_columns;
};

/// The finest steps that leave room for their dates.
Step step_for(const Axis& axis) {
  constexpr std::size_t year = 4;
  constexpr std::size_t month = 7;
  constexpr std::size_t day = 10;
  constexpr std::size_t gap = 3;
  constexpr std::array<Step, 16> steps{{{{0, 1}, day},
                                        {{0, 2}, day},
                                        {{0, 7}, day},
                                        {{0, 14}, day},
                                        {{1, 0}, month},
                                        {{3, 0}, month},
                                        {{6, 0}, month},
                                        {{12, 0}, year},
                                        {{24, 0}, year},
                                        {{60, 0}, year},
                                        {{120, 0}, year},
                                        {{240, 0}, year},
                                        {{600, 0}, year},
                                        {{1200, 0}, year},
                                        {{6000, 0}, year},
                                        {{12000, 0}, year}}};
  const double day_columns = static_cast<double>(axis.columns()) /
                             static_cast<double>((axis.last() - axis.first()).count());
  const auto* const fitting = std::ranges::find_if(steps, [&](const Step& step) {
    return step.step.length_in_days() * day_columns >= static_cast<double>(step.date_columns + gap);
  });
  return fitting == steps.end() ? steps.back() : *fitting;
}

/// A line of cells of the terminal, each of which holds a character.
class Line {
 public:
  explicit Line(std::size_t columns) : cells_(columns, Cell{.text = " ", .style = Style::plain}) {}

  void put(std::size_t column, std::string_view text, Style style) {
    if (column < cells_.size()) cells_[column] = {.text = std::string{text}, .style = style};
  }

  /// Puts as much of `text` as has room before `end`; less than all of it ends with `cut`. Gives
  /// the column behind it.
  std::size_t put_text(std::size_t begin, std::size_t end, std::string_view text,
                       std::string_view cut, Style style) {
    end = std::min(end, cells_.size());
    if (begin >= end) return begin;
    const bool fits = display_columns(text) <= end - begin;
    const std::size_t room = fits ? end - begin : end - begin - 1;
    std::size_t column = begin;
    while (!text.empty()) {
      const std::size_t bytes = bytes_that_fit(text, 1);
      const std::size_t width = display_columns(text.substr(0, bytes));
      if (column + width > begin + room) break;
      put(column, text.substr(0, bytes), style);
      for (std::size_t i = 1; i < width; ++i) put(column + i, "", style);
      column += width;
      text.remove_prefix(bytes);
    }
    if (!text.empty()) put(column++, cut, style);
    return column;
  }

  [[nodiscard]] std::string to_text(const Terminal& terminal) const {
    std::size_t end = cells_.size();
    while (end > 0 && cells_[end - 1].text == " ") --end;
    std::string text;
    for (std::size_t i = 0; i < end;) {
      std::string same;
      const Style style = cells_[i].style;
      for (; i < end && cells_[i].style == style; ++i) same += cells_[i].text;
      text += styled(terminal, style, same);
    }
    return text;
  }

 private:
  struct Cell {
    std::string text;
    Style style;
  };

  std::vector<Cell> cells_;
};

std::string label(const Run& run) {
  if (run.certain) return printable(to_text(run.value));
  return printable(alternatives(run.possible)) + "?";
}

void put_run(Line& line, const Axis& axis, const Run& run, const Glyphs& glyphs) {
  const Style style = run.certain ? Style::good : Style::warning;
  const std::size_t begin = std::min(run.from ? axis.column(*run.from) : 0, axis.columns() - 1);
  const std::size_t end = std::max(run.to ? axis.column(*run.to) : axis.columns(), begin + 1);
  const std::string_view fill = run.certain ? glyphs.certain : glyphs.possible;
  for (std::size_t column = begin; column < end; ++column) line.put(column, fill, style);
  line.put(begin, run.from ? glyphs.begin : glyphs.begins_before, style);
  if (!run.to && end > begin + 1) line.put(end - 1, glyphs.ends_after, style);
  // `┣━ value ━`: a mark and a piece of bar before, a space on each side, a piece of bar behind.
  constexpr std::size_t before = 3;
  constexpr std::size_t behind = 2;
  constexpr std::size_t letters_min = 3;
  if (end - begin < before + letters_min + behind) return;
  line.put(begin + before - 1, " ", style);
  const std::size_t after =
      line.put_text(begin + before, end - behind, label(run), glyphs.cut, style);
  line.put(after, " ", style);
}

std::string date_text(Day day, std::size_t columns) {
  return to_text(day).substr(0, columns);
}

Line axis_line(const Axis& axis, const Glyphs& glyphs) {
  const auto [step, date_columns] = step_for(axis);
  Line line{axis.columns()};
  // A short time begins with a date, a long one with that of a month or year.
  const Day begin = step.months == 0 ? axis.first() : step.begin_of(axis.first());
  for (Day day = begin; day <= axis.last(); day = step.after(day)) {
    if (day < axis.first()) continue;
    const std::size_t column = axis.column(day);
    if (column + 1 + date_columns > axis.columns()) break;
    line.put(column, glyphs.tick, Style::faint);
    line.put_text(column + 1, axis.columns(), date_text(day, date_columns), "", Style::faint);
  }
  return line;
}

}  // namespace

std::string bars(const Terminal& terminal, std::span<const CellTimeline> cells, BarGlyphs glyphs) {
  constexpr std::size_t columns_usual = 80;
  constexpr std::size_t columns_min = 40;
  constexpr std::size_t gap = 2;
  const std::size_t columns =
      std::max(terminal.columns == 0 ? columns_usual : terminal.columns, columns_min);
  std::size_t name_columns = 0;
  for (const CellTimeline& cell : cells) {
    name_columns = std::max(name_columns, display_columns(printable(to_text(cell.cell))));
  }
  name_columns = std::min(name_columns, columns / 3);
  const Glyphs& drawn_with = glyphs_of(glyphs);
  const Axis axis{cells, columns - name_columns - gap};
  std::string text =
      std::string(name_columns + gap, ' ') + axis_line(axis, drawn_with).to_text(terminal) + "\n";
  for (const CellTimeline& cell : cells) {
    Line name{name_columns + gap};
    name.put_text(0, name_columns, printable(to_text(cell.cell)), drawn_with.cut, Style::plain);
    Line line{axis.columns()};
    for (const Run& run : cell.runs) {
      if (is_drawn(run)) put_run(line, axis, run, drawn_with);
    }
    const std::string shown = name.to_text(terminal);
    text += shown + std::string(name_columns + gap - display_columns(shown), ' ') +
            line.to_text(terminal) + "\n";
  }
  return text;
}

}  // namespace annals::cli
