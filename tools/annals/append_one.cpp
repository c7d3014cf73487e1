#include "append_one.h"

#include <fmt/core.h>

#include <utility>

#include "annals/answer/parts.h"
#include "annals/base/text.h"
#include "annals/codec/json_line.h"
#include "annals/event/field_reader.h"
#include "failure.h"
#include "render/output.h"

namespace annals::cli {

ExitCode append_one(const Globals& globals, Database& database, const Json& json) {
  const Json flat = json.flatten();
  for (const auto& [name, part] : flat.items()) {
    if (part.is_string() && !is_utf8(part.get_ref<const std::string&>())) {
      return fail(field_error(name.substr(1), "is not UTF-8"));
    }
  }
  JsonLineReader reader;
  const std::string line = to_line(json);
  const auto draft = reader.read(line);
  if (!draft) return fail(draft.error());
  Transaction transaction = database.begin();
  const auto appended = transaction.add(*draft);
  if (!appended) return fail(appended.error());
  if (auto done = database.commit(std::move(transaction)); !done) return fail(done.error());

  auto basis = basis_json(database.snapshot(), database.last());
  if (!basis) return fail(basis.error());
  const std::uint64_t sequence = appended->event.sequence.value;
  const std::string& id = appended->event.event.id;
  const bool is_duplicate = appended->is_duplicate;
  const Json row{{"sequence", sequence}, {"id", id}, {"duplicate", is_duplicate}};
  return print(globals,
               {.document = in_context(row, {{"basis", *std::move(basis)}}),
                .rows = {row},
                .columns = {"sequence", "id", "duplicate"},
                .table =
                    [&](const Terminal&) {
                      return fmt::format("{} {}{}\n", sequence, id,
                                         is_duplicate ? " (was there already)" : "");
                    }},
               ExitCode::done);
}

}  // namespace annals::cli
