#include "annals/codec/record_shape.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "annals/base/bits.h"

namespace annals {
namespace {

using Kind = RecordShape::Kind;
using Step = RecordShape::Step;

constexpr std::size_t word_bytes = RecordShape::word_bytes;
constexpr std::size_t number_bytes = sizeof(std::uint64_t);

// DO NOT CHANGE THESE VALUES: they are on disk. A step is a byte, its kind in the low bits; an
// argument that does not fit into the rest follows.
constexpr unsigned kind_bits = 3;
constexpr std::uint32_t argument_follows = 31;

template <typename Integer>
Integer read(const char* from) {
  Integer value = 0;
  std::memcpy(&value, from, sizeof(value));
  return value;
}

/// Bytes of `words` that a step covers: so many for each of what its argument counts, and so many
/// in any case. By kind; tables, because this stands in the loop over all steps.
constexpr std::array<std::uint8_t, 7> counted_bytes{word_bytes, 0, 0, 0, word_bytes, word_bytes, 0};
constexpr std::array<std::uint8_t, 7> fixed_bytes{
    0, word_bytes, number_bytes, number_bytes, 0, 0, word_bytes + RecordShape::half_bytes};

std::size_t covered(const Step& step) {
  const auto kind = static_cast<std::size_t>(step.kind);
  return std::size_t{counted_bytes[kind]} * step.argument + fixed_bytes[kind];
}

/// Whether the bytes of `taken` behind the first `size` are zeros; they are at most a word, and a
/// word stands before them.
bool has_padding(std::string_view taken, std::size_t size) {
  const auto last = read<std::uint32_t>(taken.data() + taken.size() - word_bytes);
  return last >> (word_bytes - (taken.size() - size)) * 8 == 0;
}

/// Takes the text whose size stands at `at` off the `rest` bytes of all texts; `word` is its place
/// in the shape.
bool take_text(Kind kind, const char* word, const char* at, std::size_t& rest,
               RecordShape::Parts& parts) {
  const std::size_t size = read<std::uint32_t>(at);
  const std::size_t own = RecordShape::text_bytes(kind, size);
  const char* const text = at + word_bytes;
  if (own > rest || !has_padding({text, own}, size)) return false;
  if (kind == Kind::text_half &&
      read<std::uint16_t>(text + own) != read<std::uint16_t>(word + word_bytes)) {
    return false;
  }
  parts.texts.emplace_back(text, size);
  rest -= own;
  return true;
}

/// Whether `bytes` bytes, a multiple of a word, are the same; most often they are few.
bool same_words(const char* a, const char* b, std::size_t bytes) {
  std::uint64_t differs = 0;
  for (; bytes >= number_bytes; bytes -= number_bytes) {
    differs |= read<std::uint64_t>(a) ^ read<std::uint64_t>(b);
    a += number_bytes;
    b += number_bytes;
  }
  if (bytes > 0) differs |= read<std::uint32_t>(a) ^ read<std::uint32_t>(b);
  return differs == 0;
}

/// Copies bytes that most often are few: without a call, and without a step for each byte.
void copy_few(char* to, const char* from, std::size_t bytes) {
  if (bytes >= number_bytes) {
    for (std::size_t at = 0; at + number_bytes < bytes; at += number_bytes) {
      std::memcpy(to + at, from + at, number_bytes);
    }
    std::memcpy(to + bytes - number_bytes, from + bytes - number_bytes, number_bytes);
  } else if (bytes >= word_bytes) {
    std::memcpy(to, from, word_bytes);
    std::memcpy(to + bytes - word_bytes, from + bytes - word_bytes, word_bytes);
  } else {
    for (std::size_t at = 0; at < bytes; ++at) to[at] = from[at];
  }
}

void copy(char* to, const char* from, std::size_t bytes) {
  constexpr std::size_t few = 128;
  if (bytes <= few) {
    copy_few(to, from, bytes);
  } else {
    std::memcpy(to, from, bytes);
  }
}

void put_step(std::string& out, const Step& step) {
  const std::uint32_t small = std::min(step.argument, argument_follows);
  out += static_cast<char>(small << kind_bits | static_cast<unsigned>(step.kind));
  if (small == argument_follows) put_varint(out, step.argument);
}

/// Writes what is not 0 of the words that a step speaks of.
void put_words(std::string& out, const Step& step, std::string_view words) {
  switch (step.kind) {
    case Kind::same:
      out += words;
      return;
    case Kind::text_half:
      out += words.substr(word_bytes);
      return;
    case Kind::forward:
    case Kind::backward:
      for (std::size_t at = 0; at < words.size(); at += word_bytes) {
        put_varint(out, read<std::uint32_t>(words.data() + at));
      }
      return;
    case Kind::text:
    case Kind::number:
    case Kind::repeated:
      return;
  }
}

std::optional<Step> take_step(std::string_view& bytes) {
  if (bytes.empty()) return std::nullopt;
  const auto byte = static_cast<unsigned char>(bytes.front());
  bytes.remove_prefix(1);
  const auto kind = static_cast<Kind>(byte & ((1U << kind_bits) - 1));
  std::uint64_t argument = byte >> kind_bits;
  if (kind > Kind::text_half) return std::nullopt;
  if (argument == argument_follows) {
    const auto follows = take_varint(bytes);
    if (!follows || *follows > UINT32_MAX / number_bytes) return std::nullopt;
    argument = *follows;
  }
  const bool is_column = RecordShape::is_text(kind) || kind == Kind::number;
  if (argument == 0 && !is_column) return std::nullopt;
  return Step{.kind = kind, .argument = static_cast<std::uint32_t>(argument)};
}

/// Takes the words that a step speaks of, as `put_shapes` wrote them.
bool take_words(std::string_view& bytes, const Step& step, std::string& words) {
  if (step.kind == Kind::same) {
    const auto same = take_bytes(bytes, covered(step));
    if (!same) return false;
    words += *same;
    return true;
  }
  if (step.kind == Kind::text_half) {
    const auto half = take_bytes(bytes, RecordShape::half_bytes);
    if (!half) return false;
    words.append(word_bytes, '\0');
    words += *half;
    return true;
  }
  if (step.kind != Kind::forward && step.kind != Kind::backward) {
    words.append(covered(step), '\0');
    return true;
  }
  for (std::uint32_t i = 0; i < step.argument; ++i) {
    const auto distance = take_varint(bytes);
    if (!distance || *distance > UINT32_MAX) return false;
    const auto value = static_cast<std::uint32_t>(*distance);
    words.append(reinterpret_cast<const char*>(&value), sizeof(value));
  }
  return true;
}

}  // namespace

std::optional<RecordShape> RecordShape::make(std::vector<Step> steps, std::string words) {
  RecordShape shape;
  shape.steps_ = std::move(steps);
  shape.words_ = std::move(words);
  if (!shape.lay_out()) return std::nullopt;
  shape.find_targets();
  return shape;
}

bool RecordShape::lay_out() {
  std::size_t at = 0;
  for (const Step& step : steps_) {
    const std::size_t bytes = covered(step);
    if (bytes > words_.size() - at) return false;
    if (step.kind == Kind::repeated && numbers_ == 0) return false;
    if (step.kind == Kind::number) ++numbers_;
    if (is_text(step.kind)) {
      texts_.push_back(static_cast<std::uint32_t>(at));
      least_bytes_ += text_bytes(step.kind, 0);
    }
    const bool is_distance = step.kind == Kind::forward || step.kind == Kind::backward;
    for (std::size_t i = 0; is_distance && i < step.argument; ++i) {
      const std::size_t place = at + i * word_bytes;
      distances_.push_back({.at = static_cast<std::uint32_t>(place),
                            .value = read<std::uint32_t>(words_.data() + place),
                            .at_texts = static_cast<std::uint32_t>(texts_.size()),
                            .to_texts = 0,
                            .backward = step.kind == Kind::backward});
    }
    at += bytes;
  }
  least_bytes_ += words_.size();
  return at == words_.size();
}

void RecordShape::find_targets() {
  for (Distance& distance : distances_) {
    const std::int64_t way = distance.backward
                                 ? -std::int64_t{static_cast<std::int32_t>(distance.value)}
                                 : std::int64_t{distance.value};
    const std::int64_t target = std::int64_t{distance.at} + way;
    const auto before = std::ranges::lower_bound(texts_, target, {},
                                                 [](std::uint32_t at) { return std::int64_t{at}; });
    distance.to_texts = static_cast<std::uint32_t>(before - texts_.begin());
  }
}

bool RecordShape::take_apart(std::string_view record, Parts& parts) const {
  thread_local std::vector<std::uint32_t> shifts;
  shifts.assign(1, 0);
  parts.texts.clear();
  parts.numbers.clear();
  if (record.size() < least_bytes()) return false;
  const char* const data = record.data();
  const std::size_t extra = record.size() - words_.size();
  std::size_t rest = extra;  // of it, for the bytes of further texts
  std::size_t at = 0;
  std::size_t word = 0;
  for (const Step& step : steps_) {
    const std::size_t bytes = covered(step);
    switch (step.kind) {
      case Kind::same:
        if (!same_words(data + at, words_.data() + word, bytes)) return false;
        break;
      case Kind::text:
      case Kind::text_half:
        if (!take_text(step.kind, words_.data() + word, data + at, rest, parts)) return false;
        shifts.push_back(static_cast<std::uint32_t>(extra - rest));
        at = word + shifts.back();
        break;
      case Kind::number:
        parts.numbers.push_back(read<std::uint64_t>(data + at));
        break;
      case Kind::repeated:
        if (read<std::uint64_t>(data + at) != parts.numbers.back()) return false;
        break;
      case Kind::forward:
      case Kind::backward:
        break;
    }
    at += bytes;
    word += bytes;
  }
  return rest == 0 && std::ranges::all_of(distances_, [&](const Distance& distance) {
           return read<std::uint32_t>(data + distance.at + shifts[distance.at_texts]) ==
                  distance.in(shifts);
         });
}

void RecordShape::rebuild(std::span<const std::string_view> texts,
                          std::span<const std::uint64_t> numbers, std::span<char> out) const {
  thread_local std::vector<std::uint32_t> shifts;
  shifts.assign(1, 0);
  char* to = out.data();
  std::size_t word = 0;
  std::size_t number = 0;
  for (const Step& step : steps_) {
    const std::size_t bytes = covered(step);
    switch (step.kind) {
      case Kind::same:
        copy(to, words_.data() + word, bytes);
        break;
      case Kind::text:
      case Kind::text_half: {
        const std::string_view text = texts[shifts.size() - 1];
        const auto size = static_cast<std::uint32_t>(text.size());
        const std::size_t own = text_bytes(step.kind, size);
        const std::uint32_t zeros = 0;
        std::memcpy(to + own, &zeros, sizeof(zeros));  // ends with the text's own bytes
        std::memcpy(to, &size, sizeof(size));
        copy(to + word_bytes, text.data(), size);
        if (step.kind == Kind::text_half) {
          std::memcpy(to + word_bytes + own, words_.data() + word + word_bytes, half_bytes);
        }
        to += own;
        shifts.push_back(shifts.back() + static_cast<std::uint32_t>(own));
        break;
      }
      case Kind::number:
        std::memcpy(to, &numbers[number++], bytes);
        break;
      case Kind::repeated:
        std::memcpy(to, &numbers[number - 1], bytes);
        break;
      case Kind::forward:
      case Kind::backward:
        break;
    }
    to += bytes;
    word += bytes;
  }
  for (const Distance& distance : distances_) {
    const std::uint32_t value = distance.in(shifts);
    std::memcpy(out.data() + distance.at + shifts[distance.at_texts], &value, sizeof(value));
  }
}

// On disk: for each shape, how many steps and the steps; then for each shape, step by step, the
// words that are the same and distances as integers.
void put_shapes(ColumnSink& out, std::span<const RecordShape* const> shapes,
                const ColumnNames& names) {
  for (const RecordShape* shape : shapes) {
    put_varint(out.bytes, shape->steps().size());
    for (Step step : shape->steps()) {
      if (RecordShape::is_text(step.kind)) step.argument = names.texts[step.argument];
      if (step.kind == Kind::number) step.argument = names.numbers[step.argument];
      put_step(out.bytes, step);
    }
  }
  for (const RecordShape* shape : shapes) {
    std::size_t at = 0;
    for (const Step& step : shape->steps()) {
      put_words(out.bytes, step, shape->words().substr(at, covered(step)));
      at += covered(step);
    }
  }
}

bool take_shapes(ColumnSource& in, std::size_t count, std::vector<RecordShape>& shapes) {
  std::vector<std::vector<Step>> all(count);
  for (std::vector<Step>& steps : all) {
    const auto size = take_varint(in.bytes);
    if (!size || *size > RecordShape::words_bytes_max / RecordShape::word_bytes) return false;
    for (std::uint64_t i = 0; i < *size; ++i) {
      const auto step = take_step(in.bytes);
      if (!step) return false;
      steps.push_back(*step);
    }
  }
  for (std::vector<Step>& steps : all) {
    std::string words;
    for (const Step& step : steps) {
      if (!take_words(in.bytes, step, words)) return false;
      if (words.size() > RecordShape::words_bytes_max) return false;
    }
    auto shape = RecordShape::make(std::move(steps), std::move(words));
    if (!shape) return false;
    shapes.push_back(*std::move(shape));
  }
  return true;
}

}  // namespace annals
