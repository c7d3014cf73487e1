#include "annals/store/memory.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <functional>
#include <mutex>
#include <utility>

#include "annals/store/kept_entries.h"

namespace annals {
namespace {

constexpr std::size_t line_bytes = 64;
constexpr std::uint64_t term_bit = 1;
constexpr std::uint64_t page_bit = 2;
constexpr std::uint64_t kind_bits = term_bit | page_bit;

// Behind the shards of relationships and terms.
constexpr std::size_t page_shards = 64;

/// What pages may keep of the memory where there is not enough for everything: so many pages are
/// read to work out one relationship, whose states then take a tenth of one, that these would else
/// push out each other's results.
constexpr std::size_t pages_share = 4;

/// How many notes of what was asked for share a place: the latest ones.
constexpr std::size_t notes_in_place = 4;

/// SplitMix64's mixing step (Steele, Lea and Flood, OOPSLA 2014).
constexpr std::uint64_t mixed(std::uint64_t number) {
  number = (number ^ (number >> 30U)) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27U)) * 0x94d049bb133111eb;
  return number ^ (number >> 31U);
}

}  // namespace

std::uint64_t Subject::hash() const {
  const std::uint64_t text = std::hash<std::string_view>{}(name) & ~kind_bits;
  switch (kind) {
    case Kind::term:
      return text | term_bit;
    case Kind::page:
      return text | page_bit;
    case Kind::relationship:
      break;
  }
  return text;
}

struct alignas(line_bytes) DecodedCache::Shard {
  mutable std::mutex mutex{};
  KeptEntries entries{};
  Epoch dropped = 0;    // the last commit that withdrew something here
  unsigned closed = 0;  // withdrawals that are going on
  CacheCounts counts{};
  std::atomic<std::size_t> bytes = 0;  // of the entries, for who has no lock
};

// Entries have more than a kilobyte: there must be notes of more than have room, or those that are
// asked for in turn would always find the note of another.
DecodedCache::DecodedCache(std::size_t bytes_max)
    : bytes_max_{bytes_max},
      shards_(relationship_shards + term_shards + page_shards),
      asked_(std::max(notes, std::bit_ceil(bytes_max / 1024))) {}

DecodedCache::~DecodedCache() = default;

std::size_t DecodedCache::shard_of(std::uint64_t hash) {
  constexpr unsigned shift = 48;  // away from the bits that choose a place in the shard
  const std::uint64_t high = mixed(hash) >> shift;
  if ((hash & page_bit) != 0) return relationship_shards + term_shards + high % page_shards;
  return (hash & term_bit) != 0 ? relationship_shards + high % term_shards
                                : high % relationship_shards;
}

std::shared_ptr<const void> DecodedCache::find_entry(const Key& key) {
  const std::uint64_t hash = key.about.hash();
  Shard& shard = shards_[shard_of(hash)];
  const std::scoped_lock lock{shard.mutex};
  auto found = shard.entries.find(hash, key);
  ++(found ? shard.counts.hits : shard.counts.misses);
  return found;
}

bool DecodedCache::note(const Key& key, Epoch epoch) {
  if (bytes_max_ == 0) return false;
  const std::uint64_t hash = key.about.hash();
  {
    const Shard& shard = shards_[shard_of(hash)];
    const std::scoped_lock lock{shard.mutex};
    if (shard.closed > 0 || shard.dropped > epoch) return false;
  }
  const auto type = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(key.type));
  const std::uint64_t all = mixed(hash ^ mixed(std::hash<std::string_view>{}(key.detail) + type));
  constexpr unsigned half_bits = 32;
  auto mark = static_cast<std::uint32_t>(all >> half_bits) | 1U;
  const std::size_t place = all % (asked_.size() / notes_in_place) * notes_in_place;
  // The latest comes first and the others move on. Threads may lose each other a note.
  const std::uint32_t wanted = mark;
  for (std::size_t i = place; i < place + notes_in_place; ++i) {
    mark = asked_[i].exchange(mark, std::memory_order_relaxed);
    if (mark == wanted) return true;
  }
  return false;
}

