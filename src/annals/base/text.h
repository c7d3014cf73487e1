#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace annals {

/// Whether `text` is ASCII without control characters, as nearly all ids are: quicker than both
/// questions below, and if so, both are answered.
[[nodiscard]] bool is_printable_ascii(std::string_view text);

/// Whether `text` is well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates).
[[nodiscard]] bool is_utf8(std::string_view text);

/// Whether UTF-8 `text` has a control character: U+0000 to U+001F or U+007F to U+009F.
[[nodiscard]] bool has_control_character(std::string_view text);

/// `text` with its control characters as escapes: `\x0a`, `\u0085`.
[[nodiscard]] std::string escaped(std::string_view text);

/// `text` in double quotes for a message: control characters escaped, cut after 60 bytes.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// How many single-character edits turn `a` into `b`, bytes compared (Levenshtein 1966).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace annals
