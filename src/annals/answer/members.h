#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/answer/asked.h"
#include "annals/base/result.h"
#include "annals/codec/json.h"
#include "annals/event/value.h"

namespace annals {

/// Takes the members of a question in JSON one by one. The first thing that is wrong is kept, and
/// `finish` tells it; until then what is missing or wrong reads as empty.
class Members {
 public:
  /// Of an object; anything else is refused.
  explicit Members(Json question);

  /// Text that must be given.
  [[nodiscard]] std::string text(std::string_view name);

  /// Text that may be missing or null.
  [[nodiscard]] std::optional<std::string> optional_text(std::string_view name);

  /// A name that must be given, and may be an id.
  [[nodiscard]] std::string id(std::string_view name);

  /// True or false; false if it is not given.
  [[nodiscard]] bool flag(std::string_view name);

  /// A text, or a list of them; none if it is not given.
  [[nodiscard]] std::vector<std::string> texts(std::string_view name);

  /// Text, a number or a boolean that must be given.
  [[nodiscard]] Value value(std::string_view name);

  /// `known`, `basis`, `recorded`, `source` and `without_source`.
  [[nodiscard]] PerspectiveOptions perspective();

  /// `basis` and `recorded` alone.
  [[nodiscard]] PerspectiveOptions basis();

  /// Errors: invalid_input: what was wrong first, or a member that nobody took.
  [[nodiscard]] Status finish() const;

 private:
  /// Takes a member; null if it is not given.
  [[nodiscard]] Json take(std::string_view name);
  [[nodiscard]] Json take_required(std::string_view name);
  void refuse(std::string_view name, std::string_view what);

  Json left_;  // what nobody has taken yet
  std::optional<Error> wrong_;
};

}  // namespace annals
