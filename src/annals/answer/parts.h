#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "annals/base/result.h"
#include "annals/codec/json.h"
#include "annals/query/history.h"
#include "annals/query/state.h"
#include "annals/state/timeline.h"
#include "annals/store/store.h"
#include "annals/time/day.h"

namespace annals {

/// `{"sequence":20,"hash":"9f2c…"}`: the basis of an answer. Errors: corrupt, io.
[[nodiscard]] Result<Json> basis_json(const Snapshot& snapshot, Sequence basis);

/// A day, or null.
[[nodiscard]] Json day_json(const std::optional<Day>& day);

/// A cell as `state` shows it.
[[nodiscard]] Json cell_json(const CellAnswer& cell);

/// A run as `timeline` shows it.
[[nodiscard]] Json run_json(const Run& run);

/// An event as `why` shows it: what it says of `cell`, its dates and its source.
[[nodiscard]] Json reason_json(const LoggedEvent& event, const Cell& cell);

/// An event as `history` shows it: as it was sent, and what withdrew it.
[[nodiscard]] Json history_json(const HistoryEvent& event);

/// An event's id, null for one that was erased.
[[nodiscard]] Json id_json(const LoggedEvent& logged);

/// Why `by` corrects another event, as far as it says: a retraction's reason, else its note; of one
/// that was erased, that it was.
[[nodiscard]] std::optional<std::string> reason_of(const LoggedEvent& by);

/// What an event says of which cells.
[[nodiscard]] Json effects_json(const Event& event);

/// `yes`, `possible` or `no`.
[[nodiscard]] std::string_view word(Answer answer);

/// `row` with the members of `context` in front, so that it can stand alone.
[[nodiscard]] Json in_context(const Json& context, const Json& row);

}  // namespace annals
