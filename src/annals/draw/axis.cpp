#include "annals/draw/axis.h"

#include <fmt/core.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace annals {
namespace {

enum class Unit : std::uint8_t { day, week, month, year };

/// How far apart ticks stand, and the pixels that a label between two of them needs.
struct Step {
  Unit unit;
  int count;
  double days;  // on average
  double pixels_min;
};

constexpr double day_pixels = 26;
constexpr double month_pixels = 36;
constexpr double year_pixels = 46;
constexpr double year_days = 365.2425;

constexpr std::array first_steps{
    Step{.unit = Unit::day, .count = 1, .days = 1, .pixels_min = day_pixels},
    Step{.unit = Unit::week, .count = 1, .days = 7, .pixels_min = day_pixels},
    Step{.unit = Unit::month, .count = 1, .days = year_days / 12, .pixels_min = month_pixels},
    Step{.unit = Unit::month, .count = 3, .days = year_days / 4, .pixels_min = month_pixels},
    Step{.unit = Unit::month, .count = 6, .days = year_days / 2, .pixels_min = month_pixels},
};

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// 1, 2, 5, 10, 20, 50, ... years.
Step step_of_years(double days_per_pixel) {
  int count = 1;
  for (int i = 0;; ++i) {
    const Step step{
        .unit = Unit::year, .count = count, .days = count * year_days, .pixels_min = year_pixels};
    if (step.days >= year_pixels * days_per_pixel) return step;
    count = i % 3 == 1 ? count / 2 * 5 : count * 2;
  }
}

Step step_for(double days_per_pixel) {
  for (const Step& step : first_steps) {
    if (step.days >= step.pixels_min * days_per_pixel) return step;
  }
  return step_of_years(days_per_pixel);
}

using Date = std::chrono::year_month_day;

/// The first tick at or before `day`.
Day begin_of(const Step& step, Day day) {
  const Date date{day};
  switch (step.unit) {
    case Unit::day:
      return day;
    case Unit::week:
      return day - (std::chrono::weekday{day} - std::chrono::Monday);
    case Unit::month: {
      const auto count = static_cast<unsigned>(step.count);
      const unsigned before = (static_cast<unsigned>(date.month()) - 1) / count * count;
      return Day{date.year() / std::chrono::month{before + 1} / 1};
    }
    case Unit::year: {
      const int year = static_cast<int>(date.year());
      return Day{std::chrono::year{year / step.count * step.count} / 1 / 1};
    }
  }
  return day;
}

Day after(const Step& step, Day day) {
  const Date date{day};
  switch (step.unit) {
    case Unit::day:
      return day + std::chrono::days{1};
    case Unit::week:
      return day + std::chrono::weeks{1};
    case Unit::month:
      return Day{date + std::chrono::months{step.count}};
    case Unit::year:
      return Day{date + std::chrono::years{step.count}};
  }
  return day;
}

std::string_view month_name(const Date& date) {
  return months.at(static_cast<unsigned>(date.month()) - 1);
}

std::string label_of(const Step& step, const Date& date) {
  switch (step.unit) {
    case Unit::day:
    case Unit::week:
      return fmt::format("{}", static_cast<unsigned>(date.day()));
    case Unit::month:
      return std::string{month_name(date)};
    case Unit::year:
      return fmt::format("{}", static_cast<int>(date.year()));
  }
  return {};
}

std::string context_of(const Step& step, const Date& date) {
  switch (step.unit) {
    case Unit::day:
    case Unit::week:
      return fmt::format("{} {}", month_name(date), static_cast<int>(date.year()));
    case Unit::month:
      return fmt::format("{}", static_cast<int>(date.year()));
    case Unit::year:
      return {};
  }
  return {};
}

}  // namespace

std::vector<Tick> ticks(const DayRange& range, double width) {
  const Step step = step_for(range.days() / width);
  std::vector<Tick> all;
  std::string current;
  for (Day day = begin_of(step, range.from); day < range.to; day = after(step, day)) {
    if (day < range.from) continue;
    const Date date{day};
    const std::string context = context_of(step, date);
    all.push_back({.day = day, .label = label_of(step, date), .context = {}});
    if (context != current) all.back().context = context;
    current = context;
  }
  return all;
}

}  // namespace annals
