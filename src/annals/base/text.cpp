#include "annals/base/text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <vector>

namespace annals {
namespace {

constexpr bool is_continuation(unsigned char byte) {
  return (byte & 0xC0U) == 0x80U;
}

/// Bytes of the UTF-8 sequence at the front of `text`; 0 if it is not well-formed.
std::size_t sequence_bytes(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80U) return 1;
  const std::size_t bytes = lead < 0xE0U ? 2 : lead < 0xF0U ? 3 : 4;
  if (lead < 0xC2U || lead > 0xF4U || text.size() < bytes) return 0;
  for (std::size_t i = 1; i < bytes; ++i) {
    if (!is_continuation(byte(i))) return 0;
  }
  // The second byte excludes overlong forms, surrogates and what lies beyond U+10FFFF.
  const unsigned char second = byte(1);
  const bool excluded = (lead == 0xE0U && second < 0xA0U) || (lead == 0xEDU && second > 0x9FU) ||
                        (lead == 0xF0U && second < 0x90U) || (lead == 0xF4U && second > 0x8FU);
  return excluded ? 0 : bytes;
}

/// A byte in each of the eight bytes of a word.
constexpr std::uint64_t repeated(unsigned char byte) {
  return 0x0101010101010101ULL * byte;
}
constexpr std::uint64_t high_bits = repeated(0x80);

template <typename Word>
std::uint64_t load(const char* bytes) {
  Word word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

/// Whether `is_plain` holds for all words of `text`, the last of which may overlap the one before.
/// What is shorter than a word is filled up with what is plain in any case.
template <typename Plain>
bool all_words(std::string_view text, Plain&& is_plain) {
  constexpr std::size_t whole = sizeof(std::uint64_t);
  constexpr std::size_t half = sizeof(std::uint32_t);
  const char* const end = text.data() + text.size();
  if (text.size() >= whole) {
    for (const char* at = text.data(); at + whole <= end; at += whole) {
      if (!is_plain(load<std::uint64_t>(at))) return false;
    }
    return is_plain(load<std::uint64_t>(end - whole));
  }
  if (text.size() >= half) {
    return is_plain(load<std::uint32_t>(text.data()) | load<std::uint32_t>(end - half) << 32U);
  }
  std::uint64_t word = repeated(' ');
  for (const char byte : text) word = word << 8U | static_cast<unsigned char>(byte);
  return is_plain(word);
}

constexpr auto is_ascii = [](std::uint64_t word) { return (word & high_bits) == 0; };

/// Whether all bytes are ASCII and none is a control character. What lies below 0x20 has its high
/// bit set after the subtraction, 0x7F after the addition; no byte borrows or carries, being ASCII.
constexpr auto is_printable = [](std::uint64_t word) {
  const std::uint64_t lifted = (word | high_bits) - repeated(0x20);
  return ((word | ~lifted | (word + repeated(1))) & high_bits) == 0;
};

}  // namespace

bool is_printable_ascii(std::string_view text) {
  return all_words(text, is_printable);
}

bool is_utf8(std::string_view text) {
  if (all_words(text, is_ascii)) return true;
  while (!text.empty()) {
    const std::size_t bytes = sequence_bytes(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

bool has_control_character(std::string_view text) {
  if (is_printable_ascii(text)) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20U || byte == 0x7FU) return true;
    // U+0080 to U+009F are the bytes C2 80 to C2 9F.
    if (byte == 0xC2U && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0U) {
      return true;
    }
  }
  return false;
}

std::string escaped(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  const auto put_hex = [&](unsigned char byte) {
    out += digits[byte >> 4U];
    out += digits[byte & 0x0FU];
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20U || byte == 0x7FU) {
      out += "\\x";
      put_hex(byte);
    } else if (byte == 0xC2U && has_control_character(text.substr(i, 2))) {
      out += "\\u00";
      put_hex(static_cast<unsigned char>(text[++i]));
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t shown_bytes_max = 60;
  if (text.size() <= shown_bytes_max) return '"' + escaped(text) + '"';
  std::size_t end = shown_bytes_max;
  while (end > 0 && is_continuation(static_cast<unsigned char>(text[end]))) --end;
  return '"' + escaped(text.substr(0, end)) + "…\"";
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace annals
