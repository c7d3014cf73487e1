#pragma once

#include "annals/time/instant.h"

namespace annals {

/// Where the time of recording comes from; tests put their own in its place.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual Moment now() const = 0;
};

/// The time of the operating system, to the microsecond.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Moment now() const override {
    return std::chrono::floor<Microseconds>(std::chrono::system_clock::now());
  }
};

}  // namespace annals
