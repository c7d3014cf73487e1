#pragma once

#include <cstddef>
#include <string_view>
#include <variant>
#include <vector>

namespace annals {

struct Datum;

/// A named part of an object that somebody sent. The name lives as long as what it was read from.
struct Member;

/// A number that a double cannot hold exactly.
struct Unrepresentable {};

/// What somebody sent for a field, before it is checked: the shapes of JSON. Views into the text
/// that it was read from, and valid as long as that is.
struct Datum {
  using List = std::vector<Datum>;
  using Object = std::vector<Member>;

  std::variant<std::nullptr_t, bool, double, Unrepresentable, std::string_view, List, Object> shape;
};

struct Member {
  std::string_view name;
  Datum datum;
};

/// An event before it is checked: its fields in the order in which they were sent.
using Draft = Datum::Object;

/// The kind of a datum for a message: `text`, `a number`, `a list`, ...
[[nodiscard]] std::string_view kind_of(const Datum& datum);

}  // namespace annals
