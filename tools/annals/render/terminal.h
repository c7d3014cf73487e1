#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "../context.h"

namespace annals::cli {

/// What a piece of text is, for those who see colours; nothing is said by colour alone.
enum class Style : std::uint8_t { plain, heading, faint, good, warning, bad };

/// What standard output is.
struct Terminal {
  bool colors;
  std::size_t columns;  ///< 0: lines are as long as they need to be, for what reads a pipe
};

/// Looks at standard output, `--color`, NO_COLOR and COLUMNS.
[[nodiscard]] Terminal look_at_terminal(const Globals& globals);

/// Whether standard error is a terminal, where progress may be shown.
[[nodiscard]] bool shows_progress(const Globals& globals);

/// The columns that UTF-8 `text` takes on a terminal.
[[nodiscard]] std::size_t display_columns(std::string_view text);

/// The bytes at the front of `text` that fit into `columns`, at least one character.
[[nodiscard]] std::size_t bytes_that_fit(std::string_view text, std::size_t columns);

/// `text` between the escapes for `style`, if there are colours.
[[nodiscard]] std::string styled(const Terminal& terminal, Style style, std::string_view text);

}  // namespace annals::cli
