#pragma once

#include <string>
#include <vector>

#include "annals/time/day.h"

namespace annals {

/// The days that a picture shows, `[from, to)`. Invariant: `from` < `to`.
struct DayRange {
  Day from;
  Day to;

  [[nodiscard]] double days() const { return static_cast<double>((to - from).count()); }

  friend bool operator==(const DayRange&, const DayRange&) = default;
};

/// Where a day begins that the axis names.
struct Tick {
  Day day;
  std::string label;    ///< `22`, `Jul` or `2019`
  std::string context;  ///< `Jul 2019` or `2019`, where that begins and on the first; else empty

  friend bool operator==(const Tick&, const Tick&) = default;
};

/// The ticks of an axis that is `width` pixels long: the shortest of day, week, month, quarter,
/// half year and 1, 2, 5, 10, ... years whose labels do not touch. Cost: O(ticks).
[[nodiscard]] std::vector<Tick> ticks(const DayRange& range, double width);

}  // namespace annals
