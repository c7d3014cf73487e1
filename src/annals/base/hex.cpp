#include "annals/base/hex.h"

#include <algorithm>

namespace annals {
namespace {

std::optional<unsigned> digit_of(char character) {
  constexpr unsigned ten = 10;
  if (character >= '0' && character <= '9') return static_cast<unsigned>(character - '0');
  if (character >= 'a' && character <= 'f') return static_cast<unsigned>(character - 'a') + ten;
  if (character >= 'A' && character <= 'F') return static_cast<unsigned>(character - 'A') + ten;
  return std::nullopt;
}

}  // namespace

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  constexpr unsigned digit_bits = 4;
  constexpr unsigned digit_mask = 0x0F;
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char character : bytes) {
    const auto byte = static_cast<unsigned char>(character);
    text += digits[byte >> digit_bits];
    text += digits[byte & digit_mask];
  }
  return text;
}

std::optional<std::string> from_hex(std::string_view text) {
  constexpr unsigned digit_bits = 4;
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = digit_of(text[i]);
    const auto low = digit_of(text[i + 1]);
    if (!high || !low) return std::nullopt;
    bytes += static_cast<char>(*high << digit_bits | *low);
  }
  return bytes;
}

std::optional<Digest> digest_from(std::string_view bytes) {
  Digest digest;
  if (bytes.size() != digest.bytes.size()) return std::nullopt;
  std::ranges::copy(bytes, digest.bytes.begin());
  return digest;
}

std::optional<Digest> digest_from_hex(std::string_view text) {
  const auto bytes = from_hex(text);
  return bytes ? digest_from(*bytes) : std::nullopt;
}

}  // namespace annals
