#include "annals/state/counting.h"

#include <algorithm>
#include <iterator>

namespace annals {

std::vector<Statement> counting(std::span<const Statement> statements,
                                const Withdrawals& withdrawals, Horizon horizon) {
  std::vector<Statement> those;
  std::ranges::copy_if(statements, std::back_inserter(those), [&](const Statement& statement) {
    return counts(statement.sequence, statement.known, withdrawals, horizon);
  });
  return those;
}

}  // namespace annals
