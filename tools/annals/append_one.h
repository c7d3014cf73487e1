#pragma once

#include "annals/codec/json.h"
#include "annals/database.h"
#include "context.h"

namespace annals::cli {

/// Appends the event that `json` describes, and prints its sequence and id.
ExitCode append_one(const Globals& globals, Database& database, const Json& json);

}  // namespace annals::cli
