#pragma once

#include <cstddef>
#include <cstdint>

/// Every limit on what people may send, in one place; schema/format.md lists them.
namespace annals::limits {

inline constexpr std::size_t id_bytes_max = 256;      ///< event and relationship ids, terms, keys
inline constexpr std::size_t value_bytes_max = 4096;  ///< a text value
inline constexpr std::size_t text_bytes_max = 64 << 10;  ///< note, quote, reason, titles, occasion
inline constexpr std::size_t line_bytes_max = 1 << 20;   ///< one line of JSON
inline constexpr std::size_t json_depth_max = 8;         ///< objects and lists within each other
inline constexpr std::size_t document_depth_max = 64;    ///< the same in a document of its own
inline constexpr std::size_t effects_max = 1000;         ///< cells that one event may touch
inline constexpr double integer_max = 9007199254740992;  ///< 2^53: doubles are exact up to here
inline constexpr std::size_t file_bytes_max = 16 << 20;  ///< a vocabulary, a mapping, a proof
inline constexpr std::size_t table_bytes_max = 256 << 20;  ///< a table that is one JSON document
inline constexpr std::size_t proof_path_max = 64;  ///< hashes: a tree has at most so many levels
inline constexpr int window_log_max = 27;  ///< of a zstd archive: 2^27 bytes, as its own tools have

}  // namespace annals::limits
