#pragma once

#include <string>
#include <vector>

namespace annals::support {

/// What a command left behind.
struct Outcome {
  int exit_code;  ///< 128 and the signal's number if a signal ended it
  std::string out;
  std::string err;
};

/// Runs a program with these arguments, the program's path first, and waits for its end. It reads
/// nothing and finds no terminal. Throws std::system_error if it cannot be started.
[[nodiscard]] Outcome run_command(const std::vector<std::string>& arguments);

}  // namespace annals::support
