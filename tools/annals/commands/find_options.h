#pragma once

#include "../context.h"
#include "annals/answer/find_times.h"

namespace annals::cli {

/// Answers where it is asked about times and not about a moment.
[[nodiscard]] ExitCode find_times(const Globals& globals, const FindQuestion& options);

}  // namespace annals::cli
