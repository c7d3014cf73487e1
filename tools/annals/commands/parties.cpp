#include <fmt/core.h>

#include <memory>
#include <string>

#include "../failure.h"
#include "../render/output.h"
#include "../render/table.h"
#include "../session.h"
#include "annals/answer/documents.h"
#include "annals/answer/parts.h"
#include "annals/query/catalogue.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  PerspectiveOptions perspective;
};

ExitCode run(const Globals& globals, const Options& options) {
  auto inquiry = begin_inquiry(globals, options.perspective);
  if (!inquiry) return fail(inquiry.error());
  const auto entries = parties(inquiry->snapshot, inquiry->scope.horizon.basis);
  if (!entries) return fail(entries.error());
  const auto basis = basis_json(inquiry->snapshot, inquiry->scope.horizon.basis);
  if (!basis) return fail(basis.error());

  Output output{.document = parties_document(*entries, *basis),
                .rows = {},
                .columns = {"party", "relationships"},
                .table = {}};
  output.rows = rows_of(output.document, "parties");
  output.table = [&](const Terminal& terminal) {
    Table table{{"PARTY", "RELATIONSHIPS"}};
    for (const PartyEntry& entry : *entries) {
      std::string names;
      for (const std::string& name : entry.relationships) {
        names += (names.empty() ? "" : ", ") + name;
      }
      table.add({{.text = entry.party}, {.text = names}});
    }
    return entries->empty() ? std::string{"No parties.\n"} : table.to_text(terminal);
  };
  return print(globals, output, entries->empty() ? ExitCode::nothing : ExitCode::done);
}

}  // namespace

void add_parties(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "parties", "List the parties and what they were ever said to be party to",
                  "  annals parties\n"
                  "  annals parties --basis 20 --format jsonl");
  add_basis(*command, options->perspective);
  bind(*command, context, options, run);
}

}  // namespace annals::cli
