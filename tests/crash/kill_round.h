#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/process.h"
#include "crash/writing.h"
#include "support/temporary_directory.h"

namespace annals::crash {

/// A command that writes, and what it would append if nobody stopped it.
struct Step {
  std::string kind;
  std::vector<std::string> arguments{};
  std::vector<std::vector<std::string>> parts{};  ///< as `Promised::send` takes them
  std::uint64_t batch = 0;                        ///< lines read for each acknowledgement; 0: none
  std::filesystem::path database{};               ///< empty: the one that is written to
};

/// How often which things happened, so that a campaign cannot pass by never meeting them.
using Met = std::map<std::string, std::size_t>;

/// A database that processes write to and are killed at, and its judge.
class KillTrial {
 public:
  /// Borrows both. Runs are so small that short histories fill several of each level.
  KillTrial(Random& random, Met& met);

  /// Starts the command, kills it at some moment, and looks at what is there. Throws
  /// std::runtime_error if that is not what was promised.
  void round();

 private:
  [[nodiscard]] Step any_step();
  [[nodiscard]] Step file_step();
  [[nodiscard]] Step files_step();
  [[nodiscard]] Step batch_step();
  [[nodiscard]] Step skip_step();
  [[nodiscard]] Step add_step();
  [[nodiscard]] Step bulk_step();
  [[nodiscard]] Step rebuild_step();
  [[nodiscard]] Step again_step();
  [[nodiscard]] Step backup_step();
  [[nodiscard]] Step restore_step();

  [[nodiscard]] std::vector<std::string> new_lines(std::size_t most);
  /// Writes the lines to a file in the folder; gives its path.
  [[nodiscard]] std::string file_of(const std::vector<std::string>& lines, std::size_t padding = 0);
  [[nodiscard]] cli_test::Outcome run_and_kill(const Step& step);
  /// Expects that the backup is one of the log as it was when a backup was made, or later.
  void expect_backup(const std::vector<Json>& log) const;
  /// Expects that what was restored is whole, if it is there.
  void expect_restored(const std::vector<Json>& log);

  Random& random_;
  Met& met_;
  support::TemporaryDirectory directory_;
  std::filesystem::path path_;
  EventSource events_;
  Promised promised_;
  std::optional<std::size_t> backed_up_;  // events that a finished backup has
  std::vector<Step> before_;              // what can be sent again
  std::size_t files_ = 0;
};

}  // namespace annals::crash
