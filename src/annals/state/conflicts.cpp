#include "annals/state/conflicts.h"

#include <algorithm>
#include <tuple>

namespace annals {
namespace {

bool is_order_open(const Statement& a, const Statement& b) {
  return a.start.first <= b.start.last && b.start.first <= a.start.last;
}

/// What contradicts another of `cluster`, whose dates are linked by overlaps; empty if nothing
/// does.
Conflict conflict_in(std::span<const Statement* const> cluster) {
  Conflict conflict{.events = {}, .dates = {}};
  for (const Statement* one : cluster) {
    const bool contradicts = std::ranges::any_of(cluster, [&](const Statement* other) {
      return one->value != other->value && is_order_open(*one, *other);
    });
    if (!contradicts) continue;
    if (conflict.events.empty()) conflict.dates = one->start;
    conflict.dates.last = std::max(conflict.dates.last, one->start.last);
    conflict.events.push_back(one->sequence);
  }
  return conflict;
}

}  // namespace

std::vector<Conflict> conflicts_among(std::span<const Statement> statements) {
  std::vector<const Statement*> ordered;
  for (const Statement& statement : statements) ordered.push_back(&statement);
  std::ranges::sort(ordered, {}, [](const Statement* statement) {
    return std::tie(statement->start, statement->sequence);
  });
  std::vector<Conflict> conflicts;
  std::size_t begin = 0;
  while (begin < ordered.size()) {
    EffectiveTime reach = ordered[begin]->start.last;
    std::size_t end = begin + 1;
    for (; end < ordered.size() && ordered[end]->start.first <= reach; ++end) {
      reach = std::max(reach, ordered[end]->start.last);
    }
    auto conflict = conflict_in(std::span{ordered}.subspan(begin, end - begin));
    if (!conflict.events.empty()) conflicts.push_back(std::move(conflict));
    begin = end;
  }
  return conflicts;
}

}  // namespace annals
