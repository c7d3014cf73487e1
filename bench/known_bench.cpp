// What was true on a day as it was known early: with half of the log known, and with a hundredth.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "annals/query/state.h"
#include "must.h"
#include "settings.h"
#include "stage.h"
#include "timing.h"
#include "verify.h"

namespace annals::bench {
namespace {

constexpr std::int64_t percent = 100;

/// Once for each size and share of the log that is known.
void for_sizes_and_shares(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"events", "known_percent"})->Unit(benchmark::kMicrosecond);
  for (const std::int64_t events : sizes_events()) {
    for (const std::int64_t share : {percent, percent / 2, std::int64_t{1}}) {
      benchmark->Args({events, share});
    }
  }
}

std::uint64_t events_known(const benchmark::State& run) {
  return static_cast<std::uint64_t>(
      std::max<std::int64_t>(run.range(0) * run.range(1) / percent, 1));
}

/// All eight cells of a relationship.
void known_state(benchmark::State& run, Shape shape) {
  const Stage& stage = stage_for(shape, run.range(0));
  verify_state(stage, events_known(run));
  const Snapshot snapshot = stage.database.snapshot();
  const Horizon horizon = stage.horizon(events_known(run));
  const auto ask = [&](const Question& question) {
    return must(bare_state(snapshot, question.relationship, std::nullopt, question.on, horizon));
  };
  warm_up(stage.questions, ask);
  time_each(run, stage.questions, ask);
}
BENCHMARK_CAPTURE(known_state, b1, Shape::b1)->Apply(for_sizes_and_shares);

/// One cell: of a relationship like the others, and one that holds the whole log.
void known_cell(benchmark::State& run, Shape shape) {
  const Stage& stage = stage_for(shape, run.range(0));
  verify_state(stage, events_known(run));
  const Snapshot snapshot = stage.database.snapshot();
  const Horizon horizon = stage.horizon(events_known(run));
  time_each(run, stage.questions, [&](const Question& question) {
    return must(bare_state(snapshot, question.relationship, question.cell, question.on, horizon));
  });
}
BENCHMARK_CAPTURE(known_cell, b1, Shape::b1)->Apply(for_sizes_and_shares);
BENCHMARK_CAPTURE(known_cell, b2c, Shape::b2c)->Apply(for_sizes_and_shares);

}  // namespace
}  // namespace annals::bench
