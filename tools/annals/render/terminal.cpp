#include "terminal.h"

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <clocale>
#include <cstdlib>
#include <cwchar>

namespace annals::cli {
namespace {

/// The character at the front of `text`: its bytes, and the columns it takes.
struct Character {
  std::size_t bytes;
  std::size_t columns;
};

Character first_character(std::string_view text) {
  // Widths come from the C library, which needs a UTF-8 locale for them.
  static const bool is_utf8 = std::setlocale(LC_CTYPE, "C.UTF-8") != nullptr;
  wchar_t wide = 0;
  std::mbstate_t state{};
  const std::size_t bytes = std::mbrtowc(&wide, text.data(), text.size(), &state);
  if (!is_utf8 || bytes == 0 || bytes > text.size()) return {.bytes = 1, .columns = 1};
  const int columns = wcwidth(wide);
  return {.bytes = bytes, .columns = columns < 0 ? 0 : static_cast<std::size_t>(columns)};
}

std::string_view environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

/// The columns that COLUMNS asks for; 0 if it does not.
std::size_t columns_of_environment() {
  std::size_t columns = 0;
  const std::string_view text = environment("COLUMNS");
  std::from_chars(text.data(), text.data() + text.size(), columns);
  return columns;
}

std::size_t columns_of_terminal() {
  winsize size{};
  constexpr std::size_t columns_usual = 80;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return columns_usual;
  return size.ws_col;
}

std::string_view escape(Style style) {
  switch (style) {
    case Style::plain:
      return "";
    case Style::heading:
      return "\x1b[1m";
    case Style::faint:
      return "\x1b[2m";
    case Style::good:
      return "\x1b[32m";
    case Style::warning:
      return "\x1b[33m";
    case Style::bad:
      return "\x1b[31m";
  }
  return "";
}

}  // namespace

Terminal look_at_terminal(const Globals& globals) {
  const bool is_terminal = isatty(STDOUT_FILENO) == 1;
  const std::string_view kind = environment("TERM");
  const bool wanted =
      is_terminal && environment("NO_COLOR").empty() && !kind.empty() && kind != "dumb";
  const bool colors =
      globals.color == ColorMode::always || (globals.color == ColorMode::automatic && wanted);
  const std::size_t asked = columns_of_environment();
  if (asked > 0 || !is_terminal) return {.colors = colors, .columns = asked};
  return {.colors = colors, .columns = columns_of_terminal()};
}

bool shows_progress(const Globals& globals) {
  return !globals.quiet && !globals.no_progress && isatty(STDERR_FILENO) == 1;
}

std::size_t display_columns(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character character = first_character(text);
    columns += character.columns;
    text.remove_prefix(character.bytes);
  }
  return columns;
}

std::size_t bytes_that_fit(std::string_view text, std::size_t columns) {
  std::size_t bytes = 0;
  std::size_t used = 0;
  while (bytes < text.size()) {
    const Character character = first_character(text.substr(bytes));
    if (bytes > 0 && used + character.columns > columns) break;
    used += character.columns;
    bytes += character.bytes;
  }
  return bytes;
}

std::string styled(const Terminal& terminal, Style style, std::string_view text) {
  if (!terminal.colors || style == Style::plain) return std::string{text};
  return fmt::format("{}{}\x1b[0m", escape(style), text);
}

}  // namespace annals::cli
