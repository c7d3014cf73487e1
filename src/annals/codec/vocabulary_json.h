#pragma once

#include <string_view>

#include "annals/base/result.h"
#include "annals/event/vocabulary.h"

namespace annals {

/// Reads and checks a vocabulary in the form of schema/vocabulary/partnership.json; the four
/// general types are added to what it says.
///
/// Errors: invalid_input. Every mistake is named with its place, `types[3].effects[0].key`, on a
/// line
///         of its own.
[[nodiscard]] Result<Vocabulary> parse_vocabulary(std::string_view json);

/// The text of the built-in vocabulary, schema/vocabulary/partnership.json.
[[nodiscard]] std::string_view partnership_vocabulary();

}  // namespace annals
