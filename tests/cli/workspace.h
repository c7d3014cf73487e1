#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/process.h"
#include "support/temporary_directory.h"

namespace annals::cli_test {

/// A folder of its own to run the program in, with `examples/` and `fixtures/` in it. None of the
/// user's settings reach the program: no $ANNALS_DB, $NO_COLOR or $COLUMNS, a dumb terminal.
class Workspace {
 public:
  Workspace();

  [[nodiscard]] const std::filesystem::path& path() const { return directory_.path(); }

  /// Runs `annals` with these arguments and an empty input.
  [[nodiscard]] Outcome run(const std::vector<std::string>& arguments) const;

  /// Starts `annals` with an open pipe to read from.
  [[nodiscard]] Process start(const std::vector<std::string>& arguments) const;

  /// Runs a command line of /bin/sh, in which `annals` is the program under test.
  [[nodiscard]] Outcome run_shell(const std::string& command,
                                  std::optional<unsigned short> terminal_columns = {}) const;

  /// Starts such a command line.
  [[nodiscard]] Process start_shell(const std::string& command) const;

  void write(const std::string& name, std::string_view text) const;
  [[nodiscard]] std::string read(const std::string& name) const;

 private:
  [[nodiscard]] Launch launch(std::vector<std::string> arguments) const;

  support::TemporaryDirectory directory_;
  std::vector<std::string> environment_;
};

}  // namespace annals::cli_test
