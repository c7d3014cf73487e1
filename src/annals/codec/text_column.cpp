#include "annals/codec/text_column.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

#include "annals/base/bits.h"
#include "annals/codec/text_template.h"

namespace annals {
namespace {

using Texts = std::vector<std::string_view>;
using Codes = std::vector<std::uint64_t>;

// DO NOT CHANGE THESE VALUES: they are on disk.
constexpr unsigned is_coded = 1;    // distinct texts, then a code for each text
constexpr unsigned is_grouped = 2;  // by size; else one after the other

std::uint64_t hash_of(std::string_view text) {
  constexpr std::uint64_t factor = 0x9E3779B97F4A7C15;
  std::uint64_t hash = text.size() * factor;
  const auto mix = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * factor;
    hash ^= hash >> 32U;
  };
  while (text.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof(word));
    mix(word);
    text.remove_prefix(sizeof(word));
  }
  std::uint64_t word = 0;
  if (!text.empty()) std::memcpy(&word, text.data(), text.size());
  mix(word);
  return hash;
}

/// Texts and, for each, its place among the distinct ones.
class Dictionary {
 public:
  /// False as soon as it is clear that nearly every text is another.
  bool build(std::span<const std::string_view> texts);

  Texts distinct;
  Codes codes;

 private:
  std::uint64_t code_of(std::string_view text);

  std::vector<std::uint32_t> slots_;  // 1 + the code, or 0; twice as many as texts at least
};

std::uint64_t Dictionary::code_of(std::string_view text) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash_of(text) & mask;
  for (; slots_[at] != 0; at = (at + 1) & mask) {
    if (distinct[slots_[at] - 1] == text) return slots_[at] - 1;
  }
  distinct.push_back(text);
  slots_[at] = static_cast<std::uint32_t>(distinct.size());
  return distinct.size() - 1;
}

bool Dictionary::build(std::span<const std::string_view> texts) {
  constexpr std::size_t sample = 32;  // if hardly one of them came twice, so it will go on
  constexpr std::size_t sample_distinct_max = 29;
  distinct.clear();
  codes.clear();
  slots_.assign(std::bit_ceil(texts.size() * 2), 0);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i == sample && distinct.size() > sample_distinct_max) return false;
    const bool repeats = i > 0 && texts[i] == texts[i - 1];
    const std::uint64_t code = repeats ? codes.back() : code_of(texts[i]);
    codes.push_back(code);
  }
  return true;
}

/// Whether codes and distinct texts take fewer bits than all texts; half a byte for each byte.
bool pays(const Dictionary& dictionary, std::span<const std::string_view> texts) {
  std::size_t all = 0;
  std::size_t distinct = 0;
  for (const std::string_view text : texts) all += text.size();
  for (const std::string_view text : dictionary.distinct) distinct += text.size();
  const auto code_bits = static_cast<std::size_t>(std::bit_width(dictionary.distinct.size() - 1));
  return distinct * 4 + texts.size() * code_bits < all * 4;
}

struct BySize {
  std::vector<std::size_t> sizes;  // those that occur, ascending
  Codes codes;                     // of each text, which of them
  std::vector<Texts> groups;
};

/// Groups texts by size; false if there are nearly as many sizes as texts.
bool group(std::span<const std::string_view> texts, BySize& grouped) {
  grouped.sizes.clear();
  for (const std::string_view text : texts) {
    const auto at = std::ranges::lower_bound(grouped.sizes, text.size());
    if (at != grouped.sizes.end() && *at == text.size()) continue;
    grouped.sizes.insert(at, text.size());
    if (grouped.sizes.size() > 1 && grouped.sizes.size() * 2 > texts.size()) return false;
  }
  grouped.codes.clear();
  if (grouped.groups.size() < grouped.sizes.size()) grouped.groups.resize(grouped.sizes.size());
  for (std::size_t i = 0; i < grouped.sizes.size(); ++i) grouped.groups[i].clear();
  for (const std::string_view text : texts) {
    const auto at = std::ranges::lower_bound(grouped.sizes, text.size());
    grouped.codes.push_back(static_cast<std::uint64_t>(at - grouped.sizes.begin()));
    grouped.groups[grouped.codes.back()].push_back(text);
  }
  return true;
}

void put_groups(ColumnSink& out, std::span<const std::string_view> texts, const BySize& grouped) {
  if (grouped.sizes.size() == 1) {
    put_varint(out.bytes, 1);
    put_varint(out.bytes, grouped.sizes.front());
    put_same_size(out, texts);
    return;
  }
  put_varint(out.bytes, grouped.sizes.size());
  for (const std::size_t size : grouped.sizes) put_varint(out.bytes, size);
  put_numbers(out, grouped.codes, Numbers::any);
  for (std::size_t i = 0; i < grouped.sizes.size(); ++i) put_same_size(out, grouped.groups[i]);
}

void put_one_by_one(ColumnSink& out, std::span<const std::string_view> texts) {
  thread_local Codes sizes;
  sizes.clear();
  for (const std::string_view text : texts) sizes.push_back(text.size());
  put_numbers(out, sizes, Numbers::any);
  for (const std::string_view text : texts) out.bytes += text;
}

