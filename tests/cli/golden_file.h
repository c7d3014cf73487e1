#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace annals::cli_test {

/// A command line and all that came of it. golden_test.cpp says how it is written.
struct Step {
  std::string comment;  ///< the lines before it, each with its `##`; empty if there are none
  std::string command;  ///< several lines where it has a here-document
  std::optional<unsigned short> terminal_columns;  ///< none: it writes to a file
  std::optional<int> exit_code;                    ///< none: never run yet
  std::string out;
  std::string err;
  std::size_t line;  ///< where the command stands, from 1 on
};

/// Throws std::runtime_error, with the line, if it is not written as a golden file.
[[nodiscard]] std::vector<Step> parse_golden(std::string_view text);

/// `parse_golden(print_golden(steps))` are these steps.
[[nodiscard]] std::string print_golden(const std::vector<Step>& steps);

}  // namespace annals::cli_test
