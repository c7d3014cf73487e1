#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "annals/query/timelines.h"
#include "terminal.h"

namespace annals::cli {

/// What bars are drawn with.
enum class BarGlyphs : std::uint8_t { unicode, ascii };

/// The runs of each cell as bars on one axis of days, fitted to the terminal (80 columns where
/// lines may be as long as they like). A bar bears its value if it has room; one that is only
/// possible is thin and its value ends with a question mark. Runs that have ended are left out.
/// Cost: O(runs).
[[nodiscard]] std::string bars(const Terminal& terminal, std::span<const CellTimeline> cells,
                               BarGlyphs glyphs);

}  // namespace annals::cli
