#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "annals/store/loose_rows.h"

namespace annals {

/// Where a row lies among several `LooseRows`.
struct RowPlace {
  std::uint64_t head;  ///< of no meaning to others
  const char* at;
};

/// The rows of all parts, which need not be sorted, in order of their keys; of rows with the same
/// key the last one, in the last part, stays. Valid as long as the parts.
/// Cost: O(n log n), of which most compares eight bytes of a key that lie beside its place.
[[nodiscard]] std::vector<RowPlace> in_order(std::span<const SharedLooseRows> parts);

/// Rows in order of their keys, copied; of those with the same key the last one stays.
[[nodiscard]] Rows sorted(const LooseRows& rows);

}  // namespace annals
