#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "../failure.h"
#include "../interrupt.h"
#include "../session.h"
#include "annals/codec/json.h"
#include "annals/log/log_reader.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::optional<std::uint64_t> from;
  std::uint64_t lines = 10;
  bool follow = false;
};

/// Prints the events after `printed`, up to `last`, and moves it there.
Status print_new(const Snapshot& snapshot, Sequence& printed, Sequence last) {
  const LogReader log{snapshot};
  for (; printed < last && !interrupted(); ++printed.value) {
    const auto event = log.read({.value = printed.value + 1});
    if (!event) return event.error();
    const std::string line = to_line(to_json(*event)) + "\n";
    if (std::fwrite(line.data(), 1, line.size(), stdout) != line.size()) break;
  }
  if (std::ferror(stdout) == 0 && std::fflush(stdout) == 0) return Done{};
  return Error{.code = ErrorCode::io, .message = "standard output cannot be written"};
}

/// What tells one state of a database's files from another, without opening them.
using FilesState = std::vector<std::pair<std::string, std::uintmax_t>>;

FilesState files_state(const std::filesystem::path& database) {
  FilesState state;
  std::error_code ignored;
  for (const auto& file : std::filesystem::directory_iterator{database, ignored}) {
    state.emplace_back(file.path().filename(), file.file_size(ignored));
  }
  std::ranges::sort(state);
  return state;
}

/// Waits until the files are not what they were, or the user wants to stop.
void wait_for_change(const std::filesystem::path& database, const FilesState& before) {
  while (!interrupted() && files_state(database) == before) pause_for_a_moment();
}

/// Where to begin: after the events that the user does not want to see.
Sequence start(const Options& options, Sequence last) {
  if (options.from) return {.value = *options.from - 1};
  return {.value = last.value - std::min(last.value, options.lines)};
}

ExitCode run(const Globals& globals, const Options& options) {
  note_interrupts();
  std::optional<Sequence> printed;
  do {
    const FilesState before = files_state(globals.database);
    // Opened anew each time: a reader sees what was there when it opened.
    const auto database = open_existing(globals, Access::read);
    const bool try_again = !database && options.follow && database.error().code == ErrorCode::busy;
    if (try_again) continue;
    if (!database) return fail(database.error());
    if (!printed) printed = start(options, database->last());
    const auto done = print_new(database->snapshot(), *printed, database->last());
    if (!done) return fail(done.error());
    if (options.follow) wait_for_change(globals.database, before);
  } while (options.follow && !interrupted());
  return ExitCode::done;
}

}  // namespace

void add_tail(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "tail", "Print the last events as JSON Lines, and new ones as they come",
                  "  annals tail -n 3\n"
                  "  annals tail --follow --from 1001 | jq -r .id");
  command->add_flag("--follow,-f", options->follow,
                    "Go on with events that other processes append, until Ctrl-C");
  CLI::Option* const from = command->add_option("--from", options->from, "Begin at this sequence")
                                ->check(from_one_on)
                                ->type_name("SEQ");
  command
      ->add_option("--lines,-n", options->lines, "Begin with this many of the last (default: 10)")
      ->check(from_zero_on)
      ->excludes(from)
      ->type_name("COUNT");
  bind(*command, context, options, run);
}

}  // namespace annals::cli
