#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../context.h"
#include "editor.h"
#include "standpoint.h"

namespace annals::cli {

/// Runs what is typed, statement by statement: commands as they are typed after `annals`, queries
/// in SQL, and words with a backslash that set how the next ones are asked.
///
/// Each runs in a process of its own (child.h) that opens the database and closes it: so it sees
/// what others have appended until then, the lock to write is held while something is written and
/// no longer, and Ctrl-C ends what runs and nothing else. Opening takes a few milliseconds.
class Shell {
 public:
  /// `is_interactive`: somebody types, and Ctrl-C drops a command but does not end the shell.
  Shell(const Globals& globals, bool is_interactive)
      : globals_{globals}, is_interactive_{is_interactive} {}

  /// Whether a statement has an end, or a further line belongs to it.
  [[nodiscard]] static bool is_whole(std::string_view statement);

  /// Runs a whole statement; one that is empty, or begins with `#`, is done.
  ExitCode run(std::string_view statement);

  /// What the end of a line may become; `before` are the lines that its statement begins with.
  [[nodiscard]] Suggestions suggest(std::string_view line, std::string_view before = {}) const;

  /// `annals on 2025-03-01> `, or what asks for more of a statement.
  [[nodiscard]] std::string prompt(bool has_begun) const;

  [[nodiscard]] bool is_over() const { return is_over_; }
  [[nodiscard]] bool was_interrupted() const { return was_interrupted_; }

 private:
  ExitCode run_words(std::vector<std::string> words);
  ExitCode run_setting(const std::vector<std::string>& words);
  ExitCode set_format(const std::vector<std::string>& words);
  ExitCode print_help(const std::vector<std::string>& words);
  [[nodiscard]] Suggestions suggest_in(std::string_view statement) const;
  [[nodiscard]] Suggestions suggest_in_query(std::string_view query) const;
  [[nodiscard]] std::vector<std::string> complete(const std::vector<std::string>& words) const;
  [[nodiscard]] std::vector<std::string> settings_for(const std::vector<std::string>& words) const;

  Globals globals_;
  bool is_interactive_;
  Standpoint standpoint_;
  bool is_over_ = false;
  bool was_interrupted_ = false;
};

/// What can be typed, and what the words with a backslash do.
[[nodiscard]] std::string_view shell_help();

/// Runs a shell on standard input until that ends, and says with what the process should end: with
/// 0 where somebody types; else with the code of the first statement that went wrong, or if none
/// did, of the first whose answer was no, nothing or possible.
[[nodiscard]] ExitCode run_shell(const Globals& globals);

}  // namespace annals::cli