void DecodedCache::keep_entry(const Key& key, Kept kept, Epoch epoch) {
  const std::uint64_t hash = key.about.hash();
  Shard& shard = shards_[shard_of(hash)];
  kept.bytes += KeptEntries::bytes_of(key);
  KeptEntries::Released released;
  {
    const std::scoped_lock lock{shard.mutex};
    if (shard.closed > 0 || shard.dropped > epoch || kept.bytes > entry_bytes_max()) {
      ++shard.counts.refused;
      return;
    }
    const std::size_t before = shard.entries.bytes();
    shard.entries.put(hash, key, std::move(kept), released);
    bytes_ += shard.entries.bytes() - before;
    shard.bytes = shard.entries.bytes();
    ++shard.counts.kept;
  }
  make_room();
}

void DecodedCache::make_room() {
  KeptEntries::Released released;
  const std::size_t others = shards_.size() - page_shards;
  const auto of_pages = [&] {
    std::size_t bytes = 0;
    for (std::size_t i = others; i < shards_.size(); ++i) bytes += shards_[i].bytes;
    return bytes;
  };
  while (bytes() > bytes_max_) {
    const bool is_page = of_pages() > bytes_max_ / pages_share;
    const std::size_t next = next_to_evict_++;
    Shard& shard = shards_[is_page ? others + next % page_shards : next % others];
    const std::scoped_lock lock{shard.mutex};
    const std::size_t before = shard.entries.bytes();
    shard.counts.evicted += shard.entries.size();
    shard.entries.evict_one(released);
    shard.counts.evicted -= shard.entries.size();
    bytes_ -= before - shard.entries.bytes();
    shard.bytes = shard.entries.bytes();
  }
}

DecodedCache::Withdrawal DecodedCache::withdraw(const Touched& touched) {
  std::vector<std::pair<std::size_t, std::uint64_t>> all;
  all.reserve(touched.hashes_.size());
  for (const std::uint64_t hash : touched.hashes_) all.emplace_back(shard_of(hash), hash);
  std::ranges::sort(all);
  const auto repeated = std::ranges::unique(all);
  all.erase(repeated.begin(), repeated.end());

  std::vector<std::size_t> closed;
  KeptEntries::Released released;
  auto next = all.begin();
  for (std::size_t index = 0; index < shards_.size(); ++index) {
    const bool has_terms =
        index >= relationship_shards && index < relationship_shards + term_shards;
    const bool is_whole = touched.everything_ || (touched.every_term_ && has_terms);
    if (!is_whole && (next == all.end() || next->first != index)) continue;
    Shard& shard = shards_[index];
    const std::scoped_lock lock{shard.mutex};
    ++shard.closed;
    closed.push_back(index);
    const std::size_t size_before = shard.entries.size();
    const std::size_t bytes_before = shard.entries.bytes();
    if (is_whole) shard.entries.remove_all(released);
    for (; next != all.end() && next->first == index; ++next) {
      shard.entries.remove(next->second, released);
    }
    shard.counts.dropped += size_before - shard.entries.size();
    bytes_ -= bytes_before - shard.entries.bytes();
    shard.bytes = shard.entries.bytes();
  }
  return Withdrawal{*this, std::move(closed)};
}

void DecodedCache::reopen(const std::vector<std::size_t>& shards) {
  // Whoever reads this epoch sees the commit, and whoever read an earlier one may not.
  const Epoch now = ++epoch_;
  for (const std::size_t index : shards) {
    Shard& shard = shards_[index];
    const std::scoped_lock lock{shard.mutex};
    shard.dropped = std::max(shard.dropped, now);
    --shard.closed;
  }
}

CacheCounts DecodedCache::counts() const {
  CacheCounts sum;
  for (const Shard& shard : shards_) {
    const std::scoped_lock lock{shard.mutex};
    sum.hits += shard.counts.hits;
    sum.misses += shard.counts.misses;
    sum.kept += shard.counts.kept;
    sum.refused += shard.counts.refused;
    sum.evicted += shard.counts.evicted;
    sum.dropped += shard.counts.dropped;
  }
  return sum;
}

DecodedCache::Withdrawal::Withdrawal(DecodedCache& cache, std::vector<std::size_t> shards)
    : cache_{&cache}, shards_{std::move(shards)} {}

DecodedCache::Withdrawal::Withdrawal(Withdrawal&& other) noexcept
    : cache_{std::exchange(other.cache_, nullptr)}, shards_{std::move(other.shards_)} {}

DecodedCache::Withdrawal::~Withdrawal() {
  if (cache_ != nullptr && !shards_.empty()) cache_->reopen(shards_);
}

}  // namespace annals
