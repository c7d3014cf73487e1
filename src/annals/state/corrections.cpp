#include "annals/state/corrections.h"

#include <algorithm>

#include "annals/base/check.h"

namespace annals {

Withdrawals::Withdrawals(std::span<const Correction> corrections, Horizon horizon) {
  // Latest target first: whatever corrects an event comes after it in the log, so its own fate is
  // settled before it is needed, and no recursion is.
  std::vector<Correction> ordered{corrections.begin(), corrections.end()};
  std::ranges::sort(ordered, std::ranges::greater{}, &Correction::target);
  for (const Correction& correction : ordered) {
    check(correction.by > correction.target, "an event is corrected by later ones only");
    const auto found = fates_.find(correction.by.value);
    const Fate by = found == fates_.end() ? Fate{} : found->second;
    const bool counts = correction.heard && horizon.sees(correction.by, correction.known) &&
                        by.withdrawn_by == Sequence{};
    const Sequence live = counts ? correction.by : Sequence{};

    Fate& target = fates_[correction.target.value];
    switch (correction.kind) {
      case CorrectionKind::retracts:
        target.withdrawn_by = std::max(target.withdrawn_by, live);
        break;
      case CorrectionKind::retracts_all:
        target.withdrawn_by = std::max(target.withdrawn_by, live);
        target.covered_by = std::max(target.covered_by, live);
        break;
      case CorrectionKind::replaces: {
        const Sequence cover = std::max(live, by.covered_by);
        target.withdrawn_by = std::max(target.withdrawn_by, cover);
        target.covered_by = std::max(target.covered_by, cover);
        break;
      }
    }
  }
}

std::optional<Sequence> Withdrawals::withdrawn_by(Sequence sequence) const {
  const auto found = fates_.find(sequence.value);
  if (found == fates_.end() || found->second.withdrawn_by == Sequence{}) return std::nullopt;
  return found->second.withdrawn_by;
}

}  // namespace annals
