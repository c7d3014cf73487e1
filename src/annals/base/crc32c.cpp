#include "annals/base/crc32c.h"

#include <array>
#include <cstddef>

namespace annals {
namespace {

constexpr unsigned byte_bits = 8;
constexpr std::size_t byte_values = 1U << byte_bits;

constexpr std::array<std::uint32_t, byte_values> make_table() {
  constexpr std::uint32_t polynomial = 0x82F63B78;  // its bits in reverse
  std::array<std::uint32_t, byte_values> table{};
  for (std::uint32_t value = 0; value < byte_values; ++value) {
    std::uint32_t rest = value;
    for (unsigned bit = 0; bit < byte_bits; ++bit) {
      rest = (rest & 1U) != 0 ? rest >> 1U ^ polynomial : rest >> 1U;
    }
    table[value] = rest;
  }
  return table;
}

constexpr std::array<std::uint32_t, byte_values> table = make_table();

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  std::uint32_t sum = ~std::uint32_t{0};
  for (const char byte : bytes) {
    sum = sum >> byte_bits ^ table[(sum ^ static_cast<unsigned char>(byte)) & (byte_values - 1)];
  }
  return ~sum;
}

}  // namespace annals
