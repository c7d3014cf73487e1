#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "annals/base/result.h"

namespace annals::cli {

/// The bytes of a file or of standard input, unpacked if they begin as gzip or zstd do.
class ByteSource {
 public:
  ByteSource(ByteSource&&) noexcept;
  ByteSource& operator=(ByteSource&&) noexcept;
  ~ByteSource();

  /// Opens `path`; `-` is standard input.
  /// Errors: invalid_input for what is not there, is a directory or cannot be read.
  [[nodiscard]] static Result<ByteSource> open(const std::string& path);

  /// The next bytes; none at the end. The view lives until the next call.
  /// Errors: invalid_input, if the file cannot be read on or is a damaged archive.
  [[nodiscard]] Result<std::string_view> read();

  /// Has `bytes`, which came from here, read once more, before all others.
  void put_back(std::string bytes);

  /// The share of the file that has been read, from 0 to 1; negative if its size is not known.
  [[nodiscard]] double share() const;

 private:
  struct Impl;
  explicit ByteSource(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace annals::cli
