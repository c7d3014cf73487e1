#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "annals/state/cell_state.h"
#include "annals/state/corrections.h"
#include "annals/state/statement.h"

namespace annals {

/// Why an answer differs from another.
enum class Cause : std::uint8_t {
  world,      ///< something took effect
  learned,    ///< more became known
  corrected,  ///< what one of the answers rests on was withdrawn
  both,       ///< the world changed and knowledge did
};

/// `world`, `learned`, `corrected` or `both`.
[[nodiscard]] std::string_view to_text(Cause cause);

/// A moment that is asked about and what may be known of it.
struct Viewpoint {
  EffectiveTime on;
  Horizon horizon;
  const Withdrawals& withdrawals;  ///< within `horizon`
};

/// How a cell differs between two viewpoints.
struct CellChange {
  std::optional<CellState> before;
  std::optional<CellState> after;
  Cause cause;
};

/// The change of a cell from `from` to `to`; nothing if a reader would see none.
///
/// `statements` are all of the cell, whether they count or not. Cost: O(n log n).
/// Source: semantics.md §6.
[[nodiscard]] std::optional<CellChange> difference(std::span<const Statement> statements,
                                                   const Viewpoint& from, const Viewpoint& to);

}  // namespace annals
