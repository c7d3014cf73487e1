#include "annals/codec/text_template.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <vector>

#include "annals/base/bits.h"

namespace annals {
namespace {

// DO NOT CHANGE THESE VALUES: they are on disk.
enum class Part : std::uint8_t {
  digits = 0,   ///< decimal digits, read as one number
  hex = 1,      ///< digits and a to f, read as one number
  letters = 2,  ///< one byte, out of a list
};
constexpr unsigned part_bits = 2;

constexpr std::size_t digits_max = 18;  // what a number of 64 bits holds of each
constexpr std::size_t hex_max = 16;

constexpr std::size_t word_bytes = sizeof(std::uint64_t);
constexpr std::uint64_t ones = 0x0101010101010101;
constexpr std::uint64_t tops = 0x8080808080808080;

std::uint64_t load(const char* from, std::size_t size) {
  std::uint64_t word = 0;
  if (size >= word_bytes) {
    std::memcpy(&word, from, word_bytes);
  } else {
    std::memcpy(&word, from, size);
  }
  return word;
}

/// The top bit of each byte of `low`, all below 0x80, that is at least `least`.
constexpr std::uint64_t at_least(std::uint64_t low, unsigned least) {
  return low + (0x80U - least) * ones;
}

/// What the texts have in a position, eight positions a word. The last word overlaps the one
/// before, so that it ends with the text.
struct Positions {
  std::array<std::uint64_t, template_bytes_max / word_bytes> differs{};
  std::array<std::uint64_t, template_bytes_max / word_bytes> not_digit{};  // in the top bits
  std::array<std::uint64_t, template_bytes_max / word_bytes> not_hex{};

  Positions(std::span<const std::string_view> texts) : size_{texts.front().size()} {
    const std::string_view first = texts.front();
    for (std::size_t word = 0; word * word_bytes < size_; ++word) {
      const std::size_t at = begin_of(word);
      const std::uint64_t before = load(first.data() + at, size_);
      for (const std::string_view text : texts) look(word, load(text.data() + at, size_), before);
    }
  }

  [[nodiscard]] bool is_varying(std::size_t at) const { return byte_of(differs, at) != 0; }
  [[nodiscard]] Part part(std::size_t at) const {
    if ((byte_of(not_digit, at) & 0x80U) == 0) return Part::digits;
    return (byte_of(not_hex, at) & 0x80U) == 0 ? Part::hex : Part::letters;
  }

 private:
  [[nodiscard]] std::size_t begin_of(std::size_t word) const {
    const std::size_t at = word * word_bytes;
    return at + word_bytes > size_ && size_ >= word_bytes ? size_ - word_bytes : at;
  }
  template <typename Words>
  [[nodiscard]] unsigned byte_of(const Words& words, std::size_t at) const {
    const std::size_t word = at / word_bytes;
    return static_cast<unsigned char>(words[word] >> (at - begin_of(word)) * 8);
  }
  void look(std::size_t word, std::uint64_t bytes, std::uint64_t first) {
    const std::uint64_t low = bytes & ~tops;
    const std::uint64_t digit = at_least(low, '0') & ~at_least(low, '9' + 1) & ~bytes;
    const std::uint64_t letter = at_least(low, 'a') & ~at_least(low, 'f' + 1) & ~bytes;
    differs[word] |= bytes ^ first;
    not_digit[word] |= ~digit;
    not_hex[word] |= ~(digit | letter);
  }

