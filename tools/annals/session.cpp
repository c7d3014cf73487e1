#include "session.h"

#include <fmt/core.h>

#include <filesystem>
#include <utility>

#include "annals/base/text.h"
#include "annals/index/value_index.h"
#include "annals/query/suggestions.h"
#include "failure.h"
#include "render/progress.h"

namespace annals::cli {
Result<Database> open_existing(const Globals& globals, Access access) {
  ProgressLine line{globals, "bringing the indexes up to date", "events"};
  OpenOptions options;
  options.access = access;
  options.rebuild_progress = [&line](std::uint64_t done, std::uint64_t total) {
    line.update(done, static_cast<double>(done) / static_cast<double>(total));
    return true;
  };
  return Database::open(globals.database, options);
}

Result<Database> open_to_append(const Globals& globals) {
  auto database = open_existing(globals, Access::write);
  if (database || database.error().code != ErrorCode::missing) return database;
  if (auto created = Database::create(globals.database, {}); created) {
    note(globals, fmt::format("created '{}'", globals.database.string()));
  } else if (!std::filesystem::exists(globals.database)) {
    return std::move(created).error();
  }  // else another process was faster
  return open_existing(globals, Access::write);
}

Result<Inquiry> begin_inquiry(const Globals& globals, const PerspectiveOptions& options) {
  // What the user wrote is checked before anything is opened.
  const auto perspective = parse_perspective(options);
  if (!perspective) return perspective.error();
  auto database = open_existing(globals, Access::read);
  if (!database) return std::move(database).error();
  Snapshot snapshot = database->snapshot();
  auto scope = resolve(snapshot, *perspective);
  if (!scope) return std::move(scope).error();
  return Inquiry{.database = *std::move(database),
                 .snapshot = std::move(snapshot),
                 .scope = *std::move(scope)};
}

Status note_if_unnamed(const Globals& globals, const Inquiry& inquiry,
                       std::string_view relationship, const std::optional<Cell>& cell) {
  if (globals.quiet) return Done{};
  const Sequence basis = inquiry.scope.horizon.basis;
  const auto named = is_named(inquiry.snapshot, relationship, basis);
  if (!named) return named.error();
  if (!*named) {
    const auto hint = relationship_hint(inquiry.snapshot, relationship, basis);
    if (!hint) return hint.error();
    note(globals, fmt::format("no event names {}{}", in_quotes(relationship), *hint));
  } else if (cell) {
    const auto hint = cell_hint(inquiry.snapshot, relationship, *cell);
    if (!hint) return hint.error();
    if (!hint->empty()) {
      note(globals, fmt::format("{} has no term {}{}", in_quotes(relationship),
                                in_quotes(to_text(*cell)), *hint));
    }
  }
  return Done{};
}

Status note_unused_terms(const Globals& globals, const Inquiry& inquiry,
                         std::span<const Condition> conditions) {
  for (const Condition& condition : conditions) {
    const auto used = is_used(inquiry.snapshot, condition.term);
    if (!used) return used.error();
    if (!*used) {
      const auto hint = term_hint(inquiry.snapshot, condition.term);
      if (!hint) return hint.error();
      note(globals,
           fmt::format("no event gives a term {} a value{}", in_quotes(condition.term), *hint));
    }
  }
  return Done{};
}

}  // namespace annals::cli
