#include "annals/store/run.h"

namespace annals {
namespace {

/// How many runs of level 0 make one of `level`.
std::uint64_t width_of(const RunLayout& layout, unsigned level) {
  std::uint64_t width = 1;
  for (; level > 0; --level) width *= layout.fan_out;
  return width;
}

}  // namespace

RunSpan span_of(const RunLayout& layout, const RunId& run) {
  const std::uint64_t width = width_of(layout, run.level);
  return {.first = run.index * width, .last = (run.index + 1) * width};
}

std::vector<RunId> live_runs(const RunLayout& layout, std::uint64_t count) {
  std::vector<RunId> runs;
  std::uint64_t covered = 0;
  for (unsigned level = layout.levels; level-- > 0;) {
    const std::uint64_t width = width_of(layout, level);
    for (; count - covered >= width; covered += width) {
      runs.push_back({.level = level, .index = static_cast<std::uint32_t>(covered / width)});
    }
  }
  return runs;
}

}  // namespace annals