  std::size_t size_;
};

struct Run {
  Part part;
  std::size_t begin;
  std::size_t end;
};

std::size_t longest(Part part) {
  if (part == Part::digits) return digits_max;
  return part == Part::hex ? hex_max : 1;
}

std::vector<Run>& runs_of(const Positions& positions, std::size_t size) {
  thread_local std::vector<Run> runs;
  runs.clear();
  for (std::size_t at = 0; at < size; ++at) {
    if (!positions.is_varying(at)) continue;
    const Part part = positions.part(at);
    const bool goes_on = !runs.empty() && runs.back().end == at && runs.back().part == part &&
                         at - runs.back().begin < longest(part);
    if (goes_on) {
      runs.back().end = at + 1;
    } else {
      runs.push_back({.part = part, .begin = at, .end = at + 1});
    }
  }
  return runs;
}

/// Whether numbers say it in fewer bytes than a compressor would. Of a text in words that is not
/// so.
bool is_template(std::span<const Run> runs) {
  std::size_t letters = 0;
  std::size_t varying = 0;
  for (const Run& run : runs) {
    varying += run.end - run.begin;
    if (run.part == Part::letters) ++letters;
  }
  constexpr std::size_t letters_few = 4;
  return letters <= std::max(varying / 2, letters_few);
}

std::uint64_t digits_at(const char* at, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < size; ++i) {
    number = number * 10 + static_cast<unsigned char>(at[i]) - '0';
  }
  return number;
}

std::uint64_t hex_at(const char* at, std::size_t size) {
  constexpr unsigned letter_value = 9;  // of `a` & 15, which is 1, to ten
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const unsigned byte = static_cast<unsigned char>(at[i]);
    number = number << 4U | ((byte & 15U) + (byte >> 6U) * letter_value);
  }
  return number;
}

/// The bytes that occur at `at`, in order; and each text's place among them.
std::string letters_at(std::span<const std::string_view> texts, std::size_t at,
                       std::vector<std::uint64_t>& numbers) {
  std::array<std::uint8_t, 256> code{};
  for (const std::string_view text : texts) code[static_cast<unsigned char>(text[at])] = 1;
  std::string letters;
  for (std::size_t byte = 0; byte < code.size(); ++byte) {
    if (code[byte] == 0) continue;
    code[byte] = static_cast<std::uint8_t>(letters.size());
    letters += static_cast<char>(byte);
  }
  for (const std::string_view text : texts) {
    numbers.push_back(code[static_cast<unsigned char>(text[at])]);
  }
  return letters;
}

void put_run(ColumnSink& out, std::span<const std::string_view> texts, const Run& run) {
  thread_local std::vector<std::uint64_t> numbers;
  numbers.clear();
  const std::size_t size = run.end - run.begin;
  std::string letters;
  switch (run.part) {
    case Part::digits:
      for (const auto text : texts) numbers.push_back(digits_at(text.data() + run.begin, size));
      break;
    case Part::hex:
      for (const auto text : texts) numbers.push_back(hex_at(text.data() + run.begin, size));
      break;
    case Part::letters:
      letters = letters_at(texts, run.begin, numbers);
      break;
  }
  const std::size_t count = run.part == Part::letters ? letters.size() : size;
  put_varint(out.bytes, count << part_bits | static_cast<unsigned>(run.part));
  out.bytes += letters;
  put_numbers(out, numbers, Numbers::any);
}

/// The two digits of each number to `base`, below the square of it.
template <std::size_t base>
constexpr std::array<char, base * base * 2> make_pairs() {
  std::array<char, base * base * 2> pairs{};
  for (std::size_t i = 0; i < base * base; ++i) {
    pairs[i * 2] = "0123456789abcdef"[i / base];
    pairs[i * 2 + 1] = "0123456789abcdef"[i % base];
  }
  return pairs;
}

/// Writes the last `size` digits of a number to `base`.
template <std::size_t base>
void set_number(char* to, std::size_t size, std::uint64_t number) {
  static constexpr auto pairs = make_pairs<base>();
  constexpr std::uint64_t square = base * base;
  for (; size >= 2; size -= 2) {
    std::memcpy(to + size - 2, &pairs[number % square * 2], 2);
    number /= square;
  }
  if (size > 0) *to = pairs[number % base * 2 + 1];
}

/// Where the texts of one size are put together.
struct Canvas {
  std::span<char> bytes;
  std::size_t size = 0;  // of each text
  std::size_t count = 0;
};

/// A part of every text.
struct Column {
  const Canvas& canvas;
  std::size_t at;
  std::size_t size;
};

