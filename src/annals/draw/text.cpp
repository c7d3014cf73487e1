#include "annals/draw/text.h"

#include <cstddef>
#include <cstdint>

namespace annals {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";  // U+FFFD
constexpr std::string_view ellipsis = "…";
constexpr std::size_t letters_min = 3;

/// The bytes of the character that begins with `first`.
std::size_t bytes_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

std::string_view character_at(std::string_view text, std::size_t at) {
  return text.substr(at, bytes_of(static_cast<unsigned char>(text[at])));
}

/// In parts of the size of the face.
double width_of(std::string_view character) {
  constexpr double wide = 1.0;
  constexpr double usual = 0.58;
  if (character.size() >= 3) {
    // What lies below U+2E80 is Latin and the like, punctuation and signs; above, mostly full
    // width.
    const bool is_narrow = character.size() == 3 && character < "\xe2\xba\x80";
    return is_narrow ? 0.7 : wide;
  }
  if (character.size() == 2) return 0.62;
  const char letter = character.front();
  if (std::string_view{"iljI.,:;'|!"}.find(letter) != std::string_view::npos) return 0.28;
  if (std::string_view{"ftr-()[]/ \""}.find(letter) != std::string_view::npos) return 0.36;
  if (std::string_view{"mwMW@%"}.find(letter) != std::string_view::npos) return 0.9;
  if (letter >= 'A' && letter <= 'Z') return 0.7;
  return usual;
}

/// Whether XML 1.0 has no place for the character, not even as a reference.
bool is_outside_xml(std::string_view character) {
  const auto first = static_cast<unsigned char>(character.front());
  if (character.size() == 1) {
    return first < 0x20 && first != '\t' && first != '\n' && first != '\r';
  }
  return character == "\xef\xbf\xbe" || character == "\xef\xbf\xbf";  // U+FFFE, U+FFFF
}

/// Whether the character turns the order of those around it (U+202A to U+202E, U+2066 to U+2069).
bool is_reordering(std::string_view character) {
  return (character >= "\xe2\x80\xaa" && character <= "\xe2\x80\xae") ||
         (character >= "\xe2\x81\xa6" && character <= "\xe2\x81\xa9");
}

std::string_view as_markup(std::string_view character) {
  switch (character.front()) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return is_outside_xml(character) || is_reordering(character) ? replacement : character;
  }
}

}  // namespace

std::string in_markup(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view character = character_at(text, at);
    out += as_markup(character);
    at += character.size();
  }
  return out;
}

double text_width(std::string_view text, double size) {
  double width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view character = character_at(text, at);
    width += width_of(character);
    at += character.size();
  }
  return width * size;
}

std::string cut_to(std::string_view text, double width, double size) {
  if (text_width(text, size) <= width) return std::string{text};
  const double room = width - text_width(ellipsis, size);
  double used = 0;
  std::size_t letters = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view character = character_at(text, at);
    used += width_of(character) * size;
    if (used > room) break;
    at += character.size();
    ++letters;
  }
  if (letters < letters_min) return {};
  return std::string{text.substr(0, at)} + std::string{ellipsis};
}

}  // namespace annals
