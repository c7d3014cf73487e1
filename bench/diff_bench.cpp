// What changed in a relationship between two days, on average ten years apart, and why.

#include <benchmark/benchmark.h>

#include "annals/query/diff.h"
#include "must.h"
#include "stage.h"
#include "timing.h"
#include "verify.h"

namespace annals::bench {
namespace {

void diff_relationship(benchmark::State& run, Shape shape) {
  const Stage& stage = stage_for(shape, run.range(0));
  verify_diff(stage);
  const Snapshot snapshot = stage.database.snapshot();
  time_each(run, stage.questions, [&](const Question& question) {
    return must(diff(snapshot, question.relationship, {.on = question.on}, {.on = question.later},
                     stage.database.last()));
  });
}
BENCHMARK_CAPTURE(diff_relationship, b1, Shape::b1)->Apply(for_sizes);
BENCHMARK_CAPTURE(diff_relationship, w, Shape::w)->Apply(for_sizes);

}  // namespace
}  // namespace annals::bench
