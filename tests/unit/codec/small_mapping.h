#pragma once

#include <string>
#include <utility>
#include <vector>

#include "annals/codec/json.h"
#include "annals/codec/mapped_row.h"
#include "annals/codec/mapping.h"

namespace annals::unit {

/// A small mapping that nothing is wrong with.
[[nodiscard]] Json small_mapping();

/// A mapping with this event alone, its input and its dates as in the small one.
[[nodiscard]] Mapping mapping_of_event(const Json& event);

/// The row with these columns; the others are empty.
using Columns = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] TableRow row_of(const Mapping& mapping, const Columns& columns);

}  // namespace annals::unit
