#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "annals/base/result.h"
#include "annals/time/instant.h"

namespace annals {

/// The moments that a date means: from `first` to `last`, both included. Either may be unbounded.
struct Span {
  Moment first;
  Moment last;

  friend constexpr bool operator==(const Span&, const Span&) = default;
};

/// Reads a date in our subset of EDTF (ISO 8601-2): `2019`, `2019-07`, `2019-Q3`, `2019-07-22`,
/// `2019-07-22T14:00Z`, `[2019-03..2019-07-22]`, `[..2022-11]`, `[2022-11..]`, each with an
/// optional trailing `~`, `?` or `%`.
///
/// Errors: invalid_input; the message says what was expected and why `text` is not it.
/// Source: semantics.md §2; Library of Congress, EDTF, 2019.
[[nodiscard]] Result<Span> parse_span(std::string_view text);

/// A date as its source wrote it, on one time axis, with the moments it means.
template <typename Axis>
struct When {
  std::string text;
  Instant<Axis> first;
  Instant<Axis> last;

  /// Whether both mean the same moments, however they are written.
  [[nodiscard]] constexpr bool same_bounds(const When& other) const {
    return first == other.first && last == other.last;
  }
};

using EffectiveWhen = When<EffectiveAxis>;
using KnownWhen = When<KnownAxis>;
using RecordedWhen = When<RecordedAxis>;

/// The date on `Axis` that is written as `text` and means `span`.
template <typename Axis>
[[nodiscard]] When<Axis> when_of(std::string_view text, const Span& span) {
  return {.text = std::string{text}, .first = {.at = span.first}, .last = {.at = span.last}};
}

/// Reads a date on `Axis`. Errors: those of `parse_span`.
template <typename Axis>
[[nodiscard]] Result<When<Axis>> parse_when(std::string_view text) {
  const auto span = parse_span(text);
  if (!span) return span.error();
  return when_of<Axis>(text, *span);
}

/// What an `effective` field says: a date, and an end where it is written as an interval.
struct EffectivePeriod {
  EffectiveWhen effective;
  std::optional<EffectiveWhen> until;
  bool is_interval;
};

/// Reads a date or an interval: `A/B` is effective A until B, `A/..` has no stated end, `A/` ended
/// at an unknown date (until `[A..]`).
///
/// Errors: invalid_input as `parse_span`, also for an interval without a beginning.
/// Source: semantics.md §2.
[[nodiscard]] Result<EffectivePeriod> parse_effective(std::string_view text);

/// Reads a date that is asked about; it means its last moment.
///
/// Errors: invalid_input for an interval and for a date without a last moment.
template <typename Axis>
[[nodiscard]] Result<Instant<Axis>> parse_asked(std::string_view text) {
  auto when = parse_when<Axis>(text);
  if (!when) return std::move(when).error();
  if (when->last.at == unbounded_above) {
    return Error{.code = ErrorCode::invalid_input,
                 .message = "\"" + std::string{text} + "\" has no last moment to ask about"};
  }
  return when->last;
}

/// A moment as text, `2019-07-22T14:00:05.250000Z`: a date of exactly this microsecond.
[[nodiscard]] std::string to_text(Moment moment);

}  // namespace annals
