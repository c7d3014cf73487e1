#pragma once

#include "annals/base/result.h"
#include "annals/event/draft.h"
#include "annals/event/event.h"
#include "annals/event/vocabulary.h"

namespace annals {

/// Checks a draft against the vocabulary and works out what it says of each cell.
///
/// Errors: invalid_input; the message begins with the field in single quotes and says what was
///         expected there. What needs the log (a target that is not there, an id that is taken, a
///         `known` after `recorded`) is checked when the event is appended.
/// Source: semantics.md §2 and §3.
[[nodiscard]] Result<Event> make_event(const Draft& draft, const Vocabulary& vocabulary);

/// The same, written to `event` in place of whatever that held; memory that it has is used again.
/// After an error it is no event, but can be written to.
[[nodiscard]] Status make_event(const Draft& draft, const Vocabulary& vocabulary, Event& event);

}  // namespace annals
