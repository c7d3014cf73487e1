#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace annals {

/// A set of keys that may say of a key that it has it though it has not, for 1 of about 200; never
/// the other way round. Takes 12 bits a key, and one line of memory for each question.
/// Source: the split block Bloom filter of Putze, Sanders and Singler, "Cache-, Hash- and
/// Space-Efficient Bloom Filters", 2007.
class KeyFilter {
 public:
  /// One for about so many keys.
  explicit KeyFilter(std::size_t keys);

  [[nodiscard]] static std::uint64_t hash(std::string_view key);

  void add(std::uint64_t hash);
  [[nodiscard]] bool may_have(std::uint64_t hash) const;

 private:
  static constexpr std::size_t words = 8;
  using Block = std::array<std::uint32_t, words>;

  [[nodiscard]] std::size_t block_of(std::uint64_t hash) const;

  std::vector<Block> blocks_;
};

}  // namespace annals
