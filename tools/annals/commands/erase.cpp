#include <fmt/core.h>

#include <memory>
#include <string>
#include <string_view>

#include "../failure.h"
#include "../interrupt.h"
#include "../render/output.h"
#include "../render/progress.h"
#include "../render/table.h"
#include "../session.h"
#include "annals/answer/parts.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::string event;
  std::string reason;
};

Result<ErasedEvent> erase(const Globals& globals, const Options& options, Database& database) {
  std::string doing;
  std::unique_ptr<ProgressLine> line;
  return database.erase(options.event, options.reason,
                        [&](std::string_view now, std::uint64_t count, std::uint64_t total) {
                          if (now != doing) {
                            doing = now;
                            line = std::make_unique<ProgressLine>(
                                globals, "erase: " + doing, doing == "files" ? "parts" : "events");
                          }
                          line->update(count,
                                       static_cast<double>(count) / static_cast<double>(total));
                          return !interrupted();
                        });
}

/// What the user has to see to, since it is not in the database.
void note_what_is_left(const Globals& globals, const ErasedEvent& erased) {
  note(globals,
       "backups that were made before still have the content; the next 'annals backup' into the "
       "same folder takes it out there");
  std::string names;
  for (const std::string& id : erased.named_by) {
    names += fmt::format("{}'{}'", names.empty() ? "" : ", ", printable(id));
  }
  if (!names.empty()) note(globals, fmt::format("later events still say its id: {}", names));
}

ExitCode run(const Globals& globals, const Options& options) {
  note_interrupts();
  auto database = open_existing(globals, Access::write);
  if (!database) return fail(database.error());
  const auto erased = erase(globals, options, *database);
  if (!erased) {
    fail(erased.error());
    const bool was_stopped = interrupted() && erased.error().code == ErrorCode::not_found;
    if (!was_stopped) return exit_code(erased.error().code);
    note(globals, "the event is erased from the log; the next opening takes it out of all files");
    return ExitCode::interrupted;
  }
  auto basis = basis_json(database->snapshot(), database->last());
  if (!basis) return fail(basis.error());
  const LoggedEvent& left = erased->left;
  const Json row{{"sequence", left.sequence.value},      {"id", options.event},
                 {"leaf_hash", left.erased->leaf.hex()}, {"erased_at", to_text(left.erased->at.at)},
                 {"reason", left.erased->reason},        {"relationships", left.reach},
                 {"named_by", erased->named_by}};
  note_what_is_left(globals, *erased);
  return print(globals,
               {.document = in_context(row, {{"basis", *std::move(basis)}}),
                .rows = {row},
                .columns = {"sequence", "id", "leaf_hash", "erased_at", "reason"},
                .table =
                    [&](const Terminal&) {
                      return fmt::format("Erased sequence {}, leaf {}.\n", left.sequence.value,
                                         left.erased->leaf.hex());
                    }},
               ExitCode::done);
}

}  // namespace

void add_erase(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = add_command(
      app, "erase", "Remove an event's content from the database for good; its hash stays",
      "  annals erase person-17 --reason \"request of 2026-03-01, Art. 17 GDPR\"\n"
      "  annals erase person-17 --reason \"court order 12/26\" --format json");
  command->add_option("EVENT-ID", options->event, "The id of the event")
      ->required()
      ->check(not_empty)
      ->type_name("");
  command->add_option("--reason", options->reason, "Why; this is kept and shown")
      ->required()
      ->check(not_empty)
      ->type_name("TEXT");
  bind(*command, context, options, run);
}

}  // namespace annals::cli
