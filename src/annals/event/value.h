#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <variant>

namespace annals {

/// No value: a term that ended, or has not begun.
struct None {
  friend constexpr auto operator<=>(None, None) = default;
};

/// What a term can be: text, a number, a boolean, or none. `"1"`, `1` and `true` are different.
/// The order of the alternatives is the order of values in an answer: text by its bytes, numbers
/// ascending, false, true, none (semantics.md §5).
using Value = std::variant<std::string, double, bool, None>;

[[nodiscard]] inline bool is_none(const Value& value) {
  return std::holds_alternative<None>(value);
}

/// A number as text: the shortest that reads back as the same double, `27` and not `27.0`.
[[nodiscard]] std::string to_text(double number);

/// A value for a person: text as it is, `27`, `true`, `none`.
[[nodiscard]] std::string to_text(const Value& value);

}  // namespace annals
