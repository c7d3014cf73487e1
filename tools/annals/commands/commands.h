#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "../context.h"

namespace annals::cli {

// One file a command. Each function adds its command to `app`; parsing the command line then sets
// `context.run`.
void add_init(CLI::App& app, Context& context);
void add_ingest(CLI::App& app, Context& context);
void add_mapping(CLI::App& app, Context& context);
void add_add(CLI::App& app, Context& context);
void add_retract(CLI::App& app, Context& context);
void add_erase(CLI::App& app, Context& context);
void add_state(CLI::App& app, Context& context);
void add_holds(CLI::App& app, Context& context);
void add_timeline(CLI::App& app, Context& context);
void add_history(CLI::App& app, Context& context);
void add_diff(CLI::App& app, Context& context);
void add_why(CLI::App& app, Context& context);
void add_find(CLI::App& app, Context& context);
void add_changes(CLI::App& app, Context& context);
void add_conflicts(CLI::App& app, Context& context);
void add_party(CLI::App& app, Context& context);
void add_relationships(CLI::App& app, Context& context);
void add_parties(CLI::App& app, Context& context);
void add_types(CLI::App& app, Context& context);
void add_shell(CLI::App& app, Context& context);
void add_sql(CLI::App& app, Context& context);
void add_draw(CLI::App& app, Context& context);
void add_export(CLI::App& app, Context& context);
void add_tail(CLI::App& app, Context& context);
void add_stats(CLI::App& app, Context& context);
void add_rebuild(CLI::App& app, Context& context);
void add_prove(CLI::App& app, Context& context);
void add_verify(CLI::App& app, Context& context);
void add_verify_proof(CLI::App& app, Context& context);
void add_completion(CLI::App& app, Context& context);
void add_backup(CLI::App& app, Context& context);
void add_restore(CLI::App& app, Context& context);

/// A command with its help line and two examples.
CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& help,
                      const std::string& examples);

/// Makes `run` what happens when `command` is on the command line.
template <typename Options>
void bind(CLI::App& command, Context& context, std::shared_ptr<Options> options,
          ExitCode (*run)(const Globals&, const Options&)) {
  command.callback([&context, options, run] {
    context.run = [&context, options, run] { return run(context.globals, *options); };
  });
}

}  // namespace annals::cli
