#include <fmt/core.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "../failure.h"
#include "../interrupt.h"
#include "../render/output.h"
#include "../render/progress.h"
#include "../session.h"
#include "annals/answer/parts.h"
#include "annals/index/projections.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::optional<std::string> drop;
};

/// Drops a projection of another program.
ExitCode run_drop(const Globals& globals, const std::string& name) {
  auto database = open_existing(globals, Access::write);
  if (!database) return fail(database.error());
  if (auto done = database->drop_projection(name); !done) return fail(done.error());
  auto basis = basis_json(database->snapshot(), database->last());
  if (!basis) return fail(basis.error());
  const Json row{{"dropped", name}};
  return print(globals,
               {.document = in_context(row, {{"basis", *std::move(basis)}}),
                .rows = {row},
                .columns = {"dropped"},
                .table = [&](const Terminal&) { return fmt::format("Dropped '{}'.\n", name); }});
}

ExitCode run(const Globals& globals, const Options& options) {
  if (options.drop) return run_drop(globals, *options.drop);
  note_interrupts();
  const auto started = std::chrono::steady_clock::now();
  auto database = open_existing(globals, Access::write);
  if (!database) return fail(database.error());
  {
    ProgressLine line{globals, "rebuild", "events"};
    const auto done = database->rebuild([&](std::uint64_t count, std::uint64_t total) {
      line.update(count, static_cast<double>(count) / static_cast<double>(total));
      return !interrupted();
    });
    if (!done) {
      fail(done.error());
      return interrupted() ? ExitCode::interrupted : exit_code(done.error().code);
    }
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  auto basis = basis_json(database->snapshot(), database->last());
  if (!basis) return fail(basis.error());
  const std::size_t count = all_projections().size();
  const std::uint64_t events = database->last().value;
  const Json row{{"indexes", count}, {"events", events}, {"seconds", seconds}};
  return print(globals,
               {.document = in_context(row, {{"basis", *std::move(basis)}}),
                .rows = {row},
                .columns = {"indexes", "events", "seconds"},
                .table =
                    [&](const Terminal&) {
                      return fmt::format("Rebuilt {} indexes from {} events in {:.2f} s.\n", count,
                                         events, seconds);
                    }},
               ExitCode::done);
}

}  // namespace

void add_rebuild(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "rebuild", "Drop the indexes and make them anew from the log",
                  "  annals rebuild\n"
                  "  annals rebuild --db archive.db --no-progress\n"
                  "  annals rebuild --drop example.exclusive-by-day");
  command
      ->add_option("--drop", options->drop,
                   "Rebuild nothing, but drop this projection of another program ('annals stats' "
                   "lists them)")
      ->type_name("NAME");
  bind(*command, context, options, run);
}

}  // namespace annals::cli
