#include "property/condition.h"

#include <algorithm>
#include <array>

#include "property/history.h"
#include "property/property.h"

namespace annals::property {

std::set<std::string> all_relationships() {
  return {relationships_used().begin(), relationships_used().end()};
}

Condition any_condition() {
  const auto& cells = cells_used();
  const Cell& cell = cells[static_cast<std::size_t>(*any_below(static_cast<int>(cells.size())))];
  const auto& values = values_used();
  Condition condition{.term = cell.term, .key = {}};
  if (*any_below(3) > 0) condition.key = cell.key;
  constexpr std::array comparisons{Comparison::present, Comparison::equal,   Comparison::equal,
                                   Comparison::less,    Comparison::at_most, Comparison::greater,
                                   Comparison::at_least};
  condition.comparison = comparisons.at(static_cast<std::size_t>(*any_below(comparisons.size())));
  if (condition.comparison == Comparison::equal) {
    condition.value = values[static_cast<std::size_t>(*any_below(static_cast<int>(values.size())))];
  } else if (condition.comparison != Comparison::present) {
    constexpr std::array bounds{0.0, 1.0, 27.0, 30.0, 32.5};
    condition.value = bounds.at(static_cast<std::size_t>(*any_below(bounds.size())));
  }
  return condition;
}

namespace {

/// Whether a value is what the condition looks for, said in another way than the database says it.
bool is_wanted(const Condition& condition, const Value& value) {
  if (is_none(value)) return false;
  const auto* number = std::get_if<double>(&value);
  const auto* bound = std::get_if<double>(&condition.value);
  const bool comparable = number != nullptr && bound != nullptr;
  switch (condition.comparison) {
    case Comparison::present:
      return true;
    case Comparison::equal:
      return value == condition.value;
    case Comparison::less:
      return comparable && *number < *bound;
    case Comparison::at_most:
      return comparable && !(*number > *bound);
    case Comparison::greater:
      return comparable && *number > *bound;
    case Comparison::at_least:
      return comparable && !(*number < *bound);
  }
  return false;
}

}  // namespace

Answer judged(const Condition& condition, const std::map<Cell, oracle::State>& states) {
  Answer best = Answer::no;
  for (const auto& [cell, state] : states) {
    if (cell.term != condition.term || (condition.key && cell.key != *condition.key)) continue;
    const auto wanted = std::ranges::count_if(
        state.possible, [&](const Value& value) { return is_wanted(condition, value); });
    if (wanted == 0) continue;
    const bool all = static_cast<std::size_t>(wanted) == state.possible.size();
    best = std::max(best, all ? Answer::yes : Answer::possible);
  }
  return best;
}

Verdicts judge_find(const oracle::Oracle& oracle, const std::vector<Condition>& conditions,
                    const oracle::Point& point, bool possible) {
  Verdicts verdicts;
  for (const std::string& name : all_relationships()) {
    const auto states = oracle.state(name, point);
    Answer answer = Answer::yes;
    for (const Condition& condition : conditions) {
      answer = std::min(answer, judged(condition, states));
    }
    if (answer == Answer::yes || (possible && answer == Answer::possible)) verdicts[name] = answer;
  }
  return verdicts;
}

}  // namespace annals::property
