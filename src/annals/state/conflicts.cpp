#include "annals/state/conflicts.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace annals {
namespace {

auto order_of(const Statement* statement) {
  return std::tie(statement->start, statement->sequence);
}

bool is_order_open(const Statement& a, const Statement& b) {
  return a.start.first <= b.start.last && b.start.first <= a.start.last;
}

bool contradict(const Statement& a, const Statement& b) {
  return a.value != b.value && is_order_open(a, b);
}

/// Takes out of `left` its first statement, what contradicts that, what contradicts those, …
Conflict take_conflict(std::vector<const Statement*>& left) {
  std::vector<const Statement*> linked{left.front()};
  left.erase(left.begin());
  for (std::size_t i = 0; i < linked.size(); ++i) {
    const Statement& one = *linked[i];
    const auto others = std::ranges::stable_partition(
        left, [&](const Statement* other) { return !contradict(one, *other); });
    linked.insert(linked.end(), others.begin(), others.end());
    left.erase(others.begin(), others.end());
  }
  std::ranges::sort(linked, {}, order_of);
  Conflict conflict{.events = {}, .dates = linked.front()->start};
  for (const Statement* statement : linked) {
    conflict.dates.last = std::max(conflict.dates.last, statement->start.last);
    conflict.events.push_back(statement->sequence);
  }
  return conflict;
}

/// Adds the conflicts among statements whose dates are linked by overlaps.
void add_conflicts(std::span<const Statement* const> cluster, std::vector<Conflict>& conflicts) {
  std::vector<const Statement*> left{cluster.begin(), cluster.end()};
  while (!left.empty()) {
    Conflict conflict = take_conflict(left);
    if (conflict.events.size() > 1) conflicts.push_back(std::move(conflict));
  }
}

}  // namespace

std::vector<Conflict> conflicts_among(std::span<const Statement> statements) {
  std::vector<const Statement*> ordered;
  for (const Statement& statement : statements) ordered.push_back(&statement);
  std::ranges::sort(ordered, {}, order_of);
  std::vector<Conflict> conflicts;
  std::size_t begin = 0;
  while (begin < ordered.size()) {
    EffectiveTime reach = ordered[begin]->start.last;
    std::size_t end = begin + 1;
    for (; end < ordered.size() && ordered[end]->start.first <= reach; ++end) {
      reach = std::max(reach, ordered[end]->start.last);
    }
    add_conflicts(std::span{ordered}.subspan(begin, end - begin), conflicts);
    begin = end;
  }
  return conflicts;
}

}  // namespace annals
