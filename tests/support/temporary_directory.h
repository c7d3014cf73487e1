#pragma once

#include <filesystem>

namespace annals::support {

/// A new, empty directory that is removed with everything in it when this goes out of scope.
class TemporaryDirectory {
 public:
  /// Throws std::system_error if it cannot be made.
  TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace annals::support
