#include <memory>
#include <optional>
#include <string>

#include "../append_one.h"
#include "../failure.h"
#include "../session.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::string target;
  std::string reason;
  bool all_versions = false;
  std::optional<std::string> known;
};

ExitCode run(const Globals& globals, const Options& options) {
  Json event{{"type", retracted_type}, {"target", options.target}, {"reason", options.reason}};
  if (options.all_versions) event["versions"] = "all";
  if (options.known) event["known"] = *options.known;
  // Where there is no database there is nothing to retract, so none is made.
  auto database = open_existing(globals, Access::write);
  if (!database) return fail(database.error());
  return append_one(globals, *database, event);
}

}  // namespace

void add_retract(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "retract", "Withdraw an event that was wrong; it stays in the log",
                  "  annals retract mo-2020-start --reason \"every other source says 2019\"\n"
                  "  annals retract draft-3 --reason \"never signed\" --all-versions --known "
                  "2024-05-02");
  command->add_option("EVENT-ID", options->target, "The id of the event")
      ->required()
      ->type_name("");
  command->add_option("--reason", options->reason, "Why it was wrong")
      ->required()
      ->type_name("TEXT");
  command->add_flag("--all-versions", options->all_versions,
                    "Withdraw also what the event replaces");
  command->add_option("--known", options->known, "When the mistake became known (default: now)")
      ->type_name("DATE");
  bind(*command, context, options, run);
}

}  // namespace annals::cli
