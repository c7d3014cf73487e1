#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "annals/base/result.h"

namespace annals::bench {

/// Ends the program: a measurement that went wrong must not look like one.
[[noreturn]] inline void stop(std::string_view message) {
  std::fprintf(stderr, "bench: %.*s\n", static_cast<int>(message.size()), message.data());
  // Databases are open and snapshots held, so nothing that is static may be taken apart.
  std::_Exit(EXIT_FAILURE);
}

/// The value of a result that a measurement cannot go on without.
template <typename T>
T must(Result<T> result) {
  if (!result) stop(result.error().message);
  return *std::move(result);
}

}  // namespace annals::bench
