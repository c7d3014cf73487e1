#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "../context.h"

namespace annals::cli {

/// How far a long command has come: rate, share and time left on one line of standard error that
/// is written over and over, where that is a terminal; nothing where it is not.
class ProgressLine {
 public:
  ProgressLine(const Globals& globals, std::string doing, std::string unit);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();

  /// `count` units are done; `share` of the whole is, from 0 to 1, or negative if nobody knows.
  void update(std::uint64_t count, double share);

 private:
  using Clock = std::chrono::steady_clock;

  bool shown_;
  bool written_ = false;
  std::string doing_;
  std::string unit_;
  Clock::time_point started_ = Clock::now();
  Clock::time_point next_;
};

}  // namespace annals::cli
