#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "annals/event/sequence.h"
#include "annals/state/statement.h"

namespace annals {

// DO NOT CHANGE THESE VALUES: they are stored in the index of corrections.
enum class CorrectionKind : std::uint8_t {
  retracts = 1,      ///< withdraws the target
  retracts_all = 2,  ///< withdraws the target and all that it replaces
  replaces = 3,      ///< stands in for the target and all that it replaces
};

/// One event corrects another. An event is corrected only by later ones: `by` > `target`.
struct Correction {
  Sequence target;
  Sequence by;
  CorrectionKind kind;
  KnownTime known;    ///< of `by`
  bool heard = true;  ///< whether the source of `by` counts; if not, it withdraws nothing
};

/// Which events a set of corrections withdraws within a horizon.
///
/// An event is withdrawn if a seen event that is not itself withdrawn retracts or replaces it,
/// where what replaces b also replaces what b replaces, whether or not b is seen.
/// Source: semantics.md §4.
class Withdrawals {
 public:
  /// `corrections` must have all that target the events asked about, all that target those, and so
  /// on. Cost: O(n log n).
  Withdrawals(std::span<const Correction> corrections, Horizon horizon);

  /// The latest event that withdraws `sequence`; nothing if it is not withdrawn. Whether
  /// `sequence` is itself seen is not looked at.
  [[nodiscard]] std::optional<Sequence> withdrawn_by(Sequence sequence) const;

 private:
  /// What is known of an event that something corrects; 0 stands for "nothing".
  struct Fate {
    Sequence withdrawn_by;
    Sequence covered_by;  ///< what would withdraw the events that this one replaces
  };

  // By the target's sequence; an event that nothing corrects has no entry.
  std::unordered_map<std::uint64_t, Fate> fates_;
};

}  // namespace annals
