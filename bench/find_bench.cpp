// Which relationships have a value on a day, and what happened on a day in all of them.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "annals/query/changes.h"
#include "annals/query/find.h"
#include "must.h"
#include "settings.h"
#include "stage.h"
#include "timing.h"

namespace annals::bench {
namespace {

Condition condition_of(const Question& question) {
  const CellWords& words = cell_words()[question.cell_index];
  return {.term = question.cell.term,
          .key = question.cell.key,
          .comparison = Comparison::equal,
          .value = std::string{words.values[question.relationship_index % values_per_cell]}};
}

/// Counts what was found, so that the cost can be set against it.
template <typename Ask>
void time_finding(benchmark::State& run, const Stage& stage, const Ask& ask) {
  std::size_t found = 0;
  warm_up(stage.few_questions(), ask);
  time_each(run, stage.few_questions(), [&](const Question& question) {
    auto answer = ask(question);
    found += answer.relationships.size();
    return answer;
  });
  run.counters["found"] =
      benchmark::Counter(static_cast<double>(found), benchmark::Counter::kAvgIterations);
}

/// A value that nearly every relationship had at some time, and every fourth or so has on the day.
void find_value(benchmark::State& run, Shape shape) {
  const Stage& stage = stage_for(shape, run.range(0));
  const Snapshot snapshot = stage.database.snapshot();
  time_finding(run, stage, [&](const Question& question) {
    return must(bare_find(snapshot, std::array{condition_of(question)}, question.on,
                          stage.horizon(), Certainty::certain));
  });
}
BENCHMARK_CAPTURE(find_value, b1, Shape::b1)->Apply(for_sizes);

/// The same, as it was known when the first hundredth of the log was.
void find_value_known_early(benchmark::State& run, Shape shape) {
  const Stage& stage = stage_for(shape, run.range(0));
  const Snapshot snapshot = stage.database.snapshot();
  constexpr std::uint64_t share = 100;
  const Horizon horizon =
      stage.horizon(std::max<std::uint64_t>(stage.workload.events() / share, 1));
  time_finding(run, stage, [&](const Question& question) {
    return must(bare_find(snapshot, std::array{condition_of(question)}, question.on, horizon,
                          Certainty::certain));
  });
}
BENCHMARK_CAPTURE(find_value_known_early, b1, Shape::b1)->Apply(for_sizes);

/// What took effect or became known on one day, of the log's thirty years.
void changes_of_a_day(benchmark::State& run, Shape shape) {
  const Stage& stage = stage_for(shape, run.range(0));
  const Snapshot snapshot = stage.database.snapshot();
  std::size_t found = 0;
  time_each(run, stage.few_questions(), [&](const Question& question) {
    const Window window{.from = Moment{day_of(question.on.at)}, .to = question.on.at};
    auto answer = must(changes(snapshot, window, {}, stage.horizon()));
    found += answer.changes.size();
    return answer;
  });
  run.counters["found"] =
      benchmark::Counter(static_cast<double>(found), benchmark::Counter::kAvgIterations);
}
BENCHMARK_CAPTURE(changes_of_a_day, b1, Shape::b1)->Apply(for_sizes);
BENCHMARK_CAPTURE(changes_of_a_day, w, Shape::w)->Apply(for_sizes);

}  // namespace
}  // namespace annals::bench
