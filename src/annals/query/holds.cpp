#include "annals/query/holds.h"

#include <utility>

namespace annals {

Result<HoldsAnswer> holds(const Snapshot& snapshot, std::string_view relationship,
                          const Assertion& asked, EffectiveTime on, Horizon horizon) {
  auto found = state(snapshot, relationship, asked.cell, on, horizon);
  if (!found) return std::move(found).error();
  HoldsAnswer answer{.basis = horizon.basis, .answer = Answer::no, .cell = {}};
  if (!found->cells.empty()) {
    answer.cell = std::move(found->cells.front());
    answer.answer = holds(answer.cell->state, asked.value);
  }
  return answer;
}

}  // namespace annals
