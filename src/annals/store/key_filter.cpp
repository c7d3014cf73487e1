#include "annals/store/key_filter.h"

#include <functional>

namespace annals {
namespace {

constexpr unsigned half = 32;
constexpr unsigned bits_of_place = 5;  // of one bit among the 32 of a word

/// The word with the one bit that `hash` has in the word `index` of its block.
constexpr std::uint32_t bit_of(std::uint64_t hash, std::size_t index) {
  return std::uint32_t{1} << (hash >> (bits_of_place * index) & (half - 1));
}

}  // namespace

KeyFilter::KeyFilter(std::size_t keys) {
  constexpr std::size_t bits_for_each = 12;
  blocks_.resize(1 + keys * bits_for_each / (words * half));
}

std::uint64_t KeyFilter::hash(std::string_view key) {
  return std::hash<std::string_view>{}(key);
}

std::size_t KeyFilter::block_of(std::uint64_t hash) const {
  // The lower bits are those of the words; a multiplication mixes them into the upper ones.
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;
  return ((hash * odd) >> half) * blocks_.size() >> half;
}

void KeyFilter::add(std::uint64_t hash) {
  Block& block = blocks_[block_of(hash)];
  for (std::size_t i = 0; i < words; ++i) block[i] |= bit_of(hash, i);
}

bool KeyFilter::may_have(std::uint64_t hash) const {
  const Block& block = blocks_[block_of(hash)];
  std::uint32_t missing = 0;
  for (std::size_t i = 0; i < words; ++i) missing |= bit_of(hash, i) & ~block[i];
  return missing == 0;
}

}  // namespace annals
