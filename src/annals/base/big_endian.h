#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace annals {

/// Width of every integer in a key, in bytes.
inline constexpr std::size_t integer_bytes = 8;

/// Appends `value` most significant byte first, so that byte order is numeric order.
inline void put_big_endian(std::string& out, std::uint64_t value) {
  std::array<char, integer_bytes> bytes{};
  for (std::size_t i = integer_bytes; i-- > 0; value >>= 8) {
    bytes[i] = static_cast<char>(value & 0xFFU);
  }
  out.append(bytes.data(), bytes.size());
}

/// Takes eight bytes off the front of `bytes`; nothing if there are fewer.
inline std::optional<std::uint64_t> take_big_endian(std::string_view& bytes) {
  if (bytes.size() < integer_bytes) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < integer_bytes; ++i) {
    value = (value << 8) | static_cast<unsigned char>(bytes[i]);
  }
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