/// Fills a part of every text; false if a number is no place in `letters`.
bool fill(const Column& column, Part part, std::string_view letters,
          std::span<const std::uint64_t> numbers) {
  const auto& [canvas, at, size] = column;
  char* to = canvas.bytes.data() + at;
  switch (part) {
    case Part::digits:
      for (std::size_t i = 0; i < canvas.count; ++i, to += canvas.size) {
        set_number<10>(to, size, numbers[i]);
      }
      return true;
    case Part::hex:
      for (std::size_t i = 0; i < canvas.count; ++i, to += canvas.size) {
        set_number<16>(to, size, numbers[i]);
      }
      return true;
    case Part::letters:
      break;
  }
  for (std::size_t i = 0; i < canvas.count; ++i, to += canvas.size) {
    if (numbers[i] >= letters.size()) return false;
    *to = letters[numbers[i]];
  }
  return true;
}

/// Takes the part that begins at `at` in every text; its size, or nothing if it is not there.
std::optional<std::size_t> take_run(ColumnSource& in, const Canvas& canvas, std::size_t at) {
  thread_local std::vector<std::uint64_t> numbers;
  const auto head = take_varint(in.bytes);
  if (!head) return std::nullopt;
  const auto part = static_cast<Part>(*head & ((1U << part_bits) - 1));
  const std::uint64_t count = *head >> part_bits;
  if (count == 0 || part > Part::letters) return std::nullopt;
  const std::uint64_t size = part == Part::letters ? 1 : count;
  if (size > longest(part) || size > canvas.size - at) return std::nullopt;
  const auto letters = take_bytes(in.bytes, part == Part::letters ? count : 0);
  if (!letters || !take_numbers(in, canvas.count, numbers)) return std::nullopt;
  if (!fill({.canvas = canvas, .at = at, .size = size}, part, *letters, numbers)) {
    return std::nullopt;
  }
  return size;
}

}  // namespace

// On disk: 0 and the texts one after the other; or 1 + the number of parts, then for each part how
// far it begins behind the one before, what it is, and its numbers; then the bytes between.
void put_same_size(ColumnSink& out, std::span<const std::string_view> texts) {
  const std::string_view first = texts.front();
  if (texts.size() == 1 || first.size() > template_bytes_max) {
    out.bytes += '\0';
    for (const std::string_view text : texts) out.bytes += text;
    return;
  }
  const std::vector<Run>& runs = runs_of(Positions{texts}, first.size());
  if (!is_template(runs)) {
    out.bytes += '\0';
    for (const std::string_view text : texts) out.bytes += text;
    return;
  }
  put_varint(out.bytes, runs.size() + 1);
  std::size_t end = 0;
  for (const Run& run : runs) {
    put_varint(out.bytes, run.begin - end);
    put_run(out, texts, run);
    end = run.end;
  }
  end = 0;
  for (const Run& run : runs) {
    out.bytes += first.substr(end, run.begin - end);
    end = run.end;
  }
  out.bytes += first.substr(end);
}

bool take_same_size(ColumnSource& in, std::size_t count, std::span<char> out) {
  const auto head = take_varint(in.bytes);
  if (!head) return false;
  if (*head == 0) {
    const auto texts = take_bytes(in.bytes, out.size());
    if (!texts) return false;
    std::ranges::copy(*texts, out.begin());
    return true;
  }
  const Canvas canvas{.bytes = out, .size = out.size() / count, .count = count};
  if (canvas.size > template_bytes_max || *head - 1 > canvas.size) return false;
  struct Gap {
    std::size_t begin;
    std::size_t end;
  };
  thread_local std::vector<Gap> gaps;
  gaps.clear();
  std::size_t at = 0;
  for (std::uint64_t i = 1; i < *head; ++i) {
    const auto gap = take_varint(in.bytes);
    if (!gap || *gap > canvas.size - at) return false;
    gaps.push_back({.begin = at, .end = at + *gap});
    at += *gap;
    const auto size = take_run(in, canvas, at);
    if (!size) return false;
    at += *size;
  }
  gaps.push_back({.begin = at, .end = canvas.size});
  for (const Gap& gap : gaps) {
    const auto bytes = take_bytes(in.bytes, gap.end - gap.begin);
    if (!bytes) return false;
    for (std::size_t i = 0; i < count && !bytes->empty(); ++i) {
      std::memcpy(out.data() + i * canvas.size + gap.begin, bytes->data(), bytes->size());
    }
  }
  return true;
}

}  // namespace annals
