// From an event to the bytes of its record, back again, and to its hash.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "annals/codec/json_line.h"
#include "annals/codec/record.h"
#include "annals/codec/vocabulary_json.h"
#include "annals/event/make_event.h"
#include "annals/log/merkle.h"
#include "must.h"
#include "timing.h"
#include "workload.h"

namespace annals::bench {
namespace {

/// Events of B1 as they stand in the log.
std::vector<LoggedEvent> some_events() {
  constexpr std::uint64_t count = 1000;
  const Workload workload{Shape::b1, count};
  const Vocabulary vocabulary = must(parse_vocabulary(partnership_vocabulary()));
  JsonLineReader reader;
  std::vector<LoggedEvent> events;
  for (std::uint64_t sequence = 1; sequence <= count; ++sequence) {
    Event event = must(make_event(must(reader.read(workload.line(sequence))), vocabulary));
    events.push_back({.sequence = {.value = sequence},
                      .recorded = {.at = recorded_at(sequence)},
                      .known = {.at = recorded_at(sequence)},
                      .retracts = {},
                      .replaces = {},
                      .reach = {},
                      .event = std::move(event)});
  }
  return events;
}

std::vector<std::string> some_records() {
  std::vector<std::string> records;
  for (const LoggedEvent& event : some_events()) records.push_back(encode_record(event));
  return records;
}

void record_encode(benchmark::State& run) {
  time_each(run, some_events(), [](const LoggedEvent& event) { return encode_record(event); });
  count_bytes(run, some_records());
}
BENCHMARK(record_encode);

void record_decode(benchmark::State& run) {
  const std::vector<std::string> records = some_records();
  time_each(run, records, [](const std::string& record) { return must(decode_record(record)); });
  count_bytes(run, records);
}
BENCHMARK(record_decode);

/// A leaf of the Merkle tree: SHA-256 of the record and a byte.
void record_hash(benchmark::State& run) {
  const std::vector<std::string> records = some_records();
  time_each(run, records, [](const std::string& record) { return leaf_hash(record); });
  count_bytes(run, records);
}
BENCHMARK(record_hash);

/// The id of an event whose author gave none: a hash of its content, in text.
void record_derive_id(benchmark::State& run) {
  time_each(run, some_events(), [](const LoggedEvent& event) { return derived_id(event.event); });
}
BENCHMARK(record_derive_id);

}  // namespace
}  // namespace annals::bench
