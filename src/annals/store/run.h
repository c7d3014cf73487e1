#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace annals {

/// How the rows of a packed column are kept on disk: in runs, each sorted and cut into pages.
///
/// Which runs there are depends on the number of events alone. Every `events_per_run` of them make
/// a run of level 0; as soon as there are `fan_out` runs of a level, they become one of the next.
struct RunLayout {
  std::uint64_t events_per_run = 256;  ///< whoever opens a database replays fewer than so many
  std::uint64_t fan_out = 8;
  unsigned levels = 5;  ///< runs of the last level are not merged any more
  std::uint64_t page_rows = 256;

  friend bool operator==(const RunLayout&, const RunLayout&) = default;
};

/// A run: which of its level. It holds the rows of `fan_out`^level times `events_per_run` events.
struct RunId {
  unsigned level = 0;
  std::uint32_t index = 0;

  friend constexpr auto operator<=>(const RunId&, const RunId&) = default;
};

/// Those of level 0 that a run holds: `[first, last)`.
struct RunSpan {
  std::uint64_t first;
  std::uint64_t last;

  friend bool operator==(const RunSpan&, const RunSpan&) = default;
};

[[nodiscard]] RunSpan span_of(const RunLayout& layout, const RunId& run);

/// The runs that there are when `count` of level 0 have been made, oldest first: of each level
/// fewer than `fan_out`, save of the last.
[[nodiscard]] std::vector<RunId> live_runs(const RunLayout& layout, std::uint64_t count);

}  // namespace annals
