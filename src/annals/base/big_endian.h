#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace annals {

/// Width of every integer in a key, in bytes.
inline constexpr std::size_t integer_bytes = 8;

/// The eight bytes at `from`, most significant byte first, as a number.
inline std::uint64_t read_big_endian(const char* from) {
  static_assert(std::endian::native == std::endian::little, "an integer's bytes are turned round");
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, from, integer_bytes);
  return __builtin_bswap64(bytes);
}

/// Appends `value` most significant byte first, so that byte order is numeric order.
inline void put_big_endian(std::string& out, std::uint64_t value) {
  static_assert(std::endian::native == std::endian::little, "an integer's bytes are turned round");
  const std::uint64_t bytes = __builtin_bswap64(value);
  out.append(reinterpret_cast<const char*>(&bytes), integer_bytes);
}

/// Takes eight bytes off the front of `bytes`; nothing if there are fewer.
inline std::optional<std::uint64_t> take_big_endian(std::string_view& bytes) {
  if (bytes.size() < integer_bytes) return std::nullopt;
  const std::uint64_t value = read_big_endian(bytes.data());
  bytes.remove_prefix(integer_bytes);
  return value;
}

inline constexpr std::uint64_t sign_bit = 1ULL << 63;

/// A signed integer with its sign bit flipped, so that byte order is numeric order here too.
inline void put_big_endian_signed(std::string& out, std::int64_t value) {
  put_big_endian(out, static_cast<std::uint64_t>(value) ^ sign_bit);
}

inline std::optional<std::int64_t> take_big_endian_signed(std::string_view& bytes) {
  const auto value = take_big_endian(bytes);
  if (!value) return std::nullopt;
  return static_cast<std::int64_t>(*value ^ sign_bit);
}

}  // namespace annals
