#pragma once

#include <string>

#include "annals/codec/json.h"
#include "annals/store/store.h"
#include "annals/time/instant.h"
#include "oracle/oracle.h"

namespace annals::conformance {

/// The answer of the library to a question of a case file, in the form of its `expect`; an error is
/// `{"error": message}`. A question without `on` is about `now`.
[[nodiscard]] Json answer_of(const Snapshot& snapshot, const Json& question, Moment now);

/// The oracle's answer to the same question.
[[nodiscard]] Json answer_of(const oracle::Oracle& oracle, const Json& question, Moment now);

}  // namespace annals::conformance
