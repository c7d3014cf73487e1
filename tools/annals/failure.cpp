#include "failure.h"

#include <fmt/core.h>

namespace annals::cli {

ExitCode exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_input:
      return ExitCode::bad_input;
    case ErrorCode::not_found:
      return ExitCode::nothing;
    case ErrorCode::corrupt:
      return ExitCode::damaged;
    case ErrorCode::missing:
    case ErrorCode::busy:
    case ErrorCode::unsupported:
    case ErrorCode::io:
      return ExitCode::no_access;
  }
  return ExitCode::no_access;
}

ExitCode fail(const Error& error) {
  std::string_view lines = error.message;  // several, where several mistakes are named
  while (true) {
    const std::size_t end = lines.find('\n');
    fmt::print(stderr, "annals: {}\n", lines.substr(0, end));
    if (end == std::string_view::npos) return exit_code(error.code);
    lines.remove_prefix(end + 1);
  }
}

void note(const Globals& globals, std::string_view text) {
  if (!globals.quiet) fmt::print(stderr, "annals: {}\n", text);
}

}  // namespace annals::cli
