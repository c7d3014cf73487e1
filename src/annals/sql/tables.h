#pragma once

#include "annals/sql/table.h"

namespace annals::sql {

/// What happened and became known within a window of time, by moment.
extern const Table changes_table;

/// The events that are seen, by sequence.
extern const Table events_table;

/// Who is said to be party to what, by name.
extern const Table parties_table;

/// The relationships that the log speaks of, by name.
extern const Table relationships_table;

/// Where the events that are seen were read, by sequence.
extern const Table sources_table;

/// The cells that are in the answer on `on_date`, by (relationship, term, key).
extern const Table state_table;

/// The runs of cells, by (relationship, term, key, from_date).
extern const Table timeline_table;

}  // namespace annals::sql
