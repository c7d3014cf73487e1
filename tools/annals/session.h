#pragma once

#include <optional>
#include <span>

#include "annals/database.h"
#include "arguments.h"
#include "context.h"

namespace annals::cli {

/// Opens an existing database, with a progress line if an index must be made anew.
[[nodiscard]] Result<Database> open_existing(const Globals& globals, Access access);

/// Opens the database to append; creates it with the built-in vocabulary if it is not there.
[[nodiscard]] Result<Database> open_to_append(const Globals& globals);

/// Everything that a question needs: an open database as it is now, and how far to look.
struct Inquiry {
  Database database;
  Snapshot snapshot;
  Scope scope;
};

/// Opens the database and resolves the perspective. Errors: those of both.
[[nodiscard]] Result<Inquiry> begin_inquiry(const Globals& globals,
                                            const PerspectiveOptions& options);

/// Says on standard error that no event names `relationship`, or that none ever gave its `cell` a
/// value, if that is so, and which was probably meant.
[[nodiscard]] Status note_if_unnamed(const Globals& globals, const Inquiry& inquiry,
                                     std::string_view relationship,
                                     const std::optional<Cell>& cell = {});

/// Says on standard error which of the terms that were looked for no event ever gave a value.
[[nodiscard]] Status note_unused_terms(const Globals& globals, const Inquiry& inquiry,
                                       std::span<const Condition> conditions);

}  // namespace annals::cli
