// The statements that a question about a moment reads, against all statements of the cell.

#include "annals/index/candidates.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <optional>
#include <unordered_set>

#include "annals/index/correction_index.h"
#include "annals/index/timeline_index.h"
#include "annals/state/cell_state.h"
#include "annals/state/counting.h"
#include "property/history.h"
#include "property/property.h"
#include "property/question.h"
#include "property/trial.h"
#include "support/must.h"

namespace annals::property {
namespace {

using support::must;

/// Asks about a cell both ways; some events may be left out, as those of a source are.
void compare(const Snapshot& snapshot, const Question& question, const Cell& cell,
             const std::unordered_set<std::uint64_t>& unheard, Tally& met) {
  const Withdrawals withdrawals{must(read_corrections(snapshot, question.relationship)),
                                question.horizon()};
  const auto state_of = [&](std::vector<Statement> statements) {
    std::erase_if(statements,
                  [&](const Statement& each) { return unheard.contains(each.sequence.value); });
    return state_at(counting(statements, withdrawals, question.horizon()), question.on);
  };
  const auto all = must(read_cell(snapshot, question.relationship, cell)).statements;
  const auto some = must(read_candidates(snapshot, question.relationship, cell,
                                         {.at = question.on,
                                          .horizon = question.horizon(),
                                          .withdrawals = withdrawals,
                                          .unheard = unheard}))
                        .statements;
  const auto expected = state_of(all);
  const auto actual = state_of(some);
  RC_ASSERT(actual.has_value() == expected.has_value());
  if (expected) {
    RC_ASSERT(same_answer(*actual, *expected));
    RC_ASSERT(actual->leading == expected->leading);
    RC_ASSERT(actual->candidates == expected->candidates);
  }
  met.count("an answer", expected.has_value());
  met.count("several candidates", expected && expected->candidates.size() > 1);
  met.count("something left out", some.size() < all.size());
  met.count("an early basis", expected && question.basis.value < all.size());
}

void read_what_matters(Tally& met) {
  Trial trial;
  trial.append((*histories()).lines);
  const Snapshot snapshot = trial.snapshot();
  met.count("a run", !snapshot.packed(Column::timeline).runs.empty());
  met.count("several runs", snapshot.packed(Column::timeline).runs.size() > 1);
  met.count("a tail", !snapshot.packed(Column::timeline).tail.empty());
  for (int asked = 0; asked < 10; ++asked) {
    const Question question = *questions_about(trial.judge());
    std::unordered_set<std::uint64_t> unheard;
    if (*any_below(3) == 0) unheard.insert(static_cast<std::uint64_t>(1 + *any_below(30)));
    for (const Cell& cell : cells_used()) compare(snapshot, question, cell, unheard, met);
  }
}

TEST(Candidates, GiveTheStateOfAllStatements) {
  check_property(60, read_what_matters,
                 {"an answer", "several candidates", "something left out", "an early basis",
                  "a run", "several runs", "a tail"});
}

}  // namespace
}  // namespace annals::property
