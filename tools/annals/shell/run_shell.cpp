#include <fmt/core.h>
#include <unistd.h>

#include <iostream>
#include <string>

#include "../failure.h"
#include "editor.h"
#include "history_file.h"
#include "shell.h"

namespace annals::cli {
namespace {

constexpr std::string_view greeting = "'\\help' says what can be typed, Ctrl-D ends.";

/// Reads from a terminal until the user ends it.
ExitCode run_on_terminal(const Globals& globals) {
  Shell shell{globals, true};
  std::string statement;
  Editor editor{[&](std::string_view line) { return shell.suggest(line, statement); }};
  const HistoryFile file{history_path()};
  for (const std::string& line : file.load()) editor.remember(line);
  note(globals, greeting);
  while (!shell.is_over()) {
    const Editor::Reading reading = editor.read(shell.prompt(!statement.empty()));
    if (reading.end == Editor::End::input) break;
    if (reading.end == Editor::End::dropped) {
      statement.clear();
      continue;
    }
    if (!reading.line.empty()) {
      editor.remember(reading.line);
      file.append(reading.line);
    }
    statement += (statement.empty() ? "" : "\n") + reading.line;
    if (!Shell::is_whole(statement)) continue;
    shell.run(statement);
    if (shell.was_interrupted()) fmt::print("\n");
    statement.clear();
  }
  if (!shell.is_over()) fmt::print("\n");  // where the prompt stood
  return ExitCode::done;
}

/// Whether the code says how an answer came out, and not that there is none.
bool is_answer(ExitCode code) {
  return code == ExitCode::done || code == ExitCode::nothing || code == ExitCode::possible;
}

/// Reads statements that somebody wrote before.
ExitCode run_script(const Globals& globals) {
  Shell shell{globals, false};
  ExitCode first = ExitCode::done;
  std::size_t line_number = 0;
  std::size_t begin = 1;  // the line that the statement begins in
  std::string statement;
  const auto run = [&] {
    const ExitCode code = shell.run(statement);
    if (!is_answer(code)) fmt::print(stderr, "annals: that was line {} of the input\n", begin);
    if (first == ExitCode::done || (is_answer(first) && !is_answer(code))) first = code;
    statement.clear();
  };
  for (std::string line; !shell.is_over() && std::getline(std::cin, line);) {
    ++line_number;
    if (statement.empty()) begin = line_number;
    statement += (statement.empty() ? "" : "\n") + line;
    if (Shell::is_whole(statement)) run();
  }
  if (!statement.empty()) run();
  return first;
}

}  // namespace

ExitCode run_shell(const Globals& globals) {
  const bool is_on_terminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
  return is_on_terminal ? run_on_terminal(globals) : run_script(globals);
}

}  // namespace annals::cli
