#include <fmt/core.h>

#include <memory>
#include <string>

#include "../failure.h"
#include "../help/complete.h"
#include "../render/output.h"
#include "../render/table.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::string shell;
};

ExitCode run(const Globals& /*globals*/, const Options& options) {
  const std::string script = completion_script(options.shell);
  if (script.empty()) {
    return fail({.code = ErrorCode::invalid_input,
                 .message = fmt::format("SHELL: '{}' is not one of bash, zsh, fish",
                                        printable(options.shell))});
  }
  return print_text(script);
}

}  // namespace

void add_completion(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "completion", "Print the script that completes words for a shell",
                  "  source <(annals completion bash)\n"
                  "  annals completion fish > ~/.config/fish/completions/annals.fish");
  command->add_option("SHELL", options->shell, "bash, zsh or fish")->required()->type_name("");
  bind(*command, context, options, run);
}

}  // namespace annals::cli
