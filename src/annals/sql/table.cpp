#include "annals/sql/table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "annals/base/big_endian.h"
#include "annals/base/sha256.h"
#include "annals/sql/tables.h"

namespace annals::sql {
namespace {

constexpr std::array all{&changes_table, &events_table, &parties_table, &relationships_table,
                         &sources_table, &state_table,  &timeline_table};

/// The range of whole numbers that compare with `value` as `op` says.
Range matching(Operator op, std::int64_t value, std::uint64_t last) {
  constexpr Range none{.first = 1, .last = 0};
  const auto at_least = [&](std::uint64_t first) { return Range{.first = first, .last = last}; };
  if (value < 0) {
    return op == Operator::greater || op == Operator::greater_equal ? at_least(0) : none;
  }
  const auto number = static_cast<std::uint64_t>(value);
  switch (op) {
    case Operator::equal:
      return {.first = number, .last = number};
    case Operator::less:
      return number == 0 ? none : Range{.first = 0, .last = number - 1};
    case Operator::less_equal:
      return {.first = 0, .last = number};
    case Operator::greater:
      return at_least(number + 1);
    case Operator::greater_equal:
      return at_least(number);
  }
  return none;
}

/// The whole number that stands for `value` in a comparison: `x < 5.5` is `x < 6`, `x > 5.5` is
/// `x > 5`. One that is beyond all whole numbers is the outermost.
std::int64_t rounded(Operator op, double value) {
  constexpr double bound = 9e18;
  const bool goes_up = op == Operator::less || op == Operator::greater_equal;
  const double whole = goes_up ? std::ceil(value) : std::floor(value);
  return static_cast<std::int64_t>(std::clamp(whole, -bound, bound));
}

}  // namespace

bool Plan::has_equal(std::size_t column) const {
  return std::ranges::any_of(conditions, [&](const PlannedCondition& condition) {
    return condition.column == column && condition.op == Operator::equal;
  });
}

void Plan::drop(std::size_t column) {
  std::erase_if(conditions,
                [&](const PlannedCondition& condition) { return condition.column == column; });
}

const SqlValue* Request::equal(std::size_t column) const {
  const auto found = std::ranges::find_if(conditions, [&](const Condition& condition) {
    return condition.column == column && condition.op == Operator::equal;
  });
  return found == conditions.end() ? nullptr : &found->value;
}

const std::string* Request::equal_text(std::size_t column) const {
  const SqlValue* const value = equal(column);
  return value == nullptr ? nullptr : std::get_if<std::string>(value);
}

Range within(Range range, const Request& request, std::size_t column) {
  for (const Condition& condition : request.conditions) {
    if (condition.column != column) continue;
    const auto* const whole = std::get_if<std::int64_t>(&condition.value);
    const auto* const real = std::get_if<double>(&condition.value);
    // What is no number is left to SQLite, which has an order for values of different types.
    if (whole == nullptr && real == nullptr) continue;
    const std::int64_t number = whole != nullptr ? *whole : rounded(condition.op, *real);
    const Range other = matching(condition.op, number, range.last);
    range.first = std::max(range.first, other.first);
    range.last = std::min(range.last, other.last);
  }
  return range;
}

std::int64_t row_id(std::initializer_list<std::string_view> name) {
  std::string text;
  for (const std::string_view part : name) {
    put_big_endian(text, static_cast<std::uint64_t>(part.size()));
    text += part;
  }
  const Digest digest = sha256({text});
  std::string_view bytes = digest.view();
  constexpr auto mask = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(take_big_endian(bytes).value_or(0) & mask);
}

std::span<const Table* const> all_tables() {
  return all;
}

}  // namespace annals::sql
