#include "annals/state/spells.h"

#include <algorithm>

namespace annals {
namespace {

/// The moments from which on the state may differ, in order; the earliest moment is one.
std::vector<EffectiveTime> moments_of_change(std::span<const Statement> statements) {
  std::vector<EffectiveTime> moments{EffectiveTime::earliest()};
  constexpr std::size_t bounds_max = 4;
  moments.reserve(1 + statements.size() * bounds_max);
  for (const Statement& statement : statements) {
    moments.insert(moments.end(), {statement.start.first, statement.start.last});
    if (statement.end) moments.insert(moments.end(), {statement.end->first, statement.end->last});
  }
  std::ranges::sort(moments);
  const auto repeated = std::ranges::unique(moments);
  moments.erase(repeated.begin(), repeated.end());
  return moments;
}

}  // namespace

std::optional<std::vector<Spell>> spells(std::span<const Statement> statements,
                                         std::size_t candidates_max) {
  CellSweep sweep{statements};
  std::vector<Spell> all;
  std::size_t candidates = 0;
  for (const EffectiveTime moment : moments_of_change(statements)) {
    auto state = sweep.advance(moment);
    if (state) candidates += state->candidates.size();
    if (candidates > candidates_max) return std::nullopt;
    if (!all.empty() && all.back().state == state) continue;
    all.push_back({.from = moment, .state = std::move(state)});
  }
  return all;
}

}  // namespace annals
