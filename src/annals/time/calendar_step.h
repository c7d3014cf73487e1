#pragma once

#include "annals/time/day.h"

namespace annals {

/// How far the marks of an axis of days are apart: whole months, or if these are 0 whole days.
struct CalendarStep {
  int months;  ///< 12 a year; at least 0
  int days;    ///< at least 1 where `months` is 0; else without meaning

  /// The last mark on or before `day`. Steps of months begin with a month, of years with January
  /// of a year that they divide, and of weeks with a Monday. It may lie before `first_day`.
  [[nodiscard]] Day begin_of(Day day) const;

  /// The mark after the mark `day`.
  [[nodiscard]] Day after(Day day) const;

  /// Its length on average.
  [[nodiscard]] double length_in_days() const;
};

}  // namespace annals
