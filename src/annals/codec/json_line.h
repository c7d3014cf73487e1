#pragma once

#include <memory>
#include <string_view>

#include "annals/base/result.h"
#include "annals/event/draft.h"

namespace annals {

/// Reads events from JSON, one object after another; keeps its memory between them.
class JsonLineReader {
 public:
  JsonLineReader();
  JsonLineReader(const JsonLineReader&) = delete;
  JsonLineReader& operator=(const JsonLineReader&) = delete;
  ~JsonLineReader();

  /// The fields of the object that `line` holds. Views into the reader, valid until the next call.
  ///
  /// Errors: invalid_input for a line over 1 MiB, invalid UTF-8, malformed JSON (with the column),
  ///         anything but an object, and nesting deeper than eight levels.
  [[nodiscard]] Result<Draft> read(std::string_view line);

  /// The same, written to `draft` in place of what that held, whose memory is used again.
  [[nodiscard]] Status read(std::string_view line, Draft& draft);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace annals
