#pragma once

#include "annals/codec/json.h"

namespace annals::unit {

/// A small vocabulary that nothing is wrong with and that has an example of everything.
[[nodiscard]] Json small_vocabulary();

}  // namespace annals::unit
