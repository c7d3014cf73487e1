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

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

ExitCode run(const Globals& globals, const Options& options) {
  auto inquiry = begin_inquiry(globals, options.perspective);
  if (!inquiry) return fail(inquiry.error());
  const auto entries = relationships(inquiry->snapshot, inquiry->scope.horizon.basis);
  if (!entries) return fail(entries.error());
  const auto basis = basis_json(inquiry->snapshot, inquiry->scope.horizon.basis);
  if (!basis) return fail(basis.error());

  Output output{.document = relationships_document(*entries, *basis),
                .rows = {},
                .columns = {"relationship", "parties", "first", "last"},
                .table = {}};
  output.rows = rows_of(output.document, "relationships");
  output.table = [&](const Terminal& terminal) {
    Table table{{"RELATIONSHIP", "PARTIES", "FIRST", "LAST"}};
    for (const RelationshipEntry& entry : *entries) {
      table.add({{.text = entry.relationship},
                 {.text = joined(entry.parties)},
                 {.text = fmt::format("#{}", entry.first.value)},
                 {.text = fmt::format("#{}", entry.last.value)}});
    }
    return entries->empty() ? std::string{"No relationships.\n"} : table.to_text(terminal);
  };
  return print(globals, output, entries->empty() ? ExitCode::nothing : ExitCode::done);
}

}  // namespace

void add_relationships(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "relationships", "List the relationships that the log speaks of",
                  "  annals relationships\n"
                  "  annals relationships --recorded 2025-01-31 --format csv");
  add_basis(*command, options->perspective);
  bind(*command, context, options, run);
}

}  // namespace annals::cli
