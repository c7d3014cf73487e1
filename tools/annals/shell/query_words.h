#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace annals::cli {

/// What the end of a query in SQL may become.
struct QueryEnd {
  std::size_t begin = 0;           ///< where in the query what is typed begins
  std::vector<std::string> words;  ///< keywords, functions, tables and columns, each whole
  std::string column;  ///< in a text that is compared with a column: that, and there are no words
};

/// Looks at a query as far as it was typed: after FROM or JOIN there are tables; elsewhere columns
/// of the tables that it names, or of all where it names none, and keywords, in capitals unless
/// small letters were typed; after `name.` columns of that table. Nothing in a comment.
[[nodiscard]] QueryEnd end_of_query(std::string_view query);

/// The words that a query can begin with.
[[nodiscard]] const std::vector<std::string_view>& first_words_of_queries();

}  // namespace annals::cli
