#pragma once

#include <string>
#include <vector>

namespace annals::bench {

/// Runs a program to its end: its path, then its arguments. What it prints is not shown. Ends this
/// program if it fails.
void run_process(const std::vector<std::string>& command);

}  // namespace annals::bench
