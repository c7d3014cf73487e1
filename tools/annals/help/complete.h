#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "../context.h"

namespace annals::cli {

/// What a shell should offer for a word that is being typed.
struct Completion {
  std::vector<std::string> words;  ///< each whole, in the order to be shown
  bool is_file = false;            ///< offer the names of files too
};

/// What may stand for the last of `words`, which follow `annals` on a command line, as far as the
/// line says: commands, flags, what flags take, and names from the database that the line, the
/// environment or the current folder gives. Without a database, or with one that cannot be read,
/// there are no names. Cost: up to 1000 names are looked for.
[[nodiscard]] Completion complete(const CLI::App& app, const Globals& defaults,
                                  const std::vector<std::string>& words);

/// The script that makes a shell ask `annals` for completions; empty for a shell that is not known.
[[nodiscard]] std::string completion_script(const std::string& shell);

}  // namespace annals::cli
