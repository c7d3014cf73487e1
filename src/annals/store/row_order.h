#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "annals/store/rows.h"

namespace annals {

/// Rows of which others may hold on to, as they are.
using SharedRows = std::shared_ptr<const Rows>;

/// Where a row lies among several `Rows`.
struct RowPlace {
  std::uint64_t head;  ///< of no meaning to others
  std::uint32_t part;
  std::uint32_t row;
};

/// The rows of all parts, which need not be sorted, in order of their keys; of rows with the same
/// key the last one, in the last part, stays.
/// Cost: O(n log n), of which most compares eight bytes of a key that lie beside its place.
[[nodiscard]] std::vector<RowPlace> in_order(std::span<const SharedRows> parts);

}  // namespace annals
