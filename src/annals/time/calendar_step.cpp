#include "annals/time/calendar_step.h"

namespace annals {
namespace {

constexpr int months_of_year = 12;

/// Rounds down to a multiple, also below zero.
constexpr int floor_to(int number, int multiple) {
  const int beyond = number % multiple;
  return number - (beyond < 0 ? beyond + multiple : beyond);
}

}  // namespace

Day CalendarStep::begin_of(Day day) const {
  if (months == 0) {
    constexpr Day a_monday{std::chrono::year{1970} / 1 / 5};
    return a_monday + std::chrono::days{floor_to(static_cast<int>((day - a_monday).count()), days)};
  }
  const std::chrono::year_month_day date{day};
  const int month = static_cast<int>(date.year()) * months_of_year +
                    static_cast<int>(static_cast<unsigned>(date.month())) - 1;
  const int begun = floor_to(month, months);
  return Day{std::chrono::year{begun / months_of_year} / (begun % months_of_year + 1) / 1};
}

Day CalendarStep::after(Day day) const {
  if (months == 0) return day + std::chrono::days{days};
  return Day{std::chrono::year_month_day{day} + std::chrono::months{months}};
}

double CalendarStep::length_in_days() const {
  constexpr double days_of_year = 365.2425;
  return months == 0 ? days : months * days_of_year / months_of_year;
}

}  // namespace annals
