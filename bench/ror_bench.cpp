// Questions to a database of real records, that of bench/ror; `ANNALS_BENCH_ROR` names it. Nothing
// is timed where there is none.

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "annals/database.h"
#include "annals/index/history_index.h"
#include "annals/query/history.h"
#include "annals/query/state.h"
#include "annals/query/timelines.h"
#include "must.h"
#include "timing.h"

namespace annals::bench {
namespace {

/// The database, and every hundredth organisation in it.
struct Ror {
  Database database;
  std::vector<std::string> organisations;
};

const Ror& ror(const char* path) {
  static const Ror opened = [&] {
    Ror made{.database = must(Database::open(path, {})), .organisations = {}};
    constexpr std::size_t step = 100;
    const auto all = must(read_relationships(made.database.snapshot(), made.database.last()));
    for (std::size_t i = 0; i < all.size(); i += step) {
      made.organisations.push_back(all[i].relationship);
    }
    return made;
  }();
  return opened;
}

Horizon horizon(const Database& database, const char* known) {
  const KnownTime until =
      known == nullptr ? KnownTime::latest() : must(parse_when<KnownAxis>(known)).last;
  return {.known = until, .basis = database.last()};
}

void ror_state(benchmark::State& run, const char* path, const char* known) {
  const auto& [database, organisations] = ror(path);
  const Snapshot snapshot = database.snapshot();
  const Horizon seen = horizon(database, known);
  const EffectiveTime on = must(parse_when<EffectiveAxis>("2026-06")).last;
  time_each(run, organisations, [&](const std::string& organisation) {
    return must(state(snapshot, organisation, std::nullopt, on, seen));
  });
}

void ror_history(benchmark::State& run, const char* path) {
  const auto& [database, organisations] = ror(path);
  const Snapshot snapshot = database.snapshot();
  time_each(run, organisations, [&](const std::string& organisation) {
    return must(history(snapshot, organisation, HistoryOrder::effect, horizon(database, nullptr)));
  });
}

const bool registered = [] {
  const char* const path = std::getenv("ANNALS_BENCH_ROR");
  if (path == nullptr) return false;
  benchmark::RegisterBenchmark("ror_state", ror_state, path, nullptr)
      ->Unit(benchmark::kMicrosecond);
  benchmark::RegisterBenchmark("ror_state_known_2024", ror_state, path, "2024")
      ->Unit(benchmark::kMicrosecond);
  benchmark::RegisterBenchmark("ror_state_known_2022", ror_state, path, "2022")
      ->Unit(benchmark::kMicrosecond);
  benchmark::RegisterBenchmark("ror_history", ror_history, path)->Unit(benchmark::kMicrosecond);
  return true;
}();

}  // namespace
}  // namespace annals::bench
