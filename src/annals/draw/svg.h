#pragma once

#include <span>
#include <string>
#include <string_view>

#include "annals/draw/picture.h"
#include "annals/query/material.h"

namespace annals {

/// The picture as an SVG 1.1 file that needs nothing else: light or dark as the reader prefers,
/// with titles that browsers show beside the pointer and screen readers read out.
///
/// `materials` are those that the picture was made of; `subtitle` says from where it was asked.
/// Cost: O(bars + marks). The same picture gives the same bytes.
[[nodiscard]] std::string to_svg(const Picture& picture, std::span<const Material> materials,
                                 std::string_view subtitle);

}  // namespace annals
