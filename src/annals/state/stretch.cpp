#include "annals/state/stretch.h"

#include <algorithm>
#include <iterator>

namespace annals {
namespace {

/// The order of beginnings, where no day comes first.
Day begin_of(const Days& days) {
  return days.from.value_or(Day::min());
}

/// The order of ends, where no day comes last.
Day end_of(const Days& days) {
  return days.to.value_or(Day::max());
}

Days common(const Days& a, const Days& b) {
  return {.from = begin_of(a) >= begin_of(b) ? a.from : b.from,
          .to = end_of(a) <= end_of(b) ? a.to : b.to};
}

bool is_empty(const Days& days) {
  return begin_of(days) >= end_of(days);
}

/// Adds days at the end, as a part of the last stretch where they go on with it.
void append(Stretches& stretches, const Days& days, bool certain) {
  if (!stretches.empty()) {
    Stretch& last = stretches.back();
    if (last.certain == certain && last.days.to == days.from && days.from) {
      last.days.to = days.to;
      return;
    }
  }
  stretches.push_back({.days = days, .certain = certain});
}

/// The days between which something surely or possibly began, or ended.
struct Boundary {
  Day earliest;
  Day latest;
  bool sure;  ///< there surely is such a beginning or end
};

/// Stretches that touch: one time, or several where it is not sure that it went on.
using Group = std::span<const Stretch>;

std::vector<Group> groups_of(const Stretches& stretches) {
  std::vector<Group> groups;
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= stretches.size(); ++i) {
    const bool goes_on = i < stretches.size() && stretches[i - 1].days.to == stretches[i].days.from;
    if (goes_on) continue;
    groups.push_back(Group{stretches}.subspan(begin, i - begin));
    begin = i;
  }
  return groups;
}

/// Keeps a boundary if there is a day for it.
void add(std::vector<Boundary>& boundaries, const Boundary& boundary) {
  if (boundary.earliest <= boundary.latest) boundaries.push_back(boundary);
}

/// Where the times of a group may have ended. A time that goes on without end has no end.
void add_ends(Group group, std::vector<Boundary>& ends) {
  constexpr std::chrono::days one{1};
  for (std::size_t i = 0; i < group.size(); ++i) {
    const Days& days = group[i].days;
    const bool after_certain = i > 0;
    const bool before_certain = i + 1 < group.size();
    if (group[i].certain) {
      if (before_certain || !days.to) continue;
      add(ends, {.earliest = *days.to, .latest = *days.to, .sure = true});
    } else if (after_certain) {
      // With a certain time on either side, it ended only if there is a day off between them.
      add(ends, {.earliest = *days.from,
                 .latest = before_certain ? *days.to - one : end_of(days),
                 .sure = !before_certain && days.to.has_value()});
    } else if (!before_certain) {
      const Day shortest = days.from ? *days.from + one : Day::min();
      add(ends, {.earliest = shortest, .latest = end_of(days), .sure = false});
    }
  }
}

/// Where the times of a group may have begun.
void add_beginnings(Group group, std::vector<Boundary>& beginnings) {
  constexpr std::chrono::days one{1};
  for (std::size_t i = 0; i < group.size(); ++i) {
    const Days& days = group[i].days;
    const bool after_certain = i > 0;
    const bool before_certain = i + 1 < group.size();
    if (group[i].certain) {
      if (after_certain || !days.from) continue;
      add(beginnings, {.earliest = *days.from, .latest = *days.from, .sure = true});
    } else if (before_certain) {
      add(beginnings, {.earliest = after_certain ? *days.from + one : begin_of(days),
                       .latest = *days.to,
                       .sure = !after_certain && days.from.has_value()});
    } else if (!after_certain) {
      const Day shortest = days.to ? *days.to - one : Day::max();
      add(beginnings, {.earliest = begin_of(days), .latest = shortest, .sure = false});
    }
  }
}

Answer ends_before(const Boundary& end, const Boundary& beginning) {
  if (end.sure && beginning.sure && end.latest < beginning.earliest) return Answer::yes;
  return end.earliest < beginning.latest ? Answer::possible : Answer::no;
}

Answer ends_at(const Boundary& end, const Boundary& beginning) {
  const bool apart = end.latest < beginning.earliest || beginning.latest < end.earliest;
  if (apart) return Answer::no;
  const bool exact = end.earliest == end.latest && beginning.earliest == beginning.latest;
  return exact && end.sure && beginning.sure ? Answer::yes : Answer::possible;
}

/// Whether an end of `a` lies so to a beginning of `b`.
template <typename Compare>
Answer follows(const Stretches& a, const Stretches& b, const Compare& compare) {
  std::vector<Boundary> ends;
  for (const Group& group : groups_of(a)) add_ends(group, ends);
  std::vector<Boundary> beginnings;
  for (const Group& group : groups_of(b)) add_beginnings(group, beginnings);
  Answer best = Answer::no;
  for (const Boundary& end : ends) {
    for (const Boundary& beginning : beginnings) best = std::max(best, compare(end, beginning));
  }
  return best;
}

/// The answer for a day.
Answer answer_from(const Stretches& stretches, Day day) {
  const auto later = std::ranges::upper_bound(
      stretches, day, {}, [](const Stretch& stretch) { return begin_of(stretch.days); });
  if (later == stretches.begin()) return Answer::no;
  const Stretch& stretch = *std::prev(later);
  if (end_of(stretch.days) <= day) return Answer::no;
  return stretch.certain ? Answer::yes : Answer::possible;
}

Answer strongest(const Stretches& stretches) {
  if (stretches.empty()) return Answer::no;
  return std::ranges::any_of(stretches, &Stretch::certain) ? Answer::yes : Answer::possible;
}

}  // namespace

