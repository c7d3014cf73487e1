#include "annals/query/holds.h"

#include <utility>

namespace annals {

Result<HoldsAnswer> holds(const Snapshot& snapshot, std::string_view relationship,
                          const Assertion& asked, EffectiveTime on, const Scope& scope) {
  auto found = state(snapshot, relationship, asked.cell, on, scope);
  if (!found) return std::move(found).error();
  HoldsAnswer answer{.basis = scope.horizon.basis, .answer = Answer::no, .cell = {}};
  if (!found->cells.empty()) {
    answer.cell = std::move(found->cells.front());
    answer.answer = holds(answer.cell->state, asked.value);
  }
  return answer;
}

}  // namespace annals
