#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/workspace.h"

namespace annals::cli_test {

/// A command line that must be refused.
struct Refusal {
  std::vector<std::string> arguments;
  int exit_code;
  std::vector<std::string> says;  ///< parts of the message
};

/// Where a log ends, and the hash over all of it.
struct Basis {
  std::size_t sequence;
  std::string hash;

  friend bool operator==(const Basis&, const Basis&) = default;
};

std::ostream& operator<<(std::ostream& out, const Basis& basis);

/// A workspace whose `annals.db` holds two events.
class CliTest : public testing::Test {
 protected:
  CliTest();

  [[nodiscard]] const Workspace& workspace() const { return workspace_; }

  /// Runs `annals`, which must succeed, and gives what it prints.
  [[nodiscard]] std::string print(const std::vector<std::string>& arguments) const;

  [[nodiscard]] Basis basis(const std::string& database = "annals.db") const;

  /// The ids of the events in the log, in order.
  [[nodiscard]] std::vector<std::string> ids(const std::string& database = "annals.db") const;

  /// Expects this exit code, one message that says all of it, and nothing on standard output.
  void expect_refused(const Refusal& refusal) const;

  /// Expects that the database holds what it held at first. A log only grows: after several
  /// refusals, one look at the end says that none of them has left anything.
  void expect_unchanged() const;

 private:
  Workspace workspace_;
  std::string log_;
  Basis basis_;
};

/// An event of `relationship` with this id, as a line.
[[nodiscard]] std::string event_line(std::string_view id,
                                     std::string_view relationship = "acme-borg");

/// `count` events, a line each, with the ids `PREFIX-1`, `PREFIX-2`, …
[[nodiscard]] std::string event_lines(std::string_view prefix, std::size_t count);

}  // namespace annals::cli_test
