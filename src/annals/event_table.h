#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "annals/base/check.h"
#include "annals/event/sequence.h"

namespace annals {

/// Which events may have an id: from a hash of it to sequences, in about 14 bytes an event. Whoever
/// finds one here must look whether it is the one.
class EventTable {
 public:
  [[nodiscard]] static std::uint64_t hash_of(std::string_view id) {
    return std::hash<std::string_view>{}(id);
  }

  void add(std::uint64_t hash, Sequence sequence);

  /// Has the processor fetch what `for_each` will look at. Always in line: GCC takes a call of a
  /// function that does nothing else for one without effect, and leaves it out.
  [[gnu::always_inline]] void call_for(std::uint64_t hash) const {
    const Shard& shard = shards_[shard_of(hash)];
    if (shard.slots.empty()) return;
    __builtin_prefetch(&shard.slots[static_cast<std::uint32_t>(hash) & (shard.slots.size() - 1)]);
  }

  /// Calls `visit` with each sequence that may be meant, until it returns true.
  template <typename Visit>
  void for_each(std::uint64_t hash, const Visit& visit) const {
    const Shard& shard = shards_[shard_of(hash)];
    if (shard.slots.empty()) return;
    const std::size_t mask = shard.slots.size() - 1;
    const auto tag = static_cast<std::uint32_t>(hash);
    for (std::size_t at = tag & mask; shard.slots[at].sequence != 0; at = (at + 1) & mask) {
      if (shard.slots[at].tag != tag) continue;
      if (visit(Sequence{.value = shard.slots[at].sequence})) return;
    }
  }

 private:
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t sequence = 0;  // 0: free
  };
  struct Shard {
    std::vector<Slot> slots;  // a power of two, of which some are free; or none
    std::size_t taken = 0;

    void put(Slot slot);
    void grow();
  };

  // Each grows on its own, so that there is never twice of everything.
  static constexpr unsigned shard_bits = 10;
  static std::size_t shard_of(std::uint64_t hash) { return hash >> (64U - shard_bits); }

  std::vector<Shard> shards_ = std::vector<Shard>(std::size_t{1} << shard_bits);
};

}  // namespace annals
