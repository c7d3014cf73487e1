#include "annals/codec/number_column.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <numeric>

#include "annals/base/bits.h"
#include "annals/base/divisor.h"

namespace annals {
namespace {

// DO NOT CHANGE THESE VALUES: they are on disk.
constexpr unsigned has_flags = 0x80;  // in the byte that holds the width: flags follow
constexpr unsigned is_stepwise = 1;
constexpr unsigned has_unit = 2;

constexpr unsigned width_max = 64;
constexpr std::uint64_t sign = std::uint64_t{1} << 63U;

/// Numbers as multiples of `unit` above `least`.
struct Scale {
  std::uint64_t least = 0;
  std::uint64_t unit = 1;
  unsigned width = 0;
};

/// `flip`: `sign` for numbers of which those above 2^63 are negative, else 0.
Scale scale_of(std::span<const std::uint64_t> numbers, std::uint64_t flip, bool with_unit) {
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t greatest = 0;
  for (const std::uint64_t number : numbers) {
    least = std::min(least, number ^ flip);
    greatest = std::max(greatest, number ^ flip);
  }
  const std::uint64_t range = greatest - least;
  std::uint64_t unit = with_unit ? range : 1;
  Divisor divisor{std::max<std::uint64_t>(unit, 1)};
  for (std::size_t i = 0; i < numbers.size() && unit > 1; ++i) {
    const std::uint64_t rest = (numbers[i] ^ flip) - least;
    if (divisor.divides(rest)) continue;
    unit = std::gcd(unit, rest);
    divisor = Divisor{unit};
  }
  unit = std::max<std::uint64_t>(unit, 1);
  return {.least = least ^ flip,
          .unit = unit,
          .width = static_cast<unsigned>(std::bit_width(range / unit))};
}

/// Appends bits, the least first, word by word. The layout is that of `put_packed`.
void put_bits(std::string& out, std::span<const std::uint64_t> numbers, const Scale& scale) {
  if (scale.width == 0) return;
  const std::size_t begin = out.size();
  const std::size_t bytes = packed_bytes(numbers.size(), scale.width);
  out.resize(begin + bytes + sizeof(std::uint64_t));
  char* to = out.data() + begin;
  const Divisor unit{scale.unit};
  std::uint64_t word = 0;
  unsigned used = 0;
  for (const std::uint64_t number : numbers) {
    const std::uint64_t value = unit.quotient(number - scale.least);
    word |= value << used;
    used += scale.width;
    if (used < width_max) continue;
    std::memcpy(to, &word, sizeof(word));
    to += sizeof(word);
    used -= width_max;
    word = used == 0 ? 0 : value >> (scale.width - used);
  }
  std::memcpy(to, &word, sizeof(word));
  out.resize(begin + bytes);
}

void put_scaled(ColumnSink& out, std::span<const std::uint64_t> numbers, const Scale& scale,
                unsigned flags) {
  if (scale.unit != 1) flags |= has_unit;
  out.bytes += static_cast<char>(scale.width | (flags == 0 ? 0 : has_flags));
  if (flags != 0) out.bytes += static_cast<char>(flags);
  if (scale.unit != 1) put_varint(out.bytes, scale.unit);
  put_varint(out.bytes, scale.least);
  put_bits(out.bits, numbers, scale);
}

std::vector<std::uint64_t>& steps_of(std::span<const std::uint64_t> numbers) {
  thread_local std::vector<std::uint64_t> steps;
  steps.resize(numbers.size() - 1);
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i] = numbers[i + 1] - numbers[i];
  return steps;
}

/// Reads as many numbers as `numbers` holds; `bytes` must hold that many.
void unpack(std::string_view bytes, const Scale& scale, std::span<std::uint64_t> numbers) {
  static_assert(std::endian::native == std::endian::little, "numbers are packed least bit first");
  const unsigned width = scale.width;
  if (width == 0) {
    std::ranges::fill(numbers, scale.least);
    return;
  }
  const std::uint64_t mask = ~std::uint64_t{0} >> (width_max - width);
  std::size_t bit = 0;
  for (std::uint64_t& number : numbers) {
    const std::size_t at = bit / 8;
    const unsigned offset = bit % 8;
    std::uint64_t word = 0;
    if (at + sizeof(word) <= bytes.size()) {
      std::memcpy(&word, bytes.data() + at, sizeof(word));
    } else {
      std::memcpy(&word, bytes.data() + at, bytes.size() - at);
    }
    word >>= offset;
    if (offset + width > width_max) {
      const auto last = static_cast<unsigned char>(bytes[at + sizeof(word)]);
      word |= static_cast<std::uint64_t>(last) << (width_max - offset);
    }
    number = scale.least + (word & mask) * scale.unit;
    bit += width;
  }
}

struct Header {
  Scale scale;
  bool stepwise = false;
};

bool take_header(std::string_view& bytes, Header& header) {
  if (bytes.empty()) return false;
  const auto first = static_cast<unsigned char>(bytes.front());
  bytes.remove_prefix(1);
  header.scale.width = first & ~has_flags;
  unsigned flags = 0;
  if ((first & has_flags) != 0) {
    if (bytes.empty()) return false;
    flags = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
  }
  if (header.scale.width > width_max || flags > (is_stepwise | has_unit)) return false;
  header.stepwise = (flags & is_stepwise) != 0;
  if ((flags & has_unit) != 0) {
    const auto unit = take_varint(bytes);
    if (!unit) return false;
    header.scale.unit = *unit;
  }
  const auto least = take_varint(bytes);
  if (!least) return false;
  header.scale.least = *least;
  return true;
}

}  // namespace

void put_numbers(ColumnSink& out, std::span<const std::uint64_t> numbers, Numbers kind) {
  if (numbers.empty()) return;
  const bool is_moments = kind == Numbers::moments;
  const Scale plain = scale_of(numbers, 0, is_moments);
  if (is_moments && numbers.size() > 1 && plain.width > 0) {
    const std::vector<std::uint64_t>& steps = steps_of(numbers);
    const Scale step = scale_of(steps, sign, true);
    if (step.width + 1 < plain.width) {
      put_scaled(out, steps, step, is_stepwise);
      put_varint(out.bytes, numbers.front());
      return;
    }
  }
  put_scaled(out, numbers, plain, 0);
}

bool take_numbers(ColumnSource& in, std::size_t count, std::vector<std::uint64_t>& numbers) {
  numbers.clear();
  if (count == 0) return true;
  Header header;
  if (!take_header(in.bytes, header)) return false;
  const std::size_t packed = header.stepwise ? count - 1 : count;
  const auto bits = take_bytes(in.bits, packed_bytes(packed, header.scale.width));
  if (!bits) return false;
  if (!header.stepwise) {
    numbers.resize(count);
    unpack(*bits, header.scale, numbers);
    return true;
  }
  const auto first = take_varint(in.bytes);
  if (!first) return false;
  numbers.resize(count);
  numbers.front() = *first;
  unpack(*bits, header.scale, std::span{numbers}.subspan(1));
  for (std::size_t i = 1; i < count; ++i) numbers[i] += numbers[i - 1];
  return true;
}

}  // namespace annals
