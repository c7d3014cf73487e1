#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace annals {

/// What something kept in memory is about. All that is about one subject is dropped together.
struct Subject {
  enum class Kind : std::uint8_t { relationship, term, page };

  Kind kind;
  std::string_view name;

  [[nodiscard]] static Subject relationship(std::string_view name) {
    return {.kind = Kind::relationship, .name = name};
  }
  [[nodiscard]] static Subject term(std::string_view name) {
    return {.kind = Kind::term, .name = name};
  }
  /// A page of a run, by its key. Runs never change, so that no commit touches one.
  [[nodiscard]] static Subject page(std::string_view key) {
    return {.kind = Kind::page, .name = key};
  }
  /// The same for the same subject, and hardly ever for two.
  [[nodiscard]] std::uint64_t hash() const;
};

/// The subjects that a commit says something new about. So many that telling them apart would cost
/// more than it saves count as everything.
class Touched {
 public:
  void add(const Subject& about) {
    if (everything_) return;
    hashes_.push_back(about.hash());
    if (hashes_.size() > subjects_max) add_everything();
  }
  void add_every_term() { every_term_ = true; }
  void add_everything() {
    everything_ = true;
    hashes_ = {};
  }

  static constexpr std::size_t subjects_max = 1 << 14;

 private:
  friend class DecodedCache;
  std::vector<std::uint64_t> hashes_;
  bool every_term_ = false;
  bool everything_ = false;
};

/// How often what happened since the cache was made.
struct CacheCounts {
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
  std::uint64_t kept = 0;
  std::uint64_t refused = 0;  ///< too large, or read before something newer was committed
  std::uint64_t evicted = 0;
  std::uint64_t dropped = 0;  ///< because a commit touched them
};

/// What a store keeps decoded in memory, so that nobody reads and decodes it again.
///
/// Entries are immutable and bounded in bytes; of those that are asked for least, some go when
/// there is no room: pages first, up to a quarter of it, since what was worked out from them takes
/// a fraction of their memory. Safe to use from many threads: a hit takes one short lock of one of
/// many shards, and nobody waits for a commit.
///
/// Coherence: an entry holds all there was to read of its subject when it was read. A commit
/// withdraws the subjects that it touches before it can be seen, and lets them be kept again
/// after; what was read by a snapshot of before that is then refused. So whatever is found is at
/// least as new as the snapshot of whoever asks, and a question leaves out what lies beyond its
/// basis.
class DecodedCache {
 public:
  /// Refuses everything if `bytes_max` is 0.
  explicit DecodedCache(std::size_t bytes_max);
  DecodedCache(const DecodedCache&) = delete;
  DecodedCache& operator=(const DecodedCache&) = delete;
  ~DecodedCache();

  /// What something is kept under.
  struct Key {
    Subject about;
    std::string_view detail;
    const char* type;  // the address is what tells types apart
  };
  struct Kept {
    std::shared_ptr<const void> value;
    std::size_t bytes;
  };

  /// A place in the order of commits.
  using Epoch = std::uint64_t;

  /// Read before a snapshot is made, it stands for what that snapshot is sure to see.
  [[nodiscard]] Epoch epoch() const { return epoch_.load(std::memory_order_acquire); }

  /// As long as one lives, nothing about its subjects is kept or found.
  class Withdrawal {
   public:
    Withdrawal(Withdrawal&& other) noexcept;
    Withdrawal& operator=(Withdrawal&&) = delete;
    Withdrawal(const Withdrawal&) = delete;
    Withdrawal& operator=(const Withdrawal&) = delete;
    ~Withdrawal();

   private:
    friend class DecodedCache;
    Withdrawal(DecodedCache& cache, std::vector<std::size_t> shards);
    DecodedCache* cache_;
    std::vector<std::size_t> shards_;  // those that are closed, each once
  };

  /// Drops what is kept about the subjects. Made before a commit is visible and ended after.
  /// Cost: O(n log n) for n words in `touched`, and a lock for each shard that they are in.
  [[nodiscard]] Withdrawal withdraw(const Touched& touched);

  /// What is kept of type `T` under this name; null if there is nothing. Cost: one short lock, and
  /// a wait for memory twice: for the place in a table, then for the name and the value together.
  template <typename T>
  [[nodiscard]] std::shared_ptr<const T> find(const Subject& about, std::string_view detail = {}) {
    return std::static_pointer_cast<const T>(
        find_entry({.about = about, .detail = detail, .type = &type_mark<T>}));
  }

  /// Whether it was asked for before, not long ago, and could be kept by a snapshot of `epoch`;
  /// this time is noted. So what is asked for once does not push out what is asked for again and
  /// again.
  template <typename T>
  [[nodiscard]] bool is_wanted(const Subject& about, std::string_view detail, Epoch epoch) {
    return note({.about = about, .detail = detail, .type = &type_mark<T>}, epoch);
  }

  /// Keeps what a snapshot of `epoch` has read, unless it is no longer all there is or too large.
  template <typename T>
  void keep(const Subject& about, std::string_view detail, std::shared_ptr<const T> value,
            std::size_t bytes, Epoch epoch) {
    keep_entry({.about = about, .detail = detail, .type = &type_mark<T>},
               {.value = std::move(value), .bytes = bytes}, epoch);
  }

  /// The most that one entry may take.
  [[nodiscard]] std::size_t entry_bytes_max() const { return bytes_max_ / 2; }

  [[nodiscard]] std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }
  [[nodiscard]] CacheCounts counts() const;

 private:
  /// A different object, and so a different address, for each type.
  template <typename T>
  static constexpr char type_mark = 0;

  struct Shard;

  // Subjects of a kind have their own shards, so that all terms can be dropped at once.
  static constexpr std::size_t relationship_shards = 64;
  static constexpr std::size_t term_shards = 8;
  static constexpr std::size_t notes = 1 << 18;  // at least, of what was asked for

  [[nodiscard]] static std::size_t shard_of(std::uint64_t hash);
  [[nodiscard]] std::shared_ptr<const void> find_entry(const Key& key);
  [[nodiscard]] bool note(const Key& key, Epoch epoch);
  void keep_entry(const Key& key, Kept kept, Epoch epoch);
  void make_room();
  void reopen(const std::vector<std::size_t>& shards);

  const std::size_t bytes_max_;
  std::atomic<std::size_t> bytes_ = 0;  // of all entries
  std::atomic<Epoch> epoch_ = 0;
  std::atomic<std::size_t> next_to_evict_ = 0;
  std::vector<Shard> shards_;
  std::vector<std::atomic<std::uint32_t>> asked_;  // part of the hash of what was asked for
};

/// What a snapshot takes from memory and puts there.
class Decoded {
 public:
  Decoded(DecodedCache& cache, DecodedCache::Epoch epoch) : cache_{&cache}, epoch_{epoch} {}

  template <typename T>
  [[nodiscard]] std::shared_ptr<const T> find(const Subject& about,
                                              std::string_view detail = {}) const {
    return cache_->find<T>(about, detail);
  }
  template <typename T>
  [[nodiscard]] bool is_wanted(const Subject& about, std::string_view detail = {}) const {
    return cache_->is_wanted<T>(about, detail, epoch_);
  }
  template <typename T>
  void keep(const Subject& about, std::string_view detail, std::shared_ptr<const T> value,
            std::size_t bytes) const {
    cache_->keep<T>(about, detail, std::move(value), bytes, epoch_);
  }
  [[nodiscard]] std::size_t entry_bytes_max() const { return cache_->entry_bytes_max(); }

 private:
  DecodedCache* cache_;
  DecodedCache::Epoch epoch_;
};

}  // namespace annals
