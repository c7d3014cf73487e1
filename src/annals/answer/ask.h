#pragma once

#include <string_view>

#include "annals/base/result.h"
#include "annals/codec/json.h"
#include "annals/store/store.h"

namespace annals {

/// Answers a question in JSON with the document that the command of the same name prints.
///
/// `{"ask":"state","relationship":"microsoft-openai","on":"2025-03-01","known":"2025-02-01"}`.
/// `ask` is `state`, `holds`, `timeline`, `history`, `diff`, `why`, `find`, `party`, `changes`,
/// `conflicts`, `relationships`, `parties` or `sql`; the other members are called as the command's
/// arguments and flags are (README.md, "Embed it"). One that is null is one that is not given.
///
/// Errors: invalid_input, naming the member; also for one that the question does not have. corrupt,
///         io.
/// Cost:   that of the question (query/), and the document.
[[nodiscard]] Result<Json> ask(Snapshot snapshot, std::string_view question);

}  // namespace annals
