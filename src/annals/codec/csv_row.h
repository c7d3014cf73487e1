#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"

namespace annals {

/// How a table of text is written.
struct CsvDialect {
  char delimiter = ',';
  char quote = '"';  ///< '\0': nothing is quoted
};

/// One row of a table: its fields, and the line on which it begins. A quoted field may have line
/// ends in it, so that a row can span lines.
struct CsvRow {
  std::uint64_t line;
  std::vector<std::string> fields;
};

/// Reads the rows of a table (RFC 4180) from the bytes of a file as they come. Lines end with LF,
/// CRLF or CR; a byte order mark and empty lines are passed over. Spaces belong to the fields.
class CsvReader {
 public:
  explicit CsvReader(const CsvDialect& dialect);
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;
  ~CsvReader();

  /// Takes the next bytes of the file, cut anywhere, and puts the rows that end in them into
  /// `rows`.
  ///
  /// Errors: invalid_input, `character 3: ...` of the line that `line` then gives: bytes that are
  ///         not UTF-8, a quote within an unquoted field or text after a quoted one, a row over
  ///         1 MiB.
  [[nodiscard]] Status read(std::string_view bytes, std::vector<CsvRow>& rows);

  /// Says that the file has ended, and puts its last row into `rows`.
  /// Errors: as above; also a quoted field without an end, of the line where its row begins.
  [[nodiscard]] Status finish(std::vector<CsvRow>& rows);

  /// The line that was read last, or that an error is about.
  [[nodiscard]] std::uint64_t line() const;

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace annals
