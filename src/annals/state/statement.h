#pragma once

#include <optional>
#include <vector>

#include "annals/event/sequence.h"
#include "annals/event/value.h"
#include "annals/time/instant.h"

namespace annals {

/// The moments between which something took effect, both included.
struct EffectiveSpan {
  EffectiveTime first;
  EffectiveTime last;

  friend constexpr auto operator<=>(const EffectiveSpan&, const EffectiveSpan&) = default;
};

/// What one event asserts of one cell, as far as an answer needs it.
struct Statement {
  Sequence sequence;
  KnownTime known;
  EffectiveSpan start;
  std::optional<EffectiveSpan> end;
  Value value;  ///< none: the cell ended
};

/// What a question may rest on: events known by `known`, from the log up to `basis`.
struct Horizon {
  KnownTime known = KnownTime::latest();
  Sequence basis;

  [[nodiscard]] constexpr bool sees(Sequence sequence, KnownTime when) const {
    return sequence <= basis && when <= known;
  }
};

}  // namespace annals
