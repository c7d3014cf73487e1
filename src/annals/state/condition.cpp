#include "annals/state/condition.h"

#include <algorithm>

namespace annals {

bool Condition::accepts(const Value& candidate) const {
  if (is_none(candidate)) return false;
  if (comparison == Comparison::present) return true;
  if (comparison == Comparison::equal) return candidate == value;
  const double* const number = std::get_if<double>(&candidate);
  const double* const bound = std::get_if<double>(&value);
  if (number == nullptr || bound == nullptr) return false;
  switch (comparison) {
    case Comparison::less:
      return *number < *bound;
    case Comparison::at_most:
      return *number <= *bound;
    case Comparison::greater:
      return *number > *bound;
    case Comparison::at_least:
      return *number >= *bound;
    default:
      return false;
  }
}

Answer meets(const Condition& condition, std::span<const Value> possible) {
  const auto accepted =
      std::ranges::count_if(possible, [&](const Value& value) { return condition.accepts(value); });
  if (accepted == 0) return Answer::no;
  return static_cast<std::size_t>(accepted) == possible.size() ? Answer::yes : Answer::possible;
}

}  // namespace annals
