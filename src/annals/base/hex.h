#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "annals/base/sha256.h"

namespace annals {

/// Two digits for each byte, in lower case.
[[nodiscard]] std::string to_hex(std::string_view bytes);

/// The bytes that `text` spells; nothing if it has an odd length or a character that is no digit of
/// lower or upper case.
[[nodiscard]] std::optional<std::string> from_hex(std::string_view text);

/// The digest that 64 digits spell.
[[nodiscard]] std::optional<Digest> digest_from_hex(std::string_view text);

/// The digest whose bytes these are; nothing if they are not 32.
[[nodiscard]] std::optional<Digest> digest_from(std::string_view bytes);

}  // namespace annals
