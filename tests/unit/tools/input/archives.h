#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "support/temporary_directory.h"

namespace annals::unit {

/// `text` as one gzip archive.
[[nodiscard]] std::string gzipped(std::string_view text);

/// `text` as one zstd frame with a checksum.
[[nodiscard]] std::string zstandard(std::string_view text);

/// A directory for the files of a test.
class Files {
 public:
  /// Writes a file and gives its path.
  [[nodiscard]] std::string write(std::string_view content) const;

  /// The path of a file that is not there.
  [[nodiscard]] std::string missing() const { return (directory_.path() / "missing").string(); }

  [[nodiscard]] std::string directory() const { return directory_.path().string(); }

 private:
  support::TemporaryDirectory directory_;
};

}  // namespace annals::unit
