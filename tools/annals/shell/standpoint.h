#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"

namespace annals::cli {

/// What is set once for all questions that follow: `on`, `known` and `basis`, as `--on` and so on
/// say it for one.
class Standpoint {
 public:
  [[nodiscard]] static bool has(std::string_view name);

  /// Sets one of them; none: it is no longer set. Errors: invalid_input, naming the part.
  [[nodiscard]] Status set(const std::string& name, const std::optional<std::string>& value);

  /// The words with the flags that the command takes and that are not among them, nor at odds with
  /// those that are.
  [[nodiscard]] std::vector<std::string> add_to(std::vector<std::string> words,
                                                const CLI::App& app) const;

  /// ` on 2025-03-01 known 2024`, as a prompt shows it; empty if nothing is set.
  [[nodiscard]] std::string to_text() const;

 private:
  std::map<std::string, std::string, std::less<>> set_;
};

}  // namespace annals::cli
