#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace annals {

/// Appends `value` in groups of seven bits, the least first; small numbers take few bytes.
inline void put_varint(std::string& out, std::uint64_t value) {
  constexpr std::uint64_t more = 0x80;
  for (; value >= more; value >>= 7U) out += static_cast<char>(value | more);
  out += static_cast<char>(value);
}

/// Takes such a number off the front of `bytes`; nothing if there is none.
inline std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  constexpr unsigned bits_max = 63;
  std::uint64_t value = 0;
  unsigned shift = 0;
  for (std::size_t i = 0; i < bytes.size() && shift <= bits_max; ++i, shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80U) {
      bytes.remove_prefix(i + 1);
      return value;
    }
  }
  return std::nullopt;
}

/// Takes `size` bytes off the front of `bytes`; nothing if there are fewer.
inline std::optional<std::string_view> take_bytes(std::string_view& bytes, std::uint64_t size) {
  if (size > bytes.size()) return std::nullopt;
  const std::string_view taken = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return taken;
}

/// Bytes that `count` numbers of `width` bits take.
constexpr std::size_t packed_bytes(std::size_t count, unsigned width) {
  return (count * width + 7) / 8;
}

/// Appends each number in `width` bits, which must hold it, one after the other.
inline void put_packed(std::string& out, std::span<const std::uint64_t> numbers, unsigned width) {
  const std::size_t begin = out.size();
  out.resize(begin + packed_bytes(numbers.size(), width));
  static_assert(std::endian::native == std::endian::little, "numbers are packed least bit first");
  constexpr unsigned word_bits = 64;
  if (width == 0) return;
  char* to = out.data() + begin;
  std::uint64_t word = 0;  // what is not written yet, in so many bits
  unsigned bits = 0;
  for (const std::uint64_t number : numbers) {
    word |= number << bits;
    if (bits + width < word_bits) {
      bits += width;
      continue;
    }
    std::memcpy(to, &word, sizeof(word));
    to += sizeof(word);
    const unsigned written = word_bits - bits;
    word = written == word_bits ? 0 : number >> written;
    bits = width - written;
  }
  std::memcpy(to, &word, (bits + 7) / 8);
}

/// Numbers of one width as `put_packed` wrote them. A view.
class PackedNumbers {
 public:
  PackedNumbers() = default;
  PackedNumbers(std::string_view bytes, unsigned width) : bytes_{bytes}, width_{width} {}

  /// The number at `index`, which must be one that was packed.
  [[nodiscard]] std::uint64_t operator[](std::size_t index) const {
    if (width_ == 0) return 0;
    const std::size_t bit = index * width_;
    const std::size_t at = bit / 8;
    const unsigned offset = bit % 8;
    std::uint64_t word = 0;
    std::memcpy(&word, bytes_.data() + at, std::min<std::size_t>(sizeof(word), bytes_.size() - at));
    word >>= offset;
    if (offset + width_ > 64) {
      const auto last = static_cast<unsigned char>(bytes_[at + 8]);
      word |= static_cast<std::uint64_t>(last) << (64 - offset);
    }
    return width_ == 64 ? word : word & ((std::uint64_t{1} << width_) - 1);
  }

 private:
  static_assert(std::endian::native == std::endian::little, "numbers are packed least bit first");
  std::string_view bytes_;
  unsigned width_ = 0;
};

}  // namespace annals
