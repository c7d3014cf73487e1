#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "annals/base/result.h"
#include "byte_source.h"

namespace annals::cli {

/// A line of the input.
struct Line {
  std::uint64_t number;   ///< from 1
  std::string_view text;  ///< without its end; the view lives until the next line is read
  bool too_long;          ///< more than a line may have: `text` is its beginning
};

/// The lines of a file, one after the other, in bounded memory. Lines of nothing but spaces are
/// passed over, and so is a byte order mark at the beginning.
class LineReader {
 public:
  explicit LineReader(ByteSource source) : source_{std::move(source)} {}

  /// The next line; nothing at the end. Errors: those of `ByteSource::read`.
  [[nodiscard]] Result<std::optional<Line>> next();

  [[nodiscard]] double share() const { return source_.share(); }

 private:
  [[nodiscard]] Result<std::optional<Line>> next_of_any_kind();

  ByteSource source_;
  std::string_view chunk_;  // what `source_` gave last and is not yet used
  std::string line_;
  std::uint64_t number_ = 0;
  bool at_end_ = false;
};

}  // namespace annals::cli
