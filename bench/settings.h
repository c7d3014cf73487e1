#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace annals::bench {

/// Where databases and files to be timed are made: `ANNALS_BENCH_DIR`, else the current directory.
[[nodiscard]] std::filesystem::path directory();

/// The numbers of events that databases are made of: 10 k, 100 k and 1 M up to
/// `ANNALS_BENCH_EVENTS_MAX` (1 M if it is not set), or that number alone if it is smaller.
[[nodiscard]] std::vector<std::int64_t> sizes_events();

/// A new, empty directory in `directory()`, removed with everything in it when this goes out of
/// scope.
class Scratch {
 public:
  Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace annals::bench
