#pragma once

#include <optional>
#include <span>
#include <vector>

#include "annals/state/cell_state.h"
#include "annals/state/condition.h"
#include "annals/state/timeline.h"
#include "annals/time/day.h"

namespace annals {

/// Days `[from, to)`; no day means unbounded.
struct Days {
  std::optional<Day> from;
  std::optional<Day> to;

  friend bool operator==(const Days&, const Days&) = default;
};

/// Days on which something holds, surely or possibly.
struct Stretch {
  Days days;
  bool certain;

  friend bool operator==(const Stretch&, const Stretch&) = default;
};

/// In order of time, apart from each other; those that touch differ in certainty. A day in none of
/// them is one on which it does not hold.
using Stretches = std::vector<Stretch>;

/// The days on which a cell with these runs meets the condition. Cost: O(runs).
[[nodiscard]] Stretches stretches_of(const Condition& condition, std::span<const Run> runs);

/// The days on which both hold. Cost: O(a + b).
[[nodiscard]] Stretches both(const Stretches& a, const Stretches& b);

/// The days on which one or the other holds. Cost: O((a + b) log (a + b)).
[[nodiscard]] Stretches either(const Stretches& a, const Stretches& b);

/// Whether it holds on some of `days`.
[[nodiscard]] Answer holds_during(const Stretches& stretches, const Days& days);

/// Whether it holds on all of `days`.
[[nodiscard]] Answer holds_throughout(const Stretches& stretches, const Days& days);

/// How the times of two things can lie to each other. Of the thirteen relations of Allen (CACM
/// 1983), `overlaps` here is any in which the two have a day in common.
enum class Relation : std::uint8_t {
  overlaps,
  before,  ///< one ends, and at least a day later the other begins
  after,
  meets,  ///< one ends on the day on which the other begins
  met_by,
};

/// Whether a time of `a` lies so to a time of `b`.
///
/// Touching days are one time that begins and ends somewhere in the possible days around its
/// certain ones; possible days between certain ones may be a break. The answer is yes if the
/// relation holds however that is, possible if it holds in some way. Cost: O(a · b).
[[nodiscard]] Answer lies(const Stretches& a, Relation relation, const Stretches& b);

}  // namespace annals
