// From a line of JSON to an event: what `ingest` does with each line before the log sees it.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

#include "annals/codec/json_line.h"
#include "annals/codec/vocabulary_json.h"
#include "annals/event/make_event.h"
#include "must.h"
#include "timing.h"
#include "workload.h"

namespace annals::bench {
namespace {

/// Enough lines that the processor does not learn them by heart, and they stay in its cache.
std::vector<std::string> some_lines(Shape shape) {
  constexpr std::uint64_t count = 1000;
  return Workload{shape, count}.lines(1, count);
}

/// Line to draft: the JSON alone.
void parse_json(benchmark::State& run, Shape shape) {
  const std::vector<std::string> lines = some_lines(shape);
  JsonLineReader reader;
  time_each(run, lines, [&](const std::string& line) { return must(reader.read(line)); });
  count_bytes(run, lines);
}
BENCHMARK_CAPTURE(parse_json, b1, Shape::b1);
BENCHMARK_CAPTURE(parse_json, w, Shape::w);

/// Line to event: the JSON, every check, and what the vocabulary says of each cell.
void parse_event(benchmark::State& run, Shape shape) {
  const std::vector<std::string> lines = some_lines(shape);
  const Vocabulary vocabulary = must(parse_vocabulary(partnership_vocabulary()));
  JsonLineReader reader;
  time_each(run, lines, [&](const std::string& line) {
    return must(make_event(must(reader.read(line)), vocabulary));
  });
  count_bytes(run, lines);
}
BENCHMARK_CAPTURE(parse_event, b1, Shape::b1);
BENCHMARK_CAPTURE(parse_event, w, Shape::w);

}  // namespace
}  // namespace annals::bench
