#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "peers/peer.h"

namespace annals::bench {

/// What a comparison is to measure, and with what.
struct Comparison {
  std::uint64_t events = 1'000'000;
  int rounds = 3;
  int repetitions = 5;
  double seconds_per_question = 0.2;  ///< that each repetition of a question is asked for, about
  bool appends = true;                ///< whether to measure what is durable at once
  std::uint64_t appends_alone = 2000;
  std::uint64_t appends_together = 50'000;
  std::filesystem::path directory;
  std::filesystem::path annals;
  std::string postgres;
  std::vector<Maker> makers = {};  ///< of the engines to compare
};

}  // namespace annals::bench
