#include "line_reader.h"

#include <algorithm>
#include <utility>

#include "annals/event/limits.h"

namespace annals::cli {

Result<std::optional<Line>> LineReader::next() {
  while (true) {
    auto line = next_of_any_kind();
    if (!line || !*line) return line;
    const bool is_blank = (*line)->text.find_first_not_of(" \t\r") == std::string_view::npos;
    if (!is_blank || (*line)->too_long) return line;
  }
}

Result<std::optional<Line>> LineReader::next_of_any_kind() {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  // One byte more than a line may have is enough to know that it has too many.
  constexpr std::size_t kept_bytes_max =
      byte_order_mark.size() + limits::line_bytes_max + std::string_view{"\r"}.size() + 1;
  line_.clear();
  bool has_any = false;
  while (true) {
    if (chunk_.empty() && !at_end_) {
      const auto bytes = source_.read();
      if (!bytes) return bytes.error();
      chunk_ = *bytes;
      at_end_ = chunk_.empty();
    }
    if (at_end_) break;
    has_any = true;
    const std::size_t end = chunk_.find('\n');
    const std::string_view part = chunk_.substr(0, end);
    const std::size_t room = kept_bytes_max - line_.size();
    line_ += part.substr(0, std::min(part.size(), room));
    chunk_.remove_prefix(end == std::string_view::npos ? chunk_.size() : end + 1);
    if (end != std::string_view::npos) break;
  }
  if (!has_any) return std::optional<Line>{};
  ++number_;
  std::string_view text = line_;
  if (number_ == 1 && text.starts_with(byte_order_mark)) {
    text.remove_prefix(byte_order_mark.size());
  }
  if (text.ends_with('\r')) text.remove_suffix(1);
  const bool too_long = text.size() > limits::line_bytes_max;
  if (too_long) text = text.substr(0, limits::line_bytes_max + 1);
  return std::optional{Line{.number = number_, .text = text, .too_long = too_long}};
}

}  // namespace annals::cli
