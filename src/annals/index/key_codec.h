#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "annals/base/big_endian.h"
#include "annals/base/result.h"
#include "annals/store/store.h"

namespace annals {

/// Ends a text in a key. No id, term, key or party has it, so no text is another's beginning.
inline constexpr char text_end = '\0';

inline void put_text(std::string& key, std::string_view text) {
  key += text;
  key += text_end;
}

/// Takes a text and its end off the front of `key`; nothing if it has no end.
inline std::optional<std::string_view> take_text(std::string_view& key) {
  const std::size_t end = key.find(text_end);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view text = key.substr(0, end);
  key.remove_prefix(end + 1);
  return text;
}

/// The prefix of every key that begins with this text.
[[nodiscard]] inline std::string text_prefix(std::string_view text) {
  std::string prefix;
  put_text(prefix, text);
  return prefix;
}

/// Moves past every key that begins with `prefix`, which a text ends: a few steps, then a seek.
inline void skip_past(Cursor& cursor, std::string prefix) {
  constexpr int steps_max = 4;
  for (int steps = 0; steps < steps_max; ++steps) {
    if (!cursor.valid() || !cursor.key().starts_with(prefix)) return;
    cursor.next();
  }
  prefix.back() = text_end + 1;
  cursor.seek(prefix);
}

inline Error corrupt_index(std::string_view name) {
  return {.code = ErrorCode::corrupt,
          .message = "the index '" + std::string{name} +
                     "' has an entry that cannot be read; 'annals rebuild' makes it anew"};
}

}  // namespace annals
