#include "annals/backup.h"

#include <fmt/core.h>

#include <memory>
#include <string>
#include <utility>

#include "../failure.h"
#include "../render/output.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::string folder;
};

/// What was done, as JSON and as a sentence that begins with `done`.
Output report_of(const Options& options, const BackupReport& report, const std::string& done) {
  const Json basis{{"sequence", report.last.value}, {"hash", report.head.hex()}};
  const Json row{{"folder", options.folder},
                 {"events", report.last.value},
                 {"files_copied", report.files.files_copied},
                 {"bytes_copied", report.files.bytes_copied},
                 {"files_reused", report.files.files_reused},
                 {"bytes_reused", report.files.bytes_reused}};
  Json document = row;
  document["basis"] = basis;
  std::string text = fmt::format(
      "{}\nHead: sequence {}, {}.\n{} files copied, {} bytes; {} kept from the backup before, {} "
      "bytes.\n",
      done, report.last.value, report.head.hex(), report.files.files_copied,
      report.files.bytes_copied, report.files.files_reused, report.files.bytes_reused);
  return {.document = document,
          .rows = {row},
          .columns = {"folder", "events", "files_copied", "bytes_copied", "files_reused",
                      "bytes_reused"},
          .table = [text = std::move(text)](const Terminal&) { return text; }};
}

ExitCode run_backup(const Globals& globals, const Options& options) {
  const auto report = back_up(globals.database, options.folder);
  if (!report) return fail(report.error());
  return print(
      globals,
      report_of(options, *report,
                fmt::format("Backed up {} events of '{}' to '{}' and read them again.",
                            report->last.value, globals.database.string(), options.folder)));
}

ExitCode run_restore(const Globals& globals, const Options& options) {
  const auto report = restore(options.folder, globals.database);
  if (!report) return fail(report.error());
  return print(
      globals,
      report_of(options, *report,
                fmt::format("Made '{}' of the {} events of '{}' and read them again.",
                            globals.database.string(), report->last.value, options.folder)));
}

}  // namespace

void add_backup(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = add_command(
      app, "backup", "Copy the database to a folder, also while another process writes to it",
      "  annals backup /mnt/annals-backup\n"
      "  annals --db treaties.db backup treaties.backup --format json");
  command->add_option("DIR", options->folder, "A new folder, or the backup of before")
      ->required()
      ->type_name("");
  bind(*command, context, options, run_backup);
}

void add_restore(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "restore", "Make a new database of a backup",
                  "  annals --db restored.db restore /mnt/annals-backup\n"
                  "  annals --db treaties.db restore treaties.backup --format json");
  command->add_option("DIR", options->folder, "The folder that 'annals backup' filled")
      ->required()
      ->type_name("");
  bind(*command, context, options, run_restore);
}

}  // namespace annals::cli
