#include "../shell/shell.h"

#include <memory>

#include "commands.h"

namespace annals::cli {
namespace {

struct Options {};

ExitCode run(const Globals& globals, const Options& /*options*/) {
  return run_shell(globals);
}

}  // namespace

void add_shell(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = add_command(
      app, "shell", "Type commands and SQL one after the other, about a moment that is set once",
      "  annals shell --db archive.db\n"
      "  annals shell < questions.txt");
  command->footer(command->get_footer() + "\n\n" + std::string{shell_help()});
  bind(*command, context, options, run);
}

}  // namespace annals::cli
