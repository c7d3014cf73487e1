#pragma once

// The only place that includes SQLite. A program links its library; a loadable module must call
// whatever SQLite it is loaded into, through the table of functions that it is handed on loading.
// So the sources of this layer are compiled twice, the second time with ANNALS_SQLITE_MODULE.
#ifdef ANNALS_SQLITE_MODULE
#include <sqlite3ext.h>
extern "C" {
SQLITE_EXTENSION_INIT3
}
#else
#include <sqlite3.h>
#endif
