#pragma once

#include <cstddef>
#include <cstdint>

namespace annals {

/// Whether something that is asked about should be kept in memory for the next question.
enum class Keeping : std::uint8_t {
  if_wanted,  ///< if it is asked for again and again
  no,         ///< what is there is used, but this question asks about too much to keep it all
};

/// How many statements a relationship may have that is kept in memory: one that has more should not
/// be read whole by a question about one of its cells.
inline constexpr std::size_t kept_statements_max = 4096;

}  // namespace annals
