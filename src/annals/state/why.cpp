#include "annals/state/why.h"

#include <algorithm>
#include <tuple>

#include "annals/state/counting.h"

namespace annals {

CellReasons reasons(std::span<const Statement> statements, const Withdrawals& withdrawals,
                    Horizon horizon, EffectiveTime on) {
  std::vector<Statement> newest_first{statements.begin(), statements.end()};
  std::ranges::sort(newest_first, std::ranges::greater{}, [](const Statement& statement) {
    return std::tuple{statement.start, statement.sequence};
  });
  CellReasons all{.state = state_at(counting(statements, withdrawals, horizon), on),
                  .standing = {},
                  .overridden = {},
                  .withdrawn = {},
                  .ahead = {}};
  const auto is_candidate = [&](Sequence sequence) {
    return all.state &&
           std::ranges::find(all.state->candidates, sequence) != all.state->candidates.end();
  };
  for (const Statement& statement : newest_first) {
    const Sequence sequence = statement.sequence;
    if (!horizon.sees(sequence, statement.known)) continue;
    if (const auto by = withdrawals.withdrawn_by(sequence)) {
      all.withdrawn.push_back({.event = sequence, .by = *by});
    } else if (is_candidate(sequence)) {
      all.standing.push_back(sequence);
    } else if (statement.start.first <= on) {
      all.overridden.push_back(sequence);
    } else {
      all.ahead.push_back(sequence);
    }
  }
  return all;
}

}  // namespace annals
