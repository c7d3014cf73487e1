#pragma once

#include <cstdint>
#include <future>
#include <string>
#include <vector>

#include "annals/base/sha256.h"
#include "annals/base/worker_pool.h"

namespace annals {

/// Packs blocks of the log and hashes their records, while others are still being filled.
class BlockPacking {
 public:
  struct Packed {
    std::uint64_t block;  ///< which one
    std::string bytes;
    Digest node;  ///< of the tree, over its records
  };

  /// The pool's threads do it.
  explicit BlockPacking(WorkerPool& pool) : pool_{pool} {}
  BlockPacking(const BlockPacking&) = delete;
  BlockPacking& operator=(const BlockPacking&) = delete;
  ~BlockPacking();

  /// Takes the records of the next block, all of them; they must outlive this.
  void add(std::uint64_t block, std::vector<const std::string*> records);

  /// Those that were added since the last time, in that order. Waits for them.
  [[nodiscard]] std::vector<Packed> finish();

 private:
  WorkerPool& pool_;
  std::vector<std::future<Packed>> under_way_;
};

}  // namespace annals
