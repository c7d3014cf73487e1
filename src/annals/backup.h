#pragma once

#include <filesystem>

#include "annals/base/result.h"
#include "annals/base/sha256.h"
#include "annals/event/sequence.h"
#include "annals/store/copy.h"

namespace annals {

/// What a backup or a restoring came to.
struct BackupReport {
  Sequence last;  ///< of the log that was copied
  Digest head;    ///< of the tree over it
  CopyCounts files;
};

/// Copies the database at `database` as it is at one moment to the folder `to`, while another
/// process may be writing. A backup that is there already is replaced in one step, after the new
/// one has been read as a whole and each of its records hashed: an interruption leaves the earlier
/// one.
///
/// Errors: missing, busy, unsupported, corrupt, io, as `Database::open`; invalid_input for a folder
///         that holds something else, or the backup of a log of which this one is no continuation.
/// Cost:   reads all of the database; writes only sorted files that the earlier backup lacks.
[[nodiscard]] Result<BackupReport> back_up(const std::filesystem::path& database,
                                           const std::filesystem::path& to);

/// Makes a database of the backup in the folder `from`, at a place where nothing is or an empty
/// folder. It appears whole, after each of its records has been hashed and the head of its tree is
/// the one that the backup was made with. Follows no link.
/// Errors: missing, if there is no backup; invalid_input, if the place is taken; corrupt; io.
[[nodiscard]] Result<BackupReport> restore(const std::filesystem::path& from,
                                           const std::filesystem::path& database);

}  // namespace annals
