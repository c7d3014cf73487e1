#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "annals/base/result.h"
#include "byte_source.h"

namespace annals::cli {

/// A file in pieces of whole lines, in bounded memory: of a line that is longer than one may be,
/// only as much is kept as shows that.
class PieceReader {
 public:
  PieceReader(ByteSource source, std::size_t piece_bytes)
      : source_{std::move(source)}, piece_bytes_{piece_bytes} {}

  /// The next lines; nothing at the end. Errors: those of `ByteSource::read`.
  [[nodiscard]] Result<std::optional<std::string>> next();

  [[nodiscard]] double share() const { return source_.share(); }

 private:
  void add(std::string_view bytes);
  [[nodiscard]] bool has_piece() const;

  ByteSource source_;
  std::size_t piece_bytes_;
  std::string piece_;
  std::size_t line_begin_ = 0;  // of the last line in `piece_`
  bool at_end_ = false;
};

}  // namespace annals::cli
