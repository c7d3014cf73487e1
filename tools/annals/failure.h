#pragma once

#include "annals/base/result.h"
#include "context.h"

namespace annals::cli {

/// The exit code that says what kind of thing went wrong.
[[nodiscard]] ExitCode exit_code(ErrorCode code);

/// Prints the error and says what to exit with.
ExitCode fail(const Error& error);

/// Prints a remark that is no result, unless the user wants quiet.
void note(const Globals& globals, std::string_view text);

}  // namespace annals::cli
