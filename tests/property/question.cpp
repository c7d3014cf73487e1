#include "property/question.h"

#include <ostream>
#include <utility>
#include <vector>

#include "property/history.h"
#include "property/property.h"

namespace annals::property {
namespace {

template <typename Axis>
void add_with_neighbours(std::vector<Instant<Axis>>& edges, Instant<Axis> edge) {
  constexpr Microseconds one{1};
  if (edge.at == unbounded_below || edge.at == unbounded_above) return;
  edges.insert(edges.end(), {edge, {.at = edge.at - one}, {.at = edge.at + one}});
}

/// The bounds of every date in the log, and days around them.
std::vector<EffectiveTime> moments_of(const oracle::Oracle& oracle) {
  std::vector<EffectiveTime> edges;
  for (const oracle::Entry& entry : oracle.log()) {
    const Event& event = entry.event;
    for (const auto& when : {event.effective, event.until}) {
      if (!when) continue;
      add_with_neighbours(edges, when->first);
      add_with_neighbours(edges, when->last);
    }
  }
  constexpr int days_around = 40;
  const Day first{std::chrono::year{2020} / 2 / 20};
  for (int day = 0; day < days_around; ++day) {
    edges.push_back({.at = last_moment_of(first + std::chrono::days{day})});
  }
  edges.push_back({.at = last_moment_of(first_day)});
  edges.push_back({.at = last_moment_of(last_day)});
  return edges;
}

std::vector<KnownTime> known_times_of(const oracle::Oracle& oracle) {
  std::vector<KnownTime> edges;
  for (const oracle::Entry& entry : oracle.log()) add_with_neighbours(edges, entry.known);
  // As likely as all others together: most questions do not restrict what is known.
  edges.insert(edges.end(), edges.size(), KnownTime::latest());
  return edges;
}

template <typename Item>
const Item& any_of(const std::vector<Item>& items) {
  const int index = *any_below(static_cast<int>(items.size()));
  return items[static_cast<std::size_t>(index)];
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Question& question) {
  const auto known = [](KnownTime time) {
    return time == KnownTime::latest() ? std::string{"all"} : to_text(time.at);
  };
  return out << question.relationship << " on " << to_text(question.on.at) << " known "
             << known(question.known) << ", other on " << to_text(question.other_on.at) << " known "
             << known(question.other_known) << ", basis " << question.basis.value << ", value "
             << to_text(question.value);
}

rc::Gen<Question> questions_about(const oracle::Oracle& oracle) {
  return rc::gen::exec([moments = moments_of(oracle), known_times = known_times_of(oracle),
                        last = static_cast<int>(oracle.last().value)] {
    const int shorter_by = *any_below(2) * *any_below(last + 1);
    return Question{.relationship = any_of(relationships_used()),
                    .on = any_of(moments),
                    .known = any_of(known_times),
                    .other_on = any_of(moments),
                    .other_known = any_of(known_times),
                    .basis = {.value = static_cast<std::uint64_t>(last - shorter_by)},
                    .value = any_of(values_used())};
  });
}

}  // namespace annals::property
