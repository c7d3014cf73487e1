#pragma once

namespace annals::cli {

/// From now on SIGINT and SIGTERM no longer end the process but are noted, so that it can stop
/// between two steps; the second one ends it at once.
void note_interrupts();

/// Whether the user, or the system, wants the process to stop.
[[nodiscard]] bool interrupted();

/// Waits until `file` can be read without waiting, or has ended; returns early if the process is to
/// stop, also where the signal came just before.
void wait_until_readable(int file);

/// Waits a tenth of a second, or less if the process is to stop.
void pause_for_a_moment();

}  // namespace annals::cli
