#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "annals/base/result.h"
#include "annals/event/event.h"
#include "annals/event/value.h"

namespace annals {

/// JSON whose members keep the order in which they were put.
using Json = nlohmann::ordered_json;

/// Reads one JSON text. A member that an object has twice is refused.
/// Errors: invalid_input with line and column; also for more than 64 levels of objects and lists.
[[nodiscard]] Result<Json> parse_json(std::string_view text);

/// JSON on one line, in UTF-8; bytes that are not become U+FFFD.
[[nodiscard]] std::string to_line(const Json& json);

/// A value of a cell: a string, a number without needless digits, a boolean or null.
[[nodiscard]] Json to_json(const Value& value);

/// `text`, or null.
[[nodiscard]] Json to_json(const std::optional<std::string>& text);

/// All five parts, null where the source does not say.
[[nodiscard]] Json to_json(const Source& source);

/// An event as `ingest` accepts it again, known and recorded times included: where `known` reaches
/// beyond `recorded`, the moment that it came to mean stands in its place. Of one that was erased
/// what is left, which `ingest` does not accept.
[[nodiscard]] Json to_json(const LoggedEvent& logged);

}  // namespace annals
