#include "command_line.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/base/nearest.h"
#include "annals/base/text.h"
#include "commands/commands.h"
#include "failure.h"
#include "help/man_page.h"
#include "render/output.h"
#include "version.h"

namespace annals::cli {
namespace {

constexpr auto footer =
    R"(Dates: 2019, 2019-07, 2019-Q3, 2019-07-22, 2019-07-22T14:00Z, [2019-03..2019-07-22], [..2022-11]
Exit:  0 done or yes, 1 no or nothing found, 2 bad input, 3 damaged data, 4 no access, 5 possible,
       130 interrupted

Begin with:
  annals ingest examples/microsoft-openai.jsonl
  annals state microsoft-openai --on 2025-03-01)";

constexpr std::string_view first_steps =
    R"(a command is needed. To begin:
  annals ingest examples/microsoft-openai.jsonl           append events from a file
  annals relationships                                    see what is in the database
  annals state microsoft-openai --on 2025-03-01           what was true on a day, and since when
  annals why microsoft-openai exclusivity:cloud           what that rests on, with its sources
  annals --help                                           every command; 'annals COMMAND --help' one)";

std::string default_database() {
  if (const char* const given = std::getenv("ANNALS_DB")) {
    if (std::string path = given; !path.empty()) return path;
  }
  return "annals.db";
}

template <typename Choice>
using Choices = std::vector<std::pair<std::string, Choice>>;

const Choices<Format> formats{{"table", Format::table},
                              {"json", Format::json},
                              {"jsonl", Format::jsonl},
                              {"csv", Format::csv}};
const Choices<ColorMode> colors{
    {"auto", ColorMode::automatic}, {"always", ColorMode::always}, {"never", ColorMode::never}};

struct Flag {
  std::string flag;
  std::string help;
};

/// Adds a flag that takes one of a few words.
template <typename Choice>
void add_choice(CLI::App& app, const Flag& flag, const Choices<Choice>& choices, Choice& target) {
  const auto take = [&choices, &target, name = flag.flag](const std::string& word) {
    std::string known;
    for (const auto& [text, choice] : choices) {
      if (text == word) {
        target = choice;
        return;
      }
      known += (known.empty() ? "" : ", ") + text;
    }
    throw CLI::ValidationError(name, "'" + word + "' is not one of " + known);
  };
  app.add_option_function<std::string>(flag.flag, take, flag.help)->take_last()->type_name("WORD");
}

void add_globals(CLI::App& app, Globals& globals) {
  globals.database = default_database();
  app.add_option("--db", globals.database,
                 "Use the database in this directory (default: $ANNALS_DB, else annals.db)")
      ->take_last()
      ->type_name("PATH");
  add_choice(app, {.flag = "--format", .help = "Print table, json, jsonl or csv (default: table)"},
             formats, globals.format);
  add_choice(app, {.flag = "--color", .help = "Use colours: auto, always or never (default: auto)"},
             colors, globals.color);
  app.add_flag("--quiet", globals.quiet, "Print results and errors only");
  app.add_flag("--no-progress", globals.no_progress, "Show no progress");
  app.add_flag("--no-pager", globals.no_pager,
               "Print long tables at once (default: $ANNALS_PAGER, $PAGER or less, on a terminal)");
}

void add_commands(CLI::App& app, Context& context) {
  for (const auto add :
       {add_init,    add_ingest,    add_mapping,  add_add,       add_retract,       add_erase,
        add_state,   add_holds,     add_timeline, add_history,   add_diff,          add_why,
        add_find,    add_party,     add_changes,  add_conflicts, add_relationships, add_parties,
        add_types,   add_sql,       add_shell,    add_draw,      add_export,        add_tail,
        add_stats,   add_rebuild,   add_verify,   add_prove,     add_verify_proof,  add_backup,
        add_restore, add_completion}) {
    add(app, context);
  }
}

std::string no_command(const CLI::App& app, const std::string& word) {
  Nearest nearest{word};
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    nearest.consider(command->get_name());
  }
  return fmt::format("there is no command '{}'{} ('annals --help' lists the commands)",
                     escaped(word), nearest.hint());
}

/// What is wrong with the command line, in a line, and where to read more.
std::string explanation(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  if (!chosen.empty()) {
    return fmt::format("{} ('annals {} --help' says more)", error.what(),
                       chosen.front()->get_name());
  }
  const std::vector<std::string> words = app.remaining();
  if (words.empty() && dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    return std::string{first_steps};
  }
  if (words.empty()) return fmt::format("{} ('annals --help' says more)", error.what());
  return no_command(app, words.front());
}

/// `help` and `help COMMAND` as the flag that says the same.
std::vector<std::string> as_flag(std::vector<std::string> words) {
  words.erase(words.begin());
  words.emplace_back("--help");
  return words;
}

bool has_command(const CLI::App& app, const std::string& name) {
  return !app.get_subcommands([&](const CLI::App* each) { return each->get_name() == name; })
              .empty();
}

}  // namespace

CommandLine::CommandLine(const Globals* defaults)
    : app_{"annals: what was true on a date, as it was known on a date, and why", "annals"} {
  app_.set_version_flag("--version", std::string{"annals "} + version);
  app_.footer(footer);
  app_.fallthrough();
  add_globals(app_, context_.globals);
  if (defaults != nullptr) context_.globals = *defaults;
  add_commands(app_, context_);
  app_.require_subcommand(1);
}

ExitCode CommandLine::run(std::vector<std::string> words) {
  if (!words.empty() && words.front() == "help") {
    if (words.size() > 1 && !has_command(app_, words[1])) {
      return fail({.code = ErrorCode::invalid_input, .message = no_command(app_, words[1])});
    }
    words = as_flag(std::move(words));
  }
  try {
    std::ranges::reverse(words);  // CLI11 takes them from the end
    app_.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    // CLI11 prints help and version too this way; its own codes for errors begin at 100.
    if (error.get_exit_code() == 0) {
      app_.exit(error);
      return ExitCode::done;
    }
    fmt::print(stderr, "annals: {}\n", explanation(app_, error));
    return ExitCode::bad_input;
  }
  return context_.run();
}

ExitCode CommandLine::run_for_tools(const std::vector<std::string>& words) {
  if (words.front() == "__complete") {
    const Completion completion = complete({words.begin() + 1, words.end()});
    std::string text;
    for (const std::string& word : completion.words) text += word + "\n";
    return print_text(text + (completion.is_file ? ":files\n" : ""));
  }
  if (words.front() == "__man" && words.size() == 2) {
    const auto written = write_man_pages(app_, words.back());
    return written ? ExitCode::done : fail(written.error());
  }
  return fail({.code = ErrorCode::invalid_input, .message = "there is no such command"});
}

Completion CommandLine::complete(const std::vector<std::string>& words) const {
  return annals::cli::complete(app_, context_.globals, words);
}

ExitCode run_guarded(const std::function<ExitCode()>& work) {
  try {
    return work();
  } catch (const std::exception& error) {
    return fail({.code = ErrorCode::io, .message = std::string{"unexpected: "} + error.what()});
  }
}

}  // namespace annals::cli
