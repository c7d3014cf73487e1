#include "annals/codec/csv_row.h"

#include <csv.h>
#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "annals/base/check.h"
#include "annals/base/text.h"
#include "annals/event/limits.h"

namespace annals {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

Error refuse(std::string message) {
  return {.code = ErrorCode::invalid_input, .message = std::move(message)};
}

Error at_character(std::size_t number, std::string_view what) {
  return refuse(fmt::format("character {}: {}", number, what));
}

/// How many characters begin in UTF-8 `text`.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

/// The longest beginning of `text` that is UTF-8.
std::string_view valid_beginning(std::string_view text) {
  std::size_t good = 0;
  std::size_t bytes = text.size();
  while (good < bytes) {  // is_utf8 of the first `middle` bytes decides in which half to look
    const std::size_t middle = (good + bytes + 1) / 2;
    std::size_t end = middle;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    if (is_utf8(text.substr(0, end))) {
      good = std::min(end, bytes);
    } else {
      bytes = middle - 1;
    }
  }
  return text.substr(0, good);
}

/// Where in `bytes` the line ends that they go on with; nothing if its end has not come yet. A CR
/// that came last (`cr_waits`) is the end, unless the LF of a CRLF follows.
std::optional<std::size_t> end_of_line(std::string_view bytes, bool cr_waits) {
  if (cr_waits) return bytes.front() == '\n' ? 1 : 0;
  const std::size_t found = bytes.find_first_of("\r\n");
  if (found == std::string_view::npos) return std::nullopt;
  if (bytes[found] == '\n') return found + 1;
  if (found + 1 == bytes.size()) return std::nullopt;
  return bytes[found + 1] == '\n' ? found + 2 : found + 1;
}

int no_space(unsigned char /*byte*/) {
  return 0;
}

}  // namespace

/// libcsv says when a field and a row end, but not where in the file: so it is given one line at a
/// time, and the lines are counted here.
struct CsvReader::Parser {
  csv_parser csv{};
  CsvRow row{.line = 0, .fields = {}};  // being read; `line` is 0 between two rows
  std::size_t row_bytes = 0;
  std::uint64_t line = 0;  // of the bytes that libcsv has been given last
  std::string rest{};      // a line of which the end has not come yet
  std::vector<CsvRow>* rows = nullptr;

  explicit Parser(const CsvDialect& dialect) {
    const auto options = static_cast<unsigned char>(CSV_STRICT | CSV_STRICT_FINI);
    check(csv_init(&csv, options) == 0, "libcsv can begin");
    csv_set_delim(&csv, static_cast<unsigned char>(dialect.delimiter));
    csv_set_quote(&csv, static_cast<unsigned char>(dialect.quote));
    csv_set_space_func(&csv, no_space);
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() { csv_free(&csv); }

  static void field_ended(void* text, std::size_t bytes, void* self) {
    auto& row = static_cast<Parser*>(self)->row;
    row.fields.emplace_back(static_cast<const char*>(text), bytes);
  }

  static void row_ended(int /*end*/, void* self) {
    auto& parser = *static_cast<Parser*>(self);
    parser.rows->push_back(std::move(parser.row));
    parser.row = {.line = 0, .fields = {}};
    parser.row_bytes = 0;
  }

  Status take_line(std::string_view text) {
    ++line;
    if (line == 1 && text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    if (!is_utf8(text)) {
      return at_character(characters(valid_beginning(text)) + 1,
                          "the bytes are not UTF-8; save the table as UTF-8");
    }
    const std::size_t nul = text.find('\0');
    if (nul != std::string_view::npos) {
      return at_character(characters(text.substr(0, nul)) + 1, "a NUL byte is no text");
    }
    row_bytes += text.size();
    if (row_bytes > limits::line_bytes_max) {
      if (row.line != 0) line = row.line;
      return refuse(
          fmt::format("the row that begins here has more than {} bytes (1 MiB); is a quote left "
                      "open?",
                      limits::line_bytes_max));
    }
    const bool is_blank = text.find_first_not_of("\r\n") == std::string_view::npos;
    if (row.line == 0 && is_blank) {
      row_bytes = 0;
      return Done{};
    }
    if (row.line == 0) row.line = line;
    const std::size_t taken =
        csv_parse(&csv, text.data(), text.size(), field_ended, row_ended, this);
    if (taken == text.size()) return Done{};
    if (csv_error(&csv) != CSV_EPARSE) return refuse(csv_strerror(csv_error(&csv)));
    return at_character(characters(text.substr(0, taken)) + 1,
                        "a quote where none can be; a field is quoted as a whole, and a quote in "
                        "it is doubled");
  }
};

CsvReader::CsvReader(const CsvDialect& dialect) : parser_{std::make_unique<Parser>(dialect)} {}
CsvReader::~CsvReader() = default;

Status CsvReader::read(std::string_view bytes, std::vector<CsvRow>& rows) {
  Parser& parser = *parser_;
  parser.rows = &rows;
  while (!bytes.empty()) {
    const auto end = end_of_line(bytes, parser.rest.ends_with('\r'));
    const std::string_view part = bytes.substr(0, end.value_or(bytes.size()));
    parser.rest += part;
    bytes.remove_prefix(part.size());
    if (!end && parser.rest.size() <= limits::line_bytes_max) return Done{};
    if (auto taken = parser.take_line(std::exchange(parser.rest, {})); !taken) return taken;
  }
  return Done{};
}

Status CsvReader::finish(std::vector<CsvRow>& rows) {
  Parser& parser = *parser_;
  parser.rows = &rows;
  if (!parser.rest.empty()) {
    if (auto taken = parser.take_line(std::exchange(parser.rest, {})); !taken) return taken;
  }
  const std::uint64_t begin = parser.row.line;
  if (csv_fini(&parser.csv, Parser::field_ended, Parser::row_ended, &parser) == 0) return Done{};
  parser.line = begin;
  return refuse("the row that begins here has a quoted field without an end");
}

std::uint64_t CsvReader::line() const {
  return parser_->line;
}

}  // namespace annals
