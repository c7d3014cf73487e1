#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "annals/base/result.h"

namespace annals::cli {

/// The manual page of annals itself, in the language of man(7): its commands, and the flags that
/// every command takes.
[[nodiscard]] std::string man_page(const CLI::App& app);

/// The manual page of one of its commands. What it says is what `--help` says.
[[nodiscard]] std::string man_page_of_command(const CLI::App& command);

/// Writes the page of annals and that of each command into `folder`, which must be there:
/// `annals.1`, `annals-state.1`, … Errors: io.
[[nodiscard]] Status write_man_pages(const CLI::App& app, const std::filesystem::path& folder);

}  // namespace annals::cli
