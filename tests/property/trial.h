#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "annals/store/store.h"
#include "oracle/oracle.h"
#include "property/history.h"
#include "support/fake_clock.h"
#include "support/test_database.h"

namespace annals::property {

/// A database and its judge, which have been told the same.
class Trial {
 public:
  explicit Trial(std::size_t decoded_bytes_max = decoded_bytes_default)
      : database_{clock_, decoded_bytes_max} {}

  void append(const std::vector<std::string>& lines) {
    for (const Appended& each : database_.append_together(lines)) {
      // The clock moves by the same step for each event, so that the judge need not ask for it.
      oracle_.append(each.event.event, next_);
      next_ += recording_step;
    }
  }

  [[nodiscard]] const oracle::Oracle& judge() const { return oracle_; }
  [[nodiscard]] Snapshot snapshot() const { return database_.snapshot(); }
  [[nodiscard]] Database& database() { return database_.database(); }

 private:
  support::FakeClock clock_{recording_start, recording_step};
  support::TestDatabase database_;
  oracle::Oracle oracle_;
  Moment next_ = recording_start;
};

}  // namespace annals::property
