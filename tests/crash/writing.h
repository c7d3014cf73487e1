#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "annals/codec/json.h"

namespace annals::crash {

using Random = std::mt19937;

/// A number from 0 up to `bound`, which is not included.
[[nodiscard]] std::size_t below(Random& random, std::size_t bound);

/// Makes events that were never sent before: values of cells, notes, corrections.
class EventSource {
 public:
  explicit EventSource(Random& random) : random_{random} {}

  /// A line of JSON. What it corrects is one of `there`.
  [[nodiscard]] std::string line(const std::vector<std::string>& there);

 private:
  Random& random_;
  std::uint64_t next_ = 0;
};

/// The judge of what may be in a log after a crash. It is told what was sent, in parts of which
/// each must be there whole or not at all and none without those before it, and how many of them
/// were acknowledged. A line that has an id which is there already must change nothing.
class Promised {
 public:
  /// Marks the parts as pending. Those of before must have been settled.
  void send(std::vector<std::vector<std::string>> parts);

  /// Compares the log with what may be there, of which the first `acknowledged` of the pending
  /// parts must; what is there is done from now on. Says how many parts are there. Throws
  /// std::runtime_error.
  std::size_t settle(const std::vector<Json>& log, std::size_t acknowledged);

  /// What is done, a line each.
  [[nodiscard]] const std::vector<std::string>& done() const { return done_; }

 private:
  std::vector<std::string> done_;
  std::vector<std::vector<std::string>> pending_;
};

/// The id of an event.
[[nodiscard]] std::string id_of(const std::string& line);

}  // namespace annals::crash
