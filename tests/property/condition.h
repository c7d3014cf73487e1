#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "annals/state/cell_state.h"
#include "annals/state/condition.h"
#include "oracle/oracle.h"

namespace annals::property {

/// The relationships that histories speak of, each once.
[[nodiscard]] std::set<std::string> all_relationships();

/// A condition on one of the cells that histories speak of. Throws dice: for use in a property.
[[nodiscard]] Condition any_condition();

/// The best answer of the cells that the condition names.
[[nodiscard]] Answer judged(const Condition& condition,
                            const std::map<Cell, oracle::State>& states);

/// Which relationships all conditions hold in, or may.
using Verdicts = std::map<std::string, Answer>;

/// What semantics.md says, of each relationship in turn. `possible`: also where they may.
[[nodiscard]] Verdicts judge_find(const oracle::Oracle& oracle,
                                  const std::vector<Condition>& conditions,
                                  const oracle::Point& point, bool possible);

}  // namespace annals::property
