#pragma once

#include <string_view>

#include "../context.h"

namespace annals::cli {

/// Whether text of so many lines should be shown a screen at a time: standard output is a terminal
/// that has fewer lines, and nobody asked for it to be left alone (`--no-pager`, or
/// PAGER set to nothing or to `cat`).
[[nodiscard]] bool wants_pager(const Globals& globals, std::string_view text);

/// Shows `text` in $ANNALS_PAGER, $PAGER or `less`, and comes back when its user is done. False if
/// that could not be started: nothing was shown then.
[[nodiscard]] bool show_in_pager(std::string_view text);

}  // namespace annals::cli
