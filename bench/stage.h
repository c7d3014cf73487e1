#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "annals/database.h"
#include "annals/event/cell.h"
#include "annals/state/statement.h"
#include "annals/time/instant.h"
#include "workload.h"

namespace annals::bench {

/// What is asked about: a relationship, one of its cells, a day and one that is not before it.
struct Question {
  std::uint64_t relationship_index;
  std::size_t cell_index;
  std::int32_t day;  ///< as in `Fact`
  std::int32_t later_day;
  std::string relationship;
  Cell cell;
  EffectiveTime on;
  EffectiveTime later;
};

/// A database that holds a workload, open for reading, and questions about it.
struct Stage {
  Workload workload;
  std::filesystem::path path;
  Database database;
  std::vector<Question> questions;  ///< of relationships, cells and days at random

  /// The whole log, and what the first `events_known` events of it made known.
  [[nodiscard]] Horizon horizon(std::uint64_t events_known) const;
  [[nodiscard]] Horizon horizon() const { return {.basis = database.last()}; }

  /// Questions about so few relationships that what they read stays in every cache.
  [[nodiscard]] std::span<const Question> few_questions() const;
};

/// The stage of this shape and size, the same one each time. Its database stays in `directory()`
/// when the program ends, and is taken from there if it is whole.
[[nodiscard]] const Stage& stage_for(Shape shape, std::int64_t events);

/// Closes the databases of all stages; RocksDB wants that before the program ends.
void close_stages();

/// The moment at the end of a day of a workload, as dates that are asked about mean it.
[[nodiscard]] constexpr EffectiveTime end_of(std::int32_t day) {
  return {.at = last_moment_of(first_effective_day + std::chrono::days{day})};
}

/// Runs a benchmark once for each of `sizes_events()`.
void for_sizes(benchmark::internal::Benchmark* benchmark);

}  // namespace annals::bench
