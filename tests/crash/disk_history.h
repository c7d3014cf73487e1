#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "annals/base/result.h"
#include "annals/database.h"

namespace annals::crash {

/// What became of a part of a history: events that are appended together or not at all.
struct Part {
  std::vector<std::string> lines;
  std::optional<bool> acknowledged{};  ///< none: it was not sent yet, or we do not know yet
};

/// A small history in which everything is written that a database can write: it is created, gets
/// single events, transactions over the ends of runs and a load, is closed, opened, rebuilt; at
/// last it is asked.
class DiskHistory {
 public:
  explicit DiskHistory(std::filesystem::path path);

  /// Does all of it, and goes on where something fails.
  void run();

  /// What every relationship says, each cell in a line with the event behind it; nothing if that
  /// cannot be read, which is noted.
  [[nodiscard]] std::optional<std::vector<std::string>> ask();

  /// What came of asking at the end of `run`.
  [[nodiscard]] const std::optional<std::vector<std::string>>& answers() const { return answers_; }

  /// The parts so far.
  [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }

  /// Whether `Database::create` has returned with success.
  [[nodiscard]] bool is_created() const { return is_created_; }

  /// What failed, in order.
  [[nodiscard]] const std::vector<Error>& errors() const { return errors_; }

 private:
  [[nodiscard]] std::vector<std::string> lines(std::size_t count);
  void append(Database& database, std::size_t count);
  void load(Database& database, std::size_t count);
  /// Notes an error; says whether there was none.
  template <typename Value>
  bool note(const Result<Value>& result) {
    if (!result) errors_.push_back(result.error());
    return result.has_value();
  }
  void open_and(const std::vector<void (DiskHistory::*)(Database&)>& steps);
  void append_some(Database& database);
  void load_some(Database& database);
  void rebuild(Database& database);
  void flush(Database& database);

  std::filesystem::path path_;
  std::vector<Part> parts_;
  std::vector<Error> errors_;
  std::optional<std::vector<std::string>> answers_;
  bool is_created_ = false;
  std::size_t next_ = 0;
};

/// Expects that the log at `path` is what was acknowledged, and of the other parts, as far as they
/// are there, all; and that it is sound. Where the database was never created, it may be missing.
/// Throws std::runtime_error.
void expect_kept(const std::filesystem::path& path, const std::vector<Part>& parts,
                 bool is_created);

}  // namespace annals::crash
