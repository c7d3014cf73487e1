#include <fmt/core.h>

#include <cstdio>
#include <memory>
#include <string>

#include "../failure.h"
#include "../interrupt.h"
#include "../render/progress.h"
#include "../session.h"
#include "annals/codec/json.h"
#include "annals/log/export_form.h"
#include "annals/log/log_reader.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::uint64_t from = 1;
  PerspectiveOptions perspective;
};

Error cannot_write() {
  return {.code = ErrorCode::io, .message = "standard output cannot be written"};
}

ExitCode run(const Globals& globals, const Options& options) {
  auto inquiry = begin_inquiry(globals, options.perspective);
  if (!inquiry) return fail(inquiry.error());
  const Sequence last = inquiry->scope.horizon.basis;
  ProgressLine progress{globals, "export", "events"};
  const Error past_the_end{.code = ErrorCode::not_found, .message = {}};
  const auto form = ExportForm::of(inquiry->snapshot);
  if (!form) return fail(form.error());
  std::uint64_t erased = 0;
  const auto write = [&](const LoggedEvent& event) -> Status {
    if (event.sequence > last) return past_the_end;
    const auto json = form->line(event);
    if (!json) return json.error();
    if (event.erased) ++erased;
    const std::string line = to_line(*json) + "\n";
    if (std::fwrite(line.data(), 1, line.size(), stdout) != line.size()) return cannot_write();
    progress.update(event.sequence.value,
                    static_cast<double>(event.sequence.value) / static_cast<double>(last.value));
    return Done{};
  };
  const auto done = LogReader{inquiry->snapshot}.for_each({.value = options.from}, write);
  if (!done && done.error().code != ErrorCode::not_found) return fail(done.error());
  if (std::fflush(stdout) != 0) return fail(cannot_write());
  if (erased != 0) {
    note(globals,
         fmt::format("{} erased; 'erased-SEQUENCE', which says nothing, stands in for each",
                     erased == 1 ? "1 event was" : fmt::format("{} events were", erased)));
  }
  return ExitCode::done;
}

}  // namespace

void add_export(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "export", "Print the log as JSON Lines that ingest accepts",
                  "  annals export > log.jsonl\n"
                  "  annals export --from 1001 | zstd > since-1001.jsonl.zst");
  command->add_option("--from", options->from, "Begin at this sequence (default: 1)")
      ->check(from_one_on)
      ->type_name("SEQ");
  add_basis(*command, options->perspective);
  bind(*command, context, options, run);
}

}  // namespace annals::cli
