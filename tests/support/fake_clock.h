#pragma once

#include "annals/time/clock.h"

namespace annals::support {

/// A clock that moves on by `step` each time it is asked, and can be set, also back.
class FakeClock final : public Clock {
 public:
  FakeClock(Moment start, Microseconds step) : next_{start}, step_{step}, last_told_{start} {}

  [[nodiscard]] Moment now() const override {
    last_told_ = next_;
    next_ += step_;
    return last_told_;
  }

  void set(Moment moment) { next_ = moment; }

  /// What `now` said last; the start if it was never asked.
  [[nodiscard]] Moment last_told() const { return last_told_; }

 private:
  mutable Moment next_;
  Microseconds step_;
  mutable Moment last_told_;
};

}  // namespace annals::support
