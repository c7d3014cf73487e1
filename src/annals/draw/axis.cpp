#include "annals/draw/axis.h"

#include <fmt/core.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "annals/time/calendar_step.h"

namespace annals {
namespace {

/// How much of a date a tick bears.
enum class Label : std::uint8_t { day, month, year };

/// How far apart ticks stand, and the pixels that a label between two of them needs.
struct Step {
  CalendarStep step;
  Label label;
  double pixels_min;
};

constexpr double day_pixels = 26;
constexpr double month_pixels = 36;
constexpr double year_pixels = 46;
constexpr int months_of_year = 12;

constexpr std::array first_steps{
    Step{.step = {.months = 0, .days = 1}, .label = Label::day, .pixels_min = day_pixels},
    Step{.step = {.months = 0, .days = 7}, .label = Label::day, .pixels_min = day_pixels},
    Step{.step = {.months = 1, .days = 0}, .label = Label::month, .pixels_min = month_pixels},
    Step{.step = {.months = 3, .days = 0}, .label = Label::month, .pixels_min = month_pixels},
    Step{.step = {.months = 6, .days = 0}, .label = Label::month, .pixels_min = month_pixels},
};

constexpr std::array<std::string_view, months_of_year> months{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool has_room(const Step& step, double days_per_pixel) {
  return step.step.length_in_days() >= step.pixels_min * days_per_pixel;
}

/// 1, 2, 5, 10, 20, 50, ... years.
Step step_of_years(double days_per_pixel) {
  int years = 1;
  for (int i = 0;; ++i) {
    const Step step{.step = {.months = years * months_of_year, .days = 0},
                    .label = Label::year,
                    .pixels_min = year_pixels};
    if (has_room(step, days_per_pixel)) return step;
    years = i % 3 == 1 ? years / 2 * 5 : years * 2;
  }
}

Step step_for(double days_per_pixel) {
  for (const Step& step : first_steps) {
    if (has_room(step, days_per_pixel)) return step;
  }
  return step_of_years(days_per_pixel);
}

using Date = std::chrono::year_month_day;

std::string_view month_name(const Date& date) {
  return months.at(static_cast<unsigned>(date.month()) - 1);
}

std::string label_of(Label label, const Date& date) {
  switch (label) {
    case Label::day:
      return fmt::format("{}", static_cast<unsigned>(date.day()));
    case Label::month:
      return std::string{month_name(date)};
    case Label::year:
      return fmt::format("{}", static_cast<int>(date.year()));
  }
  return {};
}

std::string context_of(Label label, const Date& date) {
  switch (label) {
    case Label::day:
      return fmt::format("{} {}", month_name(date), static_cast<int>(date.year()));
    case Label::month:
      return fmt::format("{}", static_cast<int>(date.year()));
    case Label::year:
      return {};
  }
  return {};
}

}  // namespace

std::vector<Tick> ticks(const DayRange& range, double width) {
  const auto [step, label, pixels] = step_for(range.days() / width);
  std::vector<Tick> all;
  std::string current;
  for (Day day = step.begin_of(range.from); day < range.to; day = step.after(day)) {
    if (day < range.from) continue;
    const Date date{day};
    const std::string context = context_of(label, date);
    all.push_back({.day = day, .label = label_of(label, date), .context = {}});
    if (context != current) all.back().context = context;
    current = context;
  }
  return all;
}

}  // namespace annals
