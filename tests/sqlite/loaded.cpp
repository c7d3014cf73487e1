#include "sqlite/loaded.h"

#include <stdexcept>

namespace annals::sqlite_test {

using support::Outcome;
using support::run_command;

Loaded::Loaded() {
  (void)annals({"ingest", ANNALS_EXAMPLES_DIR "/microsoft-openai.jsonl"});
}

std::string Loaded::path(const std::string& name) const {
  return (directory_.path() / name).string();
}

std::string Loaded::annals(const std::vector<std::string>& arguments) const {
  std::vector<std::string> command{ANNALS_CLI, "--db", database(), "--quiet"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const Outcome outcome = run_command(command);
  if (outcome.exit_code != 0) throw std::runtime_error{outcome.err};
  return outcome.out;
}

void Loaded::make_other() const {
  (void)annals({"--db", path("other.db"), "add", "noted", "r", "note=met", "id=only"});
}

std::string Loaded::opening(const std::string& path) {
  return "SELECT annals_open('" + path + "')";
}

Outcome Loaded::shell(const std::vector<std::string>& commands) {
  std::vector<std::string> command{SQLITE3, "-batch", "-noheader",
                                   ":memory:", std::string{".load "} + ANNALS_MODULE};
  command.insert(command.end(), commands.begin(), commands.end());
  return run_command(command);
}

Outcome Loaded::shell_with_example(std::vector<std::string> commands) const {
  commands.insert(commands.begin(), opening(database()));
  Outcome outcome = shell(commands);
  const std::string opened = "76\n";
  if (!outcome.out.starts_with(opened)) throw std::runtime_error{outcome.out + outcome.err};
  outcome.out.erase(0, opened.size());
  return outcome;
}

Outcome Loaded::python(const std::string& script) const {
  const std::string prelude = "path = '" + database() + "'\nother = '" + path("other.db") +
                              "'\nmodule = '" ANNALS_MODULE "'\n" + R"py(
import sqlite3
def connect():
    connection = sqlite3.connect(':memory:')
    connection.enable_load_extension(True)
    connection.load_extension(module)
    return connection
)py";
  return run_command({PYTHON3, "-c", prelude + script});
}

}  // namespace annals::sqlite_test
