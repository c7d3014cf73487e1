#include "annals/state/diff.h"

#include <algorithm>

#include "annals/state/counting.h"

namespace annals {
namespace {

std::optional<CellState> answer(std::span<const Statement> statements, const Viewpoint& from) {
  return state_at(counting(statements, from.withdrawals, from.horizon), from.on);
}

/// Whether something that `state` rests on is seen and withdrawn from `other`.
bool rests_on_withdrawn(std::span<const Statement> statements,
                        const std::optional<CellState>& state, const Viewpoint& other) {
  if (!state) return false;
  return std::ranges::any_of(statements, [&](const Statement& statement) {
    return std::ranges::find(state->candidates, statement.sequence) != state->candidates.end() &&
           other.horizon.sees(statement.sequence, statement.known) &&
           other.withdrawals.withdrawn_by(statement.sequence).has_value();
  });
}

}  // namespace

std::string_view to_text(Cause cause) {
  switch (cause) {
    case Cause::world:
      return "world";
    case Cause::learned:
      return "learned";
    case Cause::corrected:
      return "corrected";
    case Cause::both:
      return "both";
  }
  return "unknown";
}

std::optional<CellChange> difference(std::span<const Statement> statements, const Viewpoint& from,
                                     const Viewpoint& to) {
  CellChange change{
      .before = answer(statements, from), .after = answer(statements, to), .cause = Cause::both};
  if (same_answer(change.before, change.after)) return std::nullopt;

  const Viewpoint old_day_new_knowledge{
      .on = from.on, .horizon = to.horizon, .withdrawals = to.withdrawals};
  const auto between = answer(statements, old_day_new_knowledge);
  const bool knowledge_changed = !same_answer(change.before, between);
  const bool world_changed = !same_answer(between, change.after);
  if (world_changed && !knowledge_changed) {
    change.cause = Cause::world;
  } else if (knowledge_changed && !world_changed) {
    const bool corrected = rests_on_withdrawn(statements, change.before, to) ||
                           rests_on_withdrawn(statements, change.after, from);
    change.cause = corrected ? Cause::corrected : Cause::learned;
  }
  return change;
}

}  // namespace annals
