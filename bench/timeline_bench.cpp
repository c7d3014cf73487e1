// All that was ever true of a relationship's eight cells, as runs of days.

#include <benchmark/benchmark.h>

#include <optional>

#include "annals/query/timelines.h"
#include "must.h"
#include "stage.h"
#include "timing.h"
#include "verify.h"

namespace annals::bench {
namespace {

void timeline_relationship(benchmark::State& run, Shape shape) {
  const Stage& stage = stage_for(shape, run.range(0));
  verify_timelines(stage);
  const Snapshot snapshot = stage.database.snapshot();
  time_each(run, stage.questions, [&](const Question& question) {
    return must(timelines(snapshot, question.relationship, std::nullopt, stage.horizon()));
  });
}
BENCHMARK_CAPTURE(timeline_relationship, b1, Shape::b1)->Apply(for_sizes);
BENCHMARK_CAPTURE(timeline_relationship, w, Shape::w)->Apply(for_sizes);

}  // namespace
}  // namespace annals::bench
