#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/command.h"
#include "support/temporary_directory.h"

namespace annals::sqlite_test {

/// A database with the example history, and programs that ask it through the module.
class Loaded : public testing::Test {
 protected:
  Loaded();

  /// The path of a file or a database in the test's own folder.
  [[nodiscard]] std::string path(const std::string& name) const;

  /// The example database.
  [[nodiscard]] std::string database() const { return path("annals.db"); }

  /// What `annals` prints; it must succeed.
  [[nodiscard]] std::string annals(const std::vector<std::string>& arguments) const;

  /// Runs the stock shell on an empty database: it loads the module, then takes these commands one
  /// after the other, up to the first that fails.
  [[nodiscard]] static support::Outcome shell(const std::vector<std::string>& commands);

  /// As above, with the example database opened before.
  [[nodiscard]] support::Outcome shell_with_example(std::vector<std::string> commands) const;

  /// Makes a second database, `other.db`, with one event.
  void make_other() const;

  /// Runs a script in which `connect()` gives a connection with the module loaded, `path` is the
  /// example database's and `other` that of the second one.
  [[nodiscard]] support::Outcome python(const std::string& script) const;

  /// `SELECT annals_open(...)` for a path.
  [[nodiscard]] static std::string opening(const std::string& path);

 private:
  support::TemporaryDirectory directory_;
};

}  // namespace annals::sqlite_test
