#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "annals/store/memory.h"

namespace annals {

/// The entries of one shard of the cache. Not safe to use from many threads.
///
/// A hash table with linear probing: to find an entry costs one line of memory, and its name and
/// its value, which lie elsewhere, are fetched at the same time and not one after the other.
class KeptEntries {
 public:
  using Key = DecodedCache::Key;
  using Kept = DecodedCache::Kept;

  /// What was taken out; to be destroyed when the shard is no longer locked.
  using Released = std::vector<std::shared_ptr<const void>>;

  /// What an entry takes beside its value and its name.
  [[nodiscard]] static std::size_t bytes_of(const Key& key);

  /// Notes that it was used. Null if it is not there. `hash` is that of the key's subject.
  [[nodiscard]] std::shared_ptr<const void> find(std::uint64_t hash, const Key& key);

  /// Takes the place of what was kept under this key.
  void put(std::uint64_t hash, const Key& key, Kept kept, Released& released);

  /// Takes out all that is about the subject with this hash. Cost: O(1) and those.
  void remove(std::uint64_t hash, Released& released);
  void remove_all(Released& released);

  /// Takes out an entry that was not used since this was last called, or nearly; none if there is
  /// none at all. Cost: O(1), amortised over the calls and uses.
  void evict_one(Released& released);

  [[nodiscard]] std::size_t size() const { return size_; }

  /// The sum of what the entries were said to take.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t line_bytes = 64;

  struct alignas(line_bytes) Slot {
    std::uint64_t hash = 0;
    Kept kept{.value = nullptr, .bytes = 0};
    const char* type = nullptr;    // null: nothing is here
    std::unique_ptr<char[]> text;  // NOLINT(modernize-avoid-c-arrays): the name and the detail
    std::uint32_t name_bytes = 0;
    std::uint32_t detail_bytes = 0;
    Subject::Kind kind = {};
    bool was_used = false;  // since the hand last passed

    [[nodiscard]] bool is_empty() const { return type == nullptr; }
    [[nodiscard]] bool is(const Key& key) const;
  };
  static_assert(sizeof(Slot) == line_bytes);

  [[nodiscard]] std::size_t home(std::uint64_t hash) const;
  [[nodiscard]] std::size_t after(std::size_t place) const;
  /// The first empty place for an entry with this hash.
  [[nodiscard]] std::size_t empty_place(std::uint64_t hash) const;
  void take_out(std::size_t place, Released& released);
  void grow();

  std::vector<Slot> slots_;  // none, or a power of two of which some are always empty
  std::size_t size_ = 0;
  std::size_t bytes_ = 0;
  std::size_t hand_ = 0;
};

}  // namespace annals