Stretches stretches_of(const Condition& condition, std::span<const Run> runs) {
  Stretches stretches;
  for (const Run& run : runs) {
    const Answer answer = meets(condition, run.possible);
    if (answer == Answer::no) continue;
    append(stretches, {.from = run.from, .to = run.to}, answer == Answer::yes);
  }
  return stretches;
}

Stretches both(const Stretches& a, const Stretches& b) {
  Stretches result;
  auto left = a.begin();
  auto right = b.begin();
  while (left != a.end() && right != b.end()) {
    const Days days = common(left->days, right->days);
    if (!is_empty(days)) append(result, days, left->certain && right->certain);
    const bool left_ends_first = end_of(left->days) <= end_of(right->days);
    left_ends_first ? ++left : ++right;
  }
  return result;
}

Stretches either(const Stretches& a, const Stretches& b) {
  // The days at which one of them begins or ends, and what holds from one to the next.
  std::vector<Day> bounds{Day::min(), Day::max()};
  for (const Stretches* list : {&a, &b}) {
    for (const Stretch& stretch : *list) {
      bounds.push_back(begin_of(stretch.days));
      bounds.push_back(end_of(stretch.days));
    }
  }
  std::ranges::sort(bounds);
  const auto repeated = std::ranges::unique(bounds);
  bounds.erase(repeated.begin(), repeated.end());
  Stretches result;
  for (std::size_t i = 0; i + 1 < bounds.size(); ++i) {
    const Answer answer = std::max(answer_from(a, bounds[i]), answer_from(b, bounds[i]));
    if (answer == Answer::no) continue;
    Days days;
    if (bounds[i] != Day::min()) days.from = bounds[i];
    if (bounds[i + 1] != Day::max()) days.to = bounds[i + 1];
    append(result, days, answer == Answer::yes);
  }
  return result;
}

Answer holds_during(const Stretches& stretches, const Days& days) {
  return strongest(both(stretches, {{.days = days, .certain = true}}));
}

Answer holds_throughout(const Stretches& stretches, const Days& days) {
  const Stretches within = both(stretches, {{.days = days, .certain = true}});
  const auto groups = groups_of(within);
  const bool covered = groups.size() == 1 && within.front().days.from == days.from &&
                       within.back().days.to == days.to;
  if (!covered) return Answer::no;
  return std::ranges::all_of(within, &Stretch::certain) ? Answer::yes : Answer::possible;
}

Answer lies(const Stretches& a, Relation relation, const Stretches& b) {
  switch (relation) {
    case Relation::overlaps:
      return strongest(both(a, b));
    case Relation::before:
      return follows(a, b, ends_before);
    case Relation::after:
      return follows(b, a, ends_before);
    case Relation::meets:
      return follows(a, b, ends_at);
    case Relation::met_by:
      return follows(b, a, ends_at);
  }
  return Answer::no;
}

}  // namespace annals
