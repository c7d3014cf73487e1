#include <fmt/core.h>

#include <memory>
#include <optional>
#include <string>

#include "../failure.h"
#include "../ingest/mapping_file.h"
#include "../input/whole_file.h"
#include "../render/output.h"
#include "../session.h"
#include "annals/answer/parts.h"
#include "annals/codec/vocabulary_json.h"
#include "annals/database.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::optional<std::string> vocabulary;
};

ExitCode run(const Globals& globals, const Options& options) {
  std::string vocabulary;
  if (options.vocabulary) {
    auto text = read_whole_file(*options.vocabulary);
    if (!text) return fail(text.error());
    vocabulary = *std::move(text);
    if (const auto parsed = parse_vocabulary(vocabulary); !parsed) {
      return fail(in_file(*options.vocabulary, parsed.error()));
    }
  }
  if (auto created = Database::create(globals.database, vocabulary); !created) {
    return fail(created.error());
  }
  const auto database = open_existing(globals, Access::read);
  if (!database) return fail(database.error());
  auto basis = basis_json(database->snapshot(), {});
  if (!basis) return fail(basis.error());
  const std::string& name = database->vocabulary().name;
  const Json row{
      {"database", globals.database.string()}, {"vocabulary", name}, {"basis", *std::move(basis)}};
  return print(globals,
               {.document = row,
                .rows = {row},
                .columns = {"database", "vocabulary"},
                .table =
                    [&](const Terminal&) {
                      return fmt::format("Created '{}' with the vocabulary '{}'.\n",
                                         globals.database.string(), name);
                    }},
               ExitCode::done);
}

}  // namespace

void add_init(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "init", "Create a database",
                  "  annals init\n"
                  "  annals --db treaties.db init --vocabulary treaties.json");
  command
      ->add_option("--vocabulary", options->vocabulary,
                   "Take event types and terms from this file (default: partnership, built in)")
      ->type_name("FILE");
  bind(*command, context, options, run);
}

}  // namespace annals::cli
