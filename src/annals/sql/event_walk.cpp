#include "annals/sql/event_walk.h"

#include <algorithm>
#include <string>
#include <utility>

#include "annals/index/history_index.h"
#include "annals/log/log_reader.h"

namespace annals::sql {
namespace {

bool is_before(Operator op, const std::string& recorded, const std::string& text) {
  // `<=` and `>` divide behind what is equal, the others before it.
  return op == Operator::less_equal || op == Operator::greater ? recorded <= text : recorded < text;
}

/// The first sequence of the range whose `recorded` does not lie before the divide between what
/// meets the condition and what does not; the one after the range if all lie before it.
Result<std::uint64_t> divide(const LogReader& log, Range range, Operator op,
                             const std::string& text) {
  // `recorded` never runs backwards and its text is as wide everywhere: the log is sorted by it.
  std::uint64_t first = range.first;
  std::uint64_t end = range.last + 1;
  while (first < end) {
    const std::uint64_t middle = first + (end - first) / 2;
    const auto event = log.read({.value = middle});
    if (!event) return event.error();
    if (is_before(op, to_text(event->recorded.at), text)) {
      first = middle + 1;
    } else {
      end = middle;
    }
  }
  return first;
}

/// Those of the range that meet the conditions on `recorded`.
Result<Range> recorded_within(const LogReader& log, Range range, const Request& request,
                              std::size_t column) {
  for (const Condition& condition : request.conditions) {
    const auto* const text = std::get_if<std::string>(&condition.value);
    if (condition.column != column || text == nullptr || range.last < range.first) continue;
    const Operator op = condition.op;
    const bool is_upper = op == Operator::less || op == Operator::less_equal;
    const auto at = divide(log, range, op, *text);
    if (!at) return at.error();
    (is_upper ? range.last : range.first) = is_upper ? *at - 1 : *at;
    if (op != Operator::equal) continue;
    const auto end = divide(log, range, Operator::less_equal, *text);
    if (!end) return end.error();
    range.last = *end - 1;
  }
  return range;
}

/// The sequences that an id or a relationship leads to; nothing if the request names neither.
Result<std::optional<std::vector<Sequence>>> listed(const Snapshot& snapshot,
                                                    const Request& request,
                                                    const EventColumns& columns) {
  using List = std::optional<std::vector<Sequence>>;
  if (const std::string* const id = request.equal_text(columns.id)) {
    const auto found = LogReader{snapshot}.find(*id);
    if (!found) return found.error();
    return List{*found ? std::vector{**found} : std::vector<Sequence>{}};
  }
  const std::string* const relationship = request.equal_text(columns.relationship);
  if (relationship == nullptr) return List{};
  const auto history = read_history(snapshot, *relationship);
  if (!history) return history.error();
  std::vector<Sequence> sequences;
  for (const HistoryEntry& entry : *history) sequences.push_back(entry.sequence);
  return List{std::move(sequences)};
}

/// Whether the event is seen, and its source one whose word counts.
bool is_seen(const Scope& scope, const LoggedEvent& logged) {
  const auto& source = logged.event.source;
  return scope.horizon.sees(logged.sequence, logged.known) &&
         scope.sources.counts(source ? source->publisher.value_or("") : "");
}

}  // namespace

Result<EventWalk> EventWalk::begin(const Reading& reading, const Request& request,
                                   const EventColumns& columns) {
  const View& view = *reading.view;
  const Range log{.first = 1, .last = view.scope.horizon.basis.value};
  const auto range = recorded_within(
      LogReader{view.snapshot}, within(log, request, columns.sequence), request, columns.recorded);
  if (!range) return range.error();
  EventWalk walk{reading, *range, request.descending};
  auto list = listed(view.snapshot, request, columns);
  if (!list) return std::move(list).error();
  if (*list) {
    std::erase_if(**list, [&](Sequence sequence) {
      return sequence.value < range->first || sequence.value > range->last;
    });
    walk.range_ = {.first = 1, .last = (*list)->size()};
  }
  walk.list_ = *std::move(list);
  return walk;
}

std::optional<Sequence> EventWalk::next_sequence() {
  if (range_.last < range_.first) return std::nullopt;
  const std::uint64_t at = descending_ ? range_.last-- : range_.first++;
  return list_ ? (*list_)[at - 1] : Sequence{.value = at};
}

Result<std::optional<LoggedEvent>> EventWalk::next() {
  while (const auto sequence = next_sequence()) {
    auto event = LogReader{reading_.view->snapshot}.read(*sequence);
    if (!event) return std::move(event).error();
    ++reading_.reads->events;
    if (event->erased) continue;
    if (is_seen(reading_.view->scope, *event)) return std::optional{*std::move(event)};
  }
  return std::optional<LoggedEvent>{};
}

Estimate estimate_events(Plan& plan, double events, const EventColumns& columns) {
  if (plan.has_equal(columns.sequence) || plan.has_equal(columns.id)) {
    plan.drop(columns.relationship);
    plan.drop(columns.recorded);
    return {.rows = 1, .at_most_one = true};
  }
  // Guesses: a relationship has some hundred events, and a bound leaves a third of the log.
  constexpr double events_of_relationship = 100;
  constexpr double left_by_bound = 1.0 / 3;
  double rows = plan.has_equal(columns.relationship) ? events_of_relationship : events;
  for (const PlannedCondition& condition : plan.conditions) {
    if (condition.column != columns.relationship) rows *= left_by_bound;
  }
  return {.rows = rows + 1};
}

}  // namespace annals::sql
