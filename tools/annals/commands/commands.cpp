#include "commands.h"

namespace annals::cli {

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& help,
                      const std::string& examples) {
  CLI::App* const command = app.add_subcommand(name, help);
  command->footer("Examples:\n" + examples +
                  "\n\n--db, --format and other flags of every command: annals --help");
  command->fallthrough();
  return command;
}

}  // namespace annals::cli
