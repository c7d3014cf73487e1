#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "context.h"
#include "help/complete.h"

namespace annals::cli {

/// Every command with its flags. Reads one command line and runs it.
class CommandLine {
 public:
  /// Flags that all commands take have these values where they are not given; none: the usual ones.
  explicit CommandLine(const Globals* defaults = nullptr);
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  /// Runs the command that the words say, or prints what is wrong with them. Once.
  [[nodiscard]] ExitCode run(std::vector<std::string> words);

  /// What no user types: `__complete WORD…` is asked by shells, `__man FOLDER` by the build.
  [[nodiscard]] ExitCode run_for_tools(const std::vector<std::string>& words);

  /// What the last of the words may become.
  [[nodiscard]] Completion complete(const std::vector<std::string>& words) const;

  [[nodiscard]] const CLI::App& app() const { return app_; }

 private:
  Context context_;
  CLI::App app_;
};

/// Does the work; what it throws is an error of its own.
[[nodiscard]] ExitCode run_guarded(const std::function<ExitCode()>& work);

}  // namespace annals::cli
