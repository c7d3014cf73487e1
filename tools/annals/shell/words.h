#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace annals::cli {

/// A line as words.
struct Words {
  std::vector<std::string> words;
  bool is_open = false;        ///< a quote is not closed, or a backslash stands at the end
  bool ends_in_word = false;   ///< nothing parts the last word from what may be typed next
  std::size_t last_begin = 0;  ///< where the last word begins in the line, its quote included
};

/// Splits a line at spaces as a shell does: 'as it is', "with \" and \\", and a backslash before
/// any other character. Nothing else means anything: no variables, patterns or pipes.
[[nodiscard]] Words split_words(std::string_view line);

/// A word so that `split_words` reads it back.
[[nodiscard]] std::string quoted_word(std::string_view word);

/// Whether a line begins a query in SQL, and not a command.
[[nodiscard]] bool begins_query(std::string_view line);

/// Whether the query ends with a ';' that is in no quote and no comment.
[[nodiscard]] bool ends_query(std::string_view query);

}  // namespace annals::cli
