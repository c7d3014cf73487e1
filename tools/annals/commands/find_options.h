#pragma once

#include <optional>
#include <string>
#include <vector>

#include "../arguments.h"
#include "../context.h"

namespace annals::cli {

/// What `find` was asked.
struct FindOptions {
  std::vector<std::string> conditions;
  std::optional<std::string> on;
  bool possible = false;
  PerspectiveOptions perspective;

  std::optional<std::string> during;  ///< a range of days
  bool throughout = false;            ///< on all of them
  std::optional<std::string> overlaps;
  std::optional<std::string> before;
  std::optional<std::string> after;
  std::optional<std::string> meets;
  std::optional<std::string> met_by;
  std::optional<std::string> of;  ///< the relationship of the other cell
  bool succession = false;

  [[nodiscard]] bool is_related() const { return overlaps || before || after || meets || met_by; }
  [[nodiscard]] bool is_about_times() const { return during || of || is_related() || succession; }
};

/// Answers where it is asked about times and not about a moment.
[[nodiscard]] ExitCode find_times(const Globals& globals, const FindOptions& options);

}  // namespace annals::cli
