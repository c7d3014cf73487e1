#pragma once

#include <string>
#include <string_view>

namespace annals {

/// `text` for the content or a quoted attribute of XML or HTML: markup becomes references. What XML
/// 1.0 does not allow at all, and what would turn the order of the letters around it so that one
/// value could pass for another (UAX #9), becomes U+FFFD. `text` must be UTF-8.
[[nodiscard]] std::string in_markup(std::string_view text);

/// About how many pixels wide UTF-8 `text` is in a sans-serif face of `size` pixels: a file cannot
/// know the reader's fonts. Estimated from Helvetica's widths, a little on the wide side.
[[nodiscard]] double text_width(std::string_view text, double size);

/// As much of `text` as fits `width` pixels, with an ellipsis where it was cut; empty if that would
/// leave fewer than three characters of a longer text.
[[nodiscard]] std::string cut_to(std::string_view text, double width, double size);

}  // namespace annals
