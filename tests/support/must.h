#pragma once

#include <stdexcept>
#include <utility>

#include "annals/base/result.h"

namespace annals::support {

/// The value of a result that a test cannot go on without. Throws the error's message otherwise,
/// which GoogleTest and RapidCheck report as the failure of the test.
template <typename T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error{result.error().message};
  return *std::move(result);
}

}  // namespace annals::support
