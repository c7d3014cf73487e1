#pragma once

#include <filesystem>

#include "annals/base/result.h"
#include "annals/verify/report.h"

namespace annals {

/// Compares everything that a database stores with everything else: the checksums of its files, its
/// records with their hashes and the tree, every row of every index with the events. Opens it for
/// reading, so that another process may go on writing.
///
/// Errors: missing, busy, unsupported, io; invalid_input for a projection in `options` that none
/// can
///         be; not_found if `progress` stopped it. Damage is no error
///         but stands in the report, also where it keeps the database from being opened.
/// Cost:   all files are read twice; memory as `IndexCheck` says.
[[nodiscard]] Result<VerifyReport> verify(const std::filesystem::path& path,
                                          const VerifyOptions& options);

}  // namespace annals
