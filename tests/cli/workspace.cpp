#include "cli/workspace.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace annals::cli_test {
namespace {

namespace fs = std::filesystem;

/// Whether a variable could change what the program prints.
bool changes_output(std::string_view variable) {
  constexpr std::array<std::string_view, 9> names{
      "ANNALS_", "NO_COLOR=", "CLICOLOR", "COLUMNS=", "LINES=", "TERM=", "LC_", "LANG", "PATH="};
  return std::ranges::any_of(names, [&](auto name) { return variable.starts_with(name); });
}

/// Ours, without what could change the output; sanitizers keep their options.
std::vector<std::string> quiet_environment(const fs::path& programs) {
  std::vector<std::string> environment;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!changes_output(*variable)) environment.emplace_back(*variable);
  }
  const char* const path = std::getenv("PATH");
  environment.push_back("PATH=" + programs.string() + ":" + (path == nullptr ? "/bin" : path));
  environment.emplace_back("TERM=dumb");
  environment.emplace_back("ANNALS_PAGER=");  // nobody is there to leave it
  environment.emplace_back("LC_ALL=C");
  return environment;
}

}  // namespace

Workspace::Workspace() {
  const fs::path programs = path() / ".programs";
  environment_ = quiet_environment(programs);
  fs::create_directory(programs);
  fs::create_symlink(ANNALS_CLI, programs / "annals");
  fs::create_symlink(ANNALS_EXAMPLES_DIR, path() / "examples");
  fs::create_symlink(ANNALS_CLI_TESTS_DIR "/fixtures", path() / "fixtures");
}

Launch Workspace::launch(std::vector<std::string> arguments) const {
  return {.arguments = std::move(arguments),
          .environment = environment_,
          .directory = path(),
          .input = Input::nothing,
          .terminal_columns = {}};
}

Outcome Workspace::run(const std::vector<std::string>& arguments) const {
  std::vector<std::string> all{ANNALS_CLI};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return Process{launch(std::move(all))}.wait();
}

Process Workspace::start(const std::vector<std::string>& arguments) const {
  std::vector<std::string> all{ANNALS_CLI};
  all.insert(all.end(), arguments.begin(), arguments.end());
  Launch how = launch(std::move(all));
  how.input = Input::pipe;
  return Process{how};
}

Outcome Workspace::run_shell(const std::string& command,
                             std::optional<unsigned short> terminal_columns) const {
  Launch how = launch({"/bin/sh", "-c", command});
  how.terminal_columns = terminal_columns;
  return Process{how}.wait();
}

Process Workspace::start_shell(const std::string& command) const {
  return Process{launch({"/bin/sh", "-c", command})};
}

void Workspace::write(const std::string& name, std::string_view text) const {
  std::ofstream file{path() / name, std::ios::binary};
  file << text;
  if (!file.flush()) throw std::runtime_error{"cannot write " + name};
}

std::string Workspace::read(const std::string& name) const {
  std::ifstream file{path() / name, std::ios::binary};
  if (!file) throw std::runtime_error{"cannot read " + name};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace annals::cli_test
