#include "annals/log/admission.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "annals/base/text.h"
#include "annals/event/field_reader.h"
#include "annals/log/erased.h"

namespace annals {
namespace {

/// Whether `event`, sent again, says the same of when it became known as the stored one does.
bool same_known(const Event& event, const LoggedEvent& stored) {
  if (!event.known) return true;
  if (stored.event.known && stored.event.known->text == event.known->text) return true;
  const KnownTime latest{.at = stored.recorded.at};
  return std::min(event.known->last, latest) == stored.known && event.known->first <= latest;
}

Status expect_same_content(const Event& event, const LoggedEvent& stored) {
  const auto difference = first_difference(stored.event, event);
  if (!difference && same_known(event, stored)) return Done{};
  return field_error(difference.value_or("known"),
                     fmt::format("the id {} is taken by sequence {}, which differs here",
                                 in_quotes(event.id), stored.sequence.value));
}

Error erased_error(std::string_view field, std::string_view id, const LoggedEvent& erased) {
  return field_error(field,
                     fmt::format("the event {} {}", in_quotes(id), erasure_in_words(erased)));
}

void add_reach(std::vector<std::string>& reach, const LoggedEvent& target) {
  if (!target.event.relationship.empty()) reach.push_back(target.event.relationship);
  reach.insert(reach.end(), target.reach.begin(), target.reach.end());
  std::ranges::sort(reach);
  const auto repeated = std::ranges::unique(reach);
  reach.erase(repeated.begin(), repeated.end());
}

Result<Sequence> resolve(LoggedEvent& logged, std::string_view field, std::string_view id,
                         const FindEvent& find_target) {
  const auto target = find_target(std::string{id});
  if (!target) return target.error();
  if (!*target) {
    return field_error(field, fmt::format("there is no event {} in the log or earlier in the input",
                                          in_quotes(id)));
  }
  if ((*target)->erased) return erased_error(field, id, **target);
  add_reach(logged.reach, **target);
  return (*target)->sequence;
}

Status resolve_corrections(LoggedEvent& logged, const FindEvent& find_target) {
  if (const auto retraction = retraction_of(logged.event)) {
    const auto target = resolve(logged, "target", retraction->target, find_target);
    if (!target) return target.error();
    logged.retracts = *target;
  }
  if (logged.event.replaces) {
    const auto target = resolve(logged, "replaces", *logged.event.replaces, find_target);
    if (!target) return target.error();
    logged.replaces = *target;
  }
  return Done{};
}

}  // namespace

Result<std::optional<LoggedEvent>> admit(LoggedEvent& logged, Moment now, const LogEnd& end,
                                         const Finding& find) {
  const Event& event = logged.event;
  auto stored = find.event(event.id);
  if (!stored) return stored;
  if (*stored && (*stored)->erased) return erased_error("id", event.id, **stored);
  if (*stored) {
    if (auto same = expect_same_content(event, **stored); !same) return std::move(same).error();
    return stored;
  }
  const RecordedTime recorded = std::max(RecordedTime{.at = now}, end.recorded);
  const KnownTime latest{.at = recorded.at};
  if (event.known && event.known->first > latest) {
    return field_error(
        "known", fmt::format("{} begins after now, {}", event.known->text, to_text(recorded.at)));
  }
  logged.sequence = end.sequence.next();
  logged.recorded = recorded;
  logged.known = event.known ? std::min(event.known->last, latest) : latest;
  if (auto resolved = resolve_corrections(logged, find.target); !resolved) {
    return std::move(resolved).error();
  }
  return stored;
}

}  // namespace annals
