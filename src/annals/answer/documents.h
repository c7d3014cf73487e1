#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/answer/asked.h"
#include "annals/codec/json.h"
#include "annals/query/catalogue.h"
#include "annals/query/changes.h"
#include "annals/query/conflicts.h"
#include "annals/query/diff.h"
#include "annals/query/find.h"
#include "annals/query/history.h"
#include "annals/query/holds.h"
#include "annals/query/party.h"
#include "annals/query/state.h"
#include "annals/query/timelines.h"
#include "annals/query/why.h"
#include "annals/sql/connection.h"

// The JSON of answers. Each function is pure: an answer, and what is repeated of its question, make
// a document.

namespace annals {

/// What a document repeats of the question, and what it can be cited by.
struct Asked {
  std::string_view on;  ///< of no meaning where the question is not about a moment
  const PerspectiveOptions& perspective;
  const Json& basis;
};

/// What of an answer is left out: what has surely ended; runs in which the day of `on` does not
/// lie; events that took effect after `on`.
void keep_in_force(StateAnswer& answer);
void keep_runs_on(TimelineAnswer& answer, EffectiveTime on);
void keep_until(HistoryAnswer& answer, EffectiveTime on);

[[nodiscard]] Json state_document(std::string_view relationship, const Asked& asked,
                                  const StateAnswer& answer);

[[nodiscard]] Json holds_document(std::string_view relationship, const Assertion& assertion,
                                  const Asked& asked, const HoldsAnswer& answer);

[[nodiscard]] Json timeline_document(std::string_view relationship, const Asked& asked,
                                     const TimelineAnswer& answer);

[[nodiscard]] Json history_document(std::string_view relationship, const Asked& asked,
                                    const HistoryAnswer& answer);

/// Two dates, or a range of them, as given.
struct AskedDates {
  std::optional<std::string> from;
  std::optional<std::string> to;
};

[[nodiscard]] Json diff_document(std::string_view relationship, const AskedDates& dates,
                                 const Asked& asked, const DiffAnswer& answer);

[[nodiscard]] Json why_document(std::string_view relationship, const Cell& cell, const Asked& asked,
                                const WhyAnswer& answer);

[[nodiscard]] Json find_document(const std::vector<std::string>& conditions, const Asked& asked,
                                 const FindAnswer<CellAnswer>& answer);

[[nodiscard]] Json party_document(std::string_view party, const Asked& asked,
                                  const PartyAnswer& answer);

/// A party, and the range of days that it is asked about.
struct AskedRange {
  std::string_view party;
  AskedDates dates;
  Days days;
};

/// A run that the one before touches is no coming, one that touches the next no going.
[[nodiscard]] Json party_range_document(const AskedRange& range, const Asked& asked,
                                        const PartyTimeline& answer);

/// The date that a change is dated by, as it was written.
[[nodiscard]] std::string date_of(const WindowChange& change);

[[nodiscard]] Json changes_document(const AskedDates& dates,
                                    const std::optional<std::string>& party, const Asked& asked,
                                    const ChangesAnswer& answer);

/// `on` as given: conflicts may be asked about without a moment.
[[nodiscard]] Json conflicts_document(const std::optional<std::string>& on, const Asked& asked,
                                      const ConflictsAnswer& answer);

[[nodiscard]] Json relationships_document(const std::vector<RelationshipEntry>& entries,
                                          const Json& basis);

[[nodiscard]] Json parties_document(const std::vector<PartyEntry>& entries, const Json& basis);

[[nodiscard]] Json selection_document(const sql::Selection& selection, const Json& basis);

}  // namespace annals
