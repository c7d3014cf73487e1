#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "annals/base/result.h"
#include "annals/codec/json.h"
#include "annals/event/event.h"
#include "annals/event/vocabulary.h"

namespace annals::unit {

/// The built-in vocabulary.
[[nodiscard]] const Vocabulary& partnership();

/// The event that a line of JSON describes, by the built-in vocabulary.
[[nodiscard]] Result<Event> make_line(std::string_view line);
[[nodiscard]] Result<Event> make(const Json& json);

/// As above by another vocabulary.
[[nodiscard]] Result<Event> make_by(const Vocabulary& vocabulary, const Json& json);

/// A `term_set` that nothing is wrong with: the term `t` of `r` is `x` from 2020 on.
[[nodiscard]] Json term_set();

/// `json` with these members added or changed.
[[nodiscard]] Json with(Json json, std::initializer_list<std::pair<std::string, Json>> members);

/// `json` without one of its members.
[[nodiscard]] Json without(Json json, const std::string& member);

/// Whether two events say the same in every part, how their dates are written included.
[[nodiscard]] bool same_event(const Event& a, const Event& b);

}  // namespace annals::unit
