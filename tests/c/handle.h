#pragma once

#include <annals.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/temporary_directory.h"

namespace annals::c_test {

/// What a call gave.
struct Said {
  annals_code code;
  std::string text;
};

/// A database that is open through the library, and closed when this goes out of scope.
class Handle {
 public:
  Handle(const std::string& path, annals_access access);
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle();

  /// What became of opening it.
  [[nodiscard]] const Said& opened() const { return opened_; }

  [[nodiscard]] Said ask(const std::string& question) const;
  [[nodiscard]] Said append(const std::string& events) const;

  [[nodiscard]] annals_db* get() const { return db_; }

 private:
  annals_db* db_ = nullptr;
  Said opened_;
};

/// A folder for databases, and the command.
class Library : public testing::Test {
 protected:
  [[nodiscard]] std::string path(const std::string& name = "annals.db") const;

  /// Fills the database `annals.db` with the example history.
  void load_example() const;

  /// What `annals --format json` prints about it, without the end of the line.
  [[nodiscard]] std::string annals(const std::vector<std::string>& arguments) const;

 private:
  support::TemporaryDirectory directory_;
};

}  // namespace annals::c_test
