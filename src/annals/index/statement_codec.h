#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "annals/event/event.h"
#include "annals/state/statement.h"

namespace annals {

/// What every key of a cell's entries in the timeline begins with.
[[nodiscard]] std::string cell_prefix(std::string_view relationship, const Cell& cell);

/// Appends the key and the entry of what an event says of a cell.
void put_key(std::string& key, const LoggedEvent& logged, const Assertion& effect);
void put_entry(std::string& entry, const LoggedEvent& logged, const Assertion& effect);

/// Reads the part of a key after the cell, and the entry; nothing if they are none.
[[nodiscard]] std::optional<Statement> decode_statement(std::string_view key,
                                                        std::string_view entry);

}  // namespace annals
