#pragma once

#include <vector>

#include "peers/peer.h"
#include "workload.h"

namespace annals::bench {

/// Points to ask about, as known at the first `known` events. Every other one of B1 is the very day
/// of an event, where mistakes would show. The days of any sixteen in a row cover the thirty years
/// evenly, so that few questions, of a peer that takes long, ask what many do.
[[nodiscard]] std::vector<Point> make_points(const Workload& workload, std::uint64_t known);

/// Values to look for in every relationship, with days as even.
[[nodiscard]] std::vector<Sought> make_sought();

/// The fewest questions that are a fair sample.
inline constexpr std::size_t questions_min = 16;

}  // namespace annals::bench
