#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "annals/answer/asked.h"

namespace annals::cli {

/// The relationship that a command asks about; it must be an id.
void add_relationship(CLI::App& command, std::string& relationship);

/// One term of it, which may be left out.
void add_cell(CLI::App& command, std::optional<std::string>& cell);

/// `--on DATE`.
void add_on(CLI::App& command, std::optional<std::string>& on, const std::string& help);

/// Refuses what is not a whole number from 1 on; for CLI11, which prints what it returns.
[[nodiscard]] std::string from_one_on(const std::string& text);
/// Refuses the empty text.
[[nodiscard]] std::string not_empty(const std::string& text);
/// Refuses what is not a whole number from 0 on.
[[nodiscard]] std::string from_zero_on(const std::string& text);

/// Adds `--known`, `--basis`, `--recorded`, `--source` and `--without-source` to a command.
void add_perspective(CLI::App& command, PerspectiveOptions& options);

/// Adds `--basis` and `--recorded` alone, for what does not ask about knowledge.
void add_basis(CLI::App& command, PerspectiveOptions& options);

}  // namespace annals::cli
