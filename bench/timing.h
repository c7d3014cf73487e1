#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>

namespace annals::bench {

/// Uses every item twice: what is asked about again is kept in memory from then on.
template <typename Items, typename Use>
void warm_up(const Items& items, Use&& use) {
  for (int round = 0; round < 2; ++round) {
    for (const auto& item : items) benchmark::DoNotOptimize(use(item));
  }
}

/// Times `use` with one of `items` after another, from the first again after the last, and counts
/// them. There must be one.
template <typename Items, typename Use>
void time_each(benchmark::State& run, const Items& items, Use&& use) {
  std::size_t next = 0;
  for ([[maybe_unused]] auto _ : run) {
    auto made = use(items[next]);
    benchmark::DoNotOptimize(made);
    if (++next == items.size()) next = 0;
  }
  run.SetItemsProcessed(run.iterations());
}

/// Tells how many bytes `time_each` went through, if each of `texts` stood for one item.
template <typename Texts>
void count_bytes(benchmark::State& run, const Texts& texts) {
  std::size_t bytes = 0;
  for (const auto& text : texts) bytes += text.size();
  const double bytes_mean = static_cast<double>(bytes) / static_cast<double>(texts.size());
  run.SetBytesProcessed(
      static_cast<std::int64_t>(static_cast<double>(run.iterations()) * bytes_mean));
}

}  // namespace annals::bench