/// Where texts are put, and how much there may be of them.
struct Target {
  std::string& arena;
  std::size_t arena_max;
  std::vector<TextPlace>& places;

  /// Room for `count` texts of `size` bytes; nothing if that is too much.
  [[nodiscard]] std::optional<std::size_t> grow(std::uint64_t count, std::uint64_t size) const {
    const std::size_t begin = arena.size();
    if (size > arena_max - begin || count * size > arena_max - begin) return std::nullopt;
    arena.resize(begin + count * size);
    return begin;
  }
};

bool take_one_by_one(ColumnSource& in, std::size_t count, const Target& target) {
  thread_local Codes sizes;
  if (!take_numbers(in, count, sizes)) return false;
  for (const std::uint64_t size : sizes) {
    const auto text = take_bytes(in.bytes, size);
    if (!text || text->size() > target.arena_max - target.arena.size()) return false;
    target.places.push_back({.at = static_cast<std::uint32_t>(target.arena.size()),
                             .size = static_cast<std::uint32_t>(text->size())});
    target.arena += *text;
  }
  return true;
}

struct Group {
  std::uint64_t size = 0;
  std::size_t count = 0;
  std::size_t at = 0;  // in the arena, of its next text
};

bool take_group_sizes(ColumnSource& in, std::size_t count, std::vector<Group>& groups,
                      Codes& codes) {
  const auto sizes = take_varint(in.bytes);
  if (!sizes || *sizes == 0 || *sizes > count) return false;
  groups.assign(*sizes, {});
  for (Group& group : groups) {
    const auto size = take_varint(in.bytes);
    if (!size) return false;
    group.size = *size;
  }
  if (groups.size() == 1) {
    groups.front().count = count;
    codes.assign(count, 0);
    return true;
  }
  if (!take_numbers(in, count, codes)) return false;
  for (const std::uint64_t code : codes) {
    if (code >= groups.size()) return false;
    ++groups[code].count;
  }
  return true;
}

bool take_groups(ColumnSource& in, std::size_t count, const Target& target) {
  thread_local std::vector<Group> groups;
  thread_local Codes codes;
  if (!take_group_sizes(in, count, groups, codes)) return false;
  for (Group& group : groups) {
    if (group.count == 0) return false;
    const auto begin = target.grow(group.count, group.size);
    if (!begin) return false;
    group.at = *begin;
    const std::span<char> bytes{target.arena.data() + *begin, group.count * group.size};
    if (!take_same_size(in, group.count, bytes)) return false;
  }
  for (const std::uint64_t code : codes) {
    Group& group = groups[code];
    target.places.push_back({.at = static_cast<std::uint32_t>(group.at),
                             .size = static_cast<std::uint32_t>(group.size)});
    group.at += group.size;
  }
  return true;
}

}  // namespace

void put_texts(ColumnSink& out, std::span<const std::string_view> texts) {
  if (texts.empty()) return;
  thread_local Dictionary dictionary;
  thread_local BySize grouped;
  const bool coded = dictionary.build(texts) && pays(dictionary, texts);
  const std::span<const std::string_view> list = coded ? dictionary.distinct : texts;
  const bool by_size = group(list, grouped);
  out.bytes += static_cast<char>((coded ? is_coded : 0) | (by_size ? is_grouped : 0));
  if (coded) {
    put_varint(out.bytes, list.size());
    if (list.size() > 1) put_numbers(out, dictionary.codes, Numbers::any);
  }
  if (by_size) {
    put_groups(out, list, grouped);
  } else {
    put_one_by_one(out, list);
  }
}

bool take_texts(ColumnSource& in, std::size_t count, std::size_t arena_max, std::string& arena,
                std::vector<TextPlace>& places) {
  places.clear();
  if (count == 0) return true;
  if (in.bytes.empty()) return false;
  const auto mode = static_cast<unsigned char>(in.bytes.front());
  in.bytes.remove_prefix(1);
  if (mode > (is_coded | is_grouped)) return false;
  thread_local Codes codes;
  std::size_t list = count;
  if ((mode & is_coded) != 0) {
    const auto distinct = take_varint(in.bytes);
    if (!distinct || *distinct == 0 || *distinct > count) return false;
    list = *distinct;
    if (list == 1) codes.assign(count, 0);
    if (list > 1 && !take_numbers(in, count, codes)) return false;
  }
  const Target target{.arena = arena, .arena_max = arena_max, .places = places};
  const bool taken =
      (mode & is_grouped) != 0 ? take_groups(in, list, target) : take_one_by_one(in, list, target);
  if (!taken) return false;
  if ((mode & is_coded) == 0) return true;
  thread_local std::vector<TextPlace> distinct;
  distinct.swap(places);
  places.clear();
  for (const std::uint64_t code : codes) {
    if (code >= distinct.size()) return false;
    places.push_back(distinct[code]);
  }
  return true;
}

}  // namespace annals
