#pragma once

#include <cstdint>
#include <string_view>

namespace annals::bench {

/// Tells one list of answers from another. FNV-1a, 64 bits (draft-eastlake-fnv).
class Checksum {
 public:
  void add(std::string_view text) {
    for (const char character : text) add_byte(static_cast<unsigned char>(character));
    add_byte(0xFF);  // no UTF-8 text has it, so "ab", "c" is not "a", "bc"
  }

  void add(std::uint64_t number) {
    constexpr unsigned byte_bits = 8;
    for (unsigned i = 0; i < sizeof(number); ++i, number >>= byte_bits) add_byte(number & 0xFFU);
  }

  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  void add_byte(std::uint64_t byte) { value_ = (value_ ^ byte) * 0x100000001b3; }

  std::uint64_t value_ = 0xcbf29ce484222325;
};

}  // namespace annals::bench
