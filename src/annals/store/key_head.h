#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace annals {

inline constexpr std::size_t head_bytes = sizeof(std::uint64_t);

/// The eight bytes of `key` from `depth` on as a number that compares as they do; zeros where the
/// key has ended.
inline std::uint64_t head_of(std::string_view key, std::size_t depth) {
  static_assert(std::endian::native == std::endian::little, "the first byte must weigh most");
  std::uint64_t bytes = 0;
  if (key.size() > depth) {
    std::memcpy(&bytes, key.data() + depth, std::min(head_bytes, key.size() - depth));
  }
  return __builtin_bswap64(bytes);
}

}  // namespace annals
