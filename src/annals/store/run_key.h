#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "annals/base/result.h"
#include "annals/store/column.h"
#include "annals/store/run.h"

namespace annals {

/// Reads the value of a key in the column family of runs, as some snapshot shows it.
using ReadValue = std::function<Result<std::optional<std::string>>(std::string_view key)>;

/// The keys under which a run of a column lies: its pages, then the sections of its directory, if
/// it has any, then the directory.
[[nodiscard]] std::string page_key(Column column, const RunId& run, std::size_t page);
[[nodiscard]] std::string section_key(Column column, const RunId& run, std::size_t section);
[[nodiscard]] std::string directory_key(Column column, const RunId& run);

/// The error that a run is damaged; `what` goes on after "a run".
[[nodiscard]] Error corrupt_run(Column column, const RunId& run, std::string_view what);

}  // namespace annals
