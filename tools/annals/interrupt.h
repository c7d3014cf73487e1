#pragma once

namespace annals::cli {

/// From now on SIGINT and SIGTERM no longer end the process but are noted, so that it can stop
/// between two steps; the second one ends it at once.
void note_interrupts();

/// Whether the user, or the system, wants the process to stop.
[[nodiscard]] bool interrupted();

}  // namespace annals::cli
