#include "piece_reader.h"

#include <algorithm>

#include "annals/event/limits.h"

namespace annals::cli {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// One byte more than a line may have is enough to know that it has too many.
constexpr std::size_t kept_bytes_max =
    byte_order_mark.size() + limits::line_bytes_max + std::string_view{"\r"}.size() + 1;

}  // namespace

void PieceReader::add(std::string_view bytes) {
  // All up to the first line end belongs to the line that is open, which may be too long.
  const std::size_t first = bytes.find('\n');
  const std::string_view rest_of_line = bytes.substr(0, first);
  const std::size_t open = piece_.size() - line_begin_;
  piece_ += rest_of_line.substr(0, std::min(rest_of_line.size(), kept_bytes_max - open));
  if (first == std::string_view::npos) return;
  // No line among the others is longer than what is read at once.
  piece_ += bytes.substr(first);
  line_begin_ = piece_.rfind('\n') + 1;
}

bool PieceReader::has_piece() const {
  return line_begin_ >= piece_bytes_;
}

Result<std::optional<std::string>> PieceReader::next() {
  while (!at_end_ && !has_piece()) {
    const auto bytes = source_.read();
    if (!bytes) return bytes.error();
    at_end_ = bytes->empty();
    add(*bytes);
  }
  const std::size_t size = at_end_ ? piece_.size() : line_begin_;
  if (size == 0) return std::optional<std::string>{};
  std::string rest = piece_.substr(size);
  piece_.resize(size);
  line_begin_ = 0;
  return std::optional{std::exchange(piece_, std::move(rest))};
}

}  // namespace annals::cli
