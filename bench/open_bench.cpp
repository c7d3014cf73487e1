// What every command pays before and after its question: opening, a snapshot, the end of the log.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

#include "annals/database.h"
#include "annals/query/question.h"
#include "annals/store/column.h"
#include "must.h"
#include "settings.h"
#include "stage.h"

namespace annals::bench {
namespace {

/// Bytes of every column's files.
std::uint64_t file_bytes(const Database& database) {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < column_count; ++i) {
    bytes += database.file_bytes(static_cast<Column>(i));
  }
  return bytes;
}

/// Opens for reading and closes again. Also tells how large the files are.
void open_to_read(benchmark::State& run, Shape shape) {
  const Stage& stage = stage_for(shape, run.range(0));
  for ([[maybe_unused]] auto _ : run) {
    auto database = must(Database::open(stage.path, {}));
    benchmark::DoNotOptimize(database);
  }
  run.counters["bytes_per_event"] = static_cast<double>(file_bytes(stage.database)) /
                                    static_cast<double>(stage.workload.events());
}
BENCHMARK_CAPTURE(open_to_read, b1, Shape::b1)->Apply(for_sizes)->UseRealTime();
BENCHMARK_CAPTURE(open_to_read, w, Shape::w)->Apply(for_sizes)->UseRealTime();

/// Makes a database: the first `ingest` pays it.
void open_create(benchmark::State& run) {
  const Scratch scratch;
  int made = 0;
  for ([[maybe_unused]] auto _ : run) {
    must(Database::create(scratch.path() / std::to_string(++made), {}));
  }
}
BENCHMARK(open_create)->Unit(benchmark::kMicrosecond)->UseRealTime();

/// Opens an empty database for writing and closes it again: every `add` pays it.
void open_to_write(benchmark::State& run) {
  const Scratch scratch;
  must(Database::create(scratch.path() / "db", {}));
  for ([[maybe_unused]] auto _ : run) {
    auto database = must(Database::open(scratch.path() / "db", {.access = Access::write}));
    benchmark::DoNotOptimize(database);
  }
}
BENCHMARK(open_to_write)->Unit(benchmark::kMicrosecond)->UseRealTime();

/// A snapshot and what an answer may rest on, for a question that says neither.
void open_inquiry(benchmark::State& run, Shape shape) {
  const Stage& stage = stage_for(shape, run.range(0));
  for ([[maybe_unused]] auto _ : run) {
    const Snapshot snapshot = stage.database.snapshot();
    auto horizon = must(resolve(snapshot, {}));
    benchmark::DoNotOptimize(horizon);
  }
  run.SetItemsProcessed(run.iterations());
}
BENCHMARK_CAPTURE(open_inquiry, b1, Shape::b1)->Apply(for_sizes);

}  // namespace
}  // namespace annals::bench
