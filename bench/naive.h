#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "workload.h"

namespace annals::bench {

/// The answers for workloads whose dates are precise and that correct nothing (B1, B2C), by the
/// one rule that is left of semantics.md §5: the latest start counts, and of those the latest in
/// the log. Shares nothing with the database but the workload.
class Naive {
 public:
  explicit Naive(const Workload& workload);

  /// An assertion on a cell; day and value as in `Fact`.
  struct Claim {
    std::int32_t day;
    std::uint64_t sequence;
    std::uint8_t cell;
    std::uint8_t value;
  };

  /// A relationship's cell on a day, as far as the first `events_known` events of the log tell.
  struct Point {
    std::uint64_t relationship;
    std::size_t cell;
    std::int32_t day;
    std::uint64_t events_known;
  };

  /// What holds there; nothing if nothing has begun.
  [[nodiscard]] std::optional<Claim> at(const Point& point) const;

  /// All that is known of the cell, latest start first, whatever the day.
  [[nodiscard]] std::vector<Claim> newest_first(const Point& point) const;

  /// The claims that begin a run, whatever the day: their value is not that of the day before.
  [[nodiscard]] std::vector<Claim> changes(const Point& point) const;

 private:
  std::vector<std::vector<Claim>> by_relationship_;  // each in the order of the log
};

/// The word for the value of a claim.
[[nodiscard]] std::string_view word_of(const Naive::Claim& claim);

}  // namespace annals::bench
