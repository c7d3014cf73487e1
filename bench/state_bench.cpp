// What is true of a relationship, or of one of its cells, on a day; and the parts of that answer.

#include <benchmark/benchmark.h>

#include <optional>
#include <span>
#include <vector>

#include "annals/index/correction_index.h"
#include "annals/index/timeline_index.h"
#include "annals/query/state.h"
#include "annals/state/cell_state.h"
#include "annals/state/corrections.h"
#include "must.h"
#include "stage.h"
#include "timing.h"
#include "verify.h"

namespace annals::bench {
namespace {

/// The stage that a benchmark is about, with its answers verified.
const Stage& verified_stage(Shape shape, const benchmark::State& run) {
  const Stage& stage = stage_for(shape, run.range(0));
  verify_state(stage, stage.workload.events());
  return stage;
}

/// All eight cells, with the event behind each and the day since which it has held.
void state_full(benchmark::State& run, Shape shape) {
  const Stage& stage = verified_stage(shape, run);
  const Snapshot snapshot = stage.database.snapshot();
  time_each(run, stage.questions, [&](const Question& question) {
    return must(state(snapshot, question.relationship, std::nullopt, question.on, stage.horizon()));
  });
}
BENCHMARK_CAPTURE(state_full, b1, Shape::b1)->Apply(for_sizes);
BENCHMARK_CAPTURE(state_full, w, Shape::w)->Apply(for_sizes);

void state_full_cell(benchmark::State& run, Shape shape) {
  const Stage& stage = verified_stage(shape, run);
  const Snapshot snapshot = stage.database.snapshot();
  time_each(run, stage.questions, [&](const Question& question) {
    return must(
        state(snapshot, question.relationship, question.cell, question.on, stage.horizon()));
  });
}
BENCHMARK_CAPTURE(state_full_cell, b1, Shape::b1)->Apply(for_sizes);
BENCHMARK_CAPTURE(state_full_cell, w, Shape::w)->Apply(for_sizes);

/// All eight cells without any event read, of the relationships that `questions` ask about.
void time_bare(benchmark::State& run, const Stage& stage, std::span<const Question> questions) {
  const Snapshot snapshot = stage.database.snapshot();
  const auto ask = [&](const Question& question) {
    return must(
        bare_state(snapshot, question.relationship, std::nullopt, question.on, stage.horizon()));
  };
  warm_up(questions, ask);
  time_each(run, questions, ask);
}

void state_bare(benchmark::State& run, Shape shape) {
  const Stage& stage = verified_stage(shape, run);
  time_bare(run, stage, stage.questions);
}
BENCHMARK_CAPTURE(state_bare, b1, Shape::b1)->Apply(for_sizes);
BENCHMARK_CAPTURE(state_bare, w, Shape::w)->Apply(for_sizes);

/// The same few relationships again and again: shows what caches and the size of the database do.
void state_bare_hot(benchmark::State& run, Shape shape) {
  const Stage& stage = verified_stage(shape, run);
  time_bare(run, stage, stage.few_questions());
}
BENCHMARK_CAPTURE(state_bare_hot, b1, Shape::b1)->Apply(for_sizes);

void state_bare_cell(benchmark::State& run, Shape shape) {
  const Stage& stage = verified_stage(shape, run);
  const Snapshot snapshot = stage.database.snapshot();
  const auto ask = [&](const Question& question) {
    return must(
        bare_state(snapshot, question.relationship, question.cell, question.on, stage.horizon()));
  };
  warm_up(stage.questions, ask);
  time_each(run, stage.questions, ask);
}
BENCHMARK_CAPTURE(state_bare_cell, b1, Shape::b1)->Apply(for_sizes);
BENCHMARK_CAPTURE(state_bare_cell, w, Shape::w)->Apply(for_sizes);

/// A part of every state: reading what corrects the relationship, and who withdraws whom.
void state_evidence(benchmark::State& run, Shape shape) {
  const Stage& stage = verified_stage(shape, run);
  const Snapshot snapshot = stage.database.snapshot();
  time_each(run, stage.questions, [&](const Question& question) {
    return must(read_evidence(snapshot, question.relationship, stage.horizon()));
  });
}
BENCHMARK_CAPTURE(state_evidence, b1, Shape::b1)->Apply(for_sizes);
BENCHMARK_CAPTURE(state_evidence, w, Shape::w)->Apply(for_sizes);

/// A part of every state: reading all that was ever asserted of the eight cells.
void state_statements(benchmark::State& run, Shape shape) {
  const Stage& stage = verified_stage(shape, run);
  const Snapshot snapshot = stage.database.snapshot();
  time_each(run, stage.questions, [&](const Question& question) {
    return must(read_cells(snapshot, question.relationship));
  });
}
BENCHMARK_CAPTURE(state_statements, b1, Shape::b1)->Apply(for_sizes);

/// The kernel alone: the eight cells from what is in memory already.
void state_kernel(benchmark::State& run, Shape shape) {
  struct Asked {
    std::vector<CellStatements> cells;
    EffectiveTime on;
  };
  const Stage& stage = verified_stage(shape, run);
  const Snapshot snapshot = stage.database.snapshot();
  std::vector<Asked> all;
  for (const Question& question : stage.few_questions()) {
    all.push_back({.cells = must(read_cells(snapshot, question.relationship)), .on = question.on});
  }
  time_each(run, all, [](const Asked& asked) {
    std::vector<std::optional<CellState>> states;
    states.reserve(asked.cells.size());
    for (const CellStatements& cell : asked.cells) {
      states.push_back(state_at(cell.statements, asked.on));
    }
    return states;
  });
}
BENCHMARK_CAPTURE(state_kernel, b1, Shape::b1)->Apply(for_sizes);
BENCHMARK_CAPTURE(state_kernel, w, Shape::w)->Apply(for_sizes);

/// The kernel alone: who withdraws whom among the corrections of a relationship, three on average.
void state_withdrawals(benchmark::State& run, Shape shape) {
  const Stage& stage = verified_stage(shape, run);
  const Snapshot snapshot = stage.database.snapshot();
  std::vector<std::vector<Correction>> all;
  for (const Question& question : stage.few_questions()) {
    all.push_back(must(read_corrections(snapshot, question.relationship)));
  }
  time_each(run, all, [&](const std::vector<Correction>& corrections) {
    return Withdrawals{corrections, stage.horizon()};
  });
}
BENCHMARK_CAPTURE(state_withdrawals, w, Shape::w)->Apply(for_sizes);

}  // namespace
}  // namespace annals::bench
