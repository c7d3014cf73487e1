#pragma once

#include <optional>
#include <string>

#include "../arguments.h"
#include "annals/codec/json.h"
#include "annals/event/event.h"
#include "annals/query/state.h"
#include "annals/state/timeline.h"
#include "annals/time/day.h"
#include "table.h"

namespace annals::cli {

/// `exclusive | none`: values of which one is true.
[[nodiscard]] std::string alternatives(const std::vector<Value>& values);

/// `● certain`, `◐ possible: exclusive, none`, `○ ended`.
[[nodiscard]] TableCell certainty(const Value& value, bool certain,
                                  const std::vector<Value>& possible);

/// The value of an answer, faint where there is none.
[[nodiscard]] TableCell value_cell(const Value& value);

/// `2023-01-23 (held since 2019-07-22)`; the day only where it says something else.
[[nodiscard]] std::string since(const CellAnswer& cell);

/// `Microsoft, 2025-01-21`: who said it and when.
[[nodiscard]] std::string source(const Event& event);

/// A date or nothing, as a cell.
[[nodiscard]] std::string text_or_dash(const std::optional<EffectiveWhen>& when);

/// What an event says, for a line: its effects, or what it corrects, or its note.
[[nodiscard]] std::string gist(const Event& event);

/// The same of an event in the log, which may have been erased: when, and why.
[[nodiscard]] std::string gist(const LoggedEvent& logged);

/// An event's id; `#17` for one that was erased.
[[nodiscard]] std::string name_of(const LoggedEvent& logged);

/// `exclusivity:cloud=exclusive and stake>=25`: conditions as they were given.
[[nodiscard]] std::string in_words(const std::vector<std::string>& conditions);

/// The line above an answer: what was asked, as known when and from whom, and the basis that it can
/// be cited by.
[[nodiscard]] std::string title(const Terminal& terminal, std::string_view asked,
                                const PerspectiveOptions& perspective, const Json& basis);

/// How long before or after `from` a day is: `5 years ago`, `in 3 months`, `on that day`. Whole
/// years, months, weeks or days, whichever are the longest that are at least one.
[[nodiscard]] std::string relative_to(Day from, Day day);

}  // namespace annals::cli
