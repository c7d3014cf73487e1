#pragma once

#include <span>
#include <string>
#include <string_view>

#include "annals/draw/picture.h"
#include "annals/query/material.h"

namespace annals {

/// The picture as one HTML file to explore, which needs nothing else and asks nobody anything: its
/// policy (CSP) allows its own style and script by their hashes, and no request.
///
/// `subtitle` says from where it was asked. Cost: O(n log n) for n statements and events.
[[nodiscard]] std::string to_html(const Picture& picture, std::span<const Material> materials,
                                  std::string_view subtitle);

}  // namespace annals
