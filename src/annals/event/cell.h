#pragma once

#include <compare>
#include <string>

#include "annals/event/value.h"

namespace annals {

/// A property of a relationship that changes over time. The empty key is no key.
/// Invariant: `term` has neither ':' nor '='; both are UTF-8 without control characters.
struct Cell {
  std::string term;
  std::string key;

  friend auto operator<=>(const Cell&, const Cell&) = default;
};

/// `exclusivity` or `exclusivity:cloud`, as the command line writes it.
[[nodiscard]] inline std::string to_text(const Cell& cell) {
  return cell.key.empty() ? cell.term : cell.term + ":" + cell.key;
}

/// What an event says of one cell: it has this value from then on; none says that it ended.
struct Assertion {
  Cell cell;
  Value value;

  friend bool operator==(const Assertion&, const Assertion&) = default;
};

}  // namespace annals
