#pragma once

#include <string>
#include <string_view>

#include "annals/base/result.h"
#include "annals/event/cell.h"
#include "annals/event/sequence.h"
#include "annals/store/store.h"

namespace annals {

// What somebody probably meant who asked about something that is not there, as the end of a
// message: `; did you mean 'exclusivity'?`, or nothing. Errors: corrupt, io.

/// Cost: three seeks for each relationship, of which 20,000 at most are looked at.
[[nodiscard]] Result<std::string> relationship_hint(const Snapshot& snapshot,
                                                    std::string_view relationship, Sequence basis);

/// Among the cells of the relationship; names those that have the same term where none is similar.
/// Nothing if the cell is there. Cost: of a relationship's statements, 4096 at most.
[[nodiscard]] Result<std::string> cell_hint(const Snapshot& snapshot, std::string_view relationship,
                                            const Cell& cell);

/// Cost: a seek for each term that ever had a value.
[[nodiscard]] Result<std::string> term_hint(const Snapshot& snapshot, std::string_view term);

}  // namespace annals
