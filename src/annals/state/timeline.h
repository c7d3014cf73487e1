#pragma once

#include <optional>
#include <span>
#include <vector>

#include "annals/event/value.h"
#include "annals/state/statement.h"
#include "annals/time/day.h"

namespace annals {

/// Days `[from, to)` on which the answer stays the same; no day means unbounded.
struct Run {
  std::optional<Day> from;
  std::optional<Day> to;
  Value value;
  bool certain;
  std::vector<Value> possible;
};

/// The runs of a cell, in order of time, each day taken at its last moment. Days on which the cell
/// is not in the answer have no run; runs that touch differ.
///
/// Cost: O(n log n) for n statements, and the candidates of each day on which something changes.
/// Source: semantics.md §6.
[[nodiscard]] std::vector<Run> timeline(std::span<const Statement> statements);

/// The first day of the unbroken run of days up to the day of `at` on which the value was `value`,
/// as it is at `at`; nothing if there is no first day.
[[nodiscard]] std::optional<Day> held_since(std::span<const Run> runs, const Value& value,
                                            EffectiveTime at);

}  // namespace annals
