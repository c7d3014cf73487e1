// What the answer for a cell rests on and what it does not, with every event of the cell read.

#include <benchmark/benchmark.h>

#include "annals/query/why.h"
#include "must.h"
#include "stage.h"
#include "timing.h"
#include "verify.h"

namespace annals::bench {
namespace {

void why_cell(benchmark::State& run, Shape shape) {
  const Stage& stage = stage_for(shape, run.range(0));
  verify_why(stage);
  const Snapshot snapshot = stage.database.snapshot();
  time_each(run, stage.questions, [&](const Question& question) {
    return must(why(snapshot, question.relationship, question.cell, question.on, stage.horizon()));
  });
}
BENCHMARK_CAPTURE(why_cell, b1, Shape::b1)->Apply(for_sizes);
BENCHMARK_CAPTURE(why_cell, w, Shape::w)->Apply(for_sizes);

}  // namespace
}  // namespace annals::bench
