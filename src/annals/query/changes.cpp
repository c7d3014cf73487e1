#include "annals/query/changes.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "annals/index/calendar_index.h"
#include "annals/index/party_index.h"
#include "annals/log/log_reader.h"

namespace annals {
namespace {

std::string publisher_of(const LoggedEvent& logged) {
  const auto& source = logged.event.source;
  return source ? source->publisher.value_or("") : "";
}

/// Reads what the calendar names and tells of it what is to be told.
class ChangeReader {
 public:
  ChangeReader(const Snapshot& snapshot, const Window& window, const Scope& scope)
      : snapshot_{snapshot}, log_{snapshot}, window_{window}, scope_{scope} {}

  /// Leaves out what is about none of the relationships of `party`.
  Status restrict_to(std::string_view party) {
    auto links = read_party_links(snapshot_, party);
    if (!links) return std::move(links).error();
    relationships_.emplace();
    for (PartyLink& link : *links) {
      if (link.first <= scope_.horizon.basis) relationships_->insert(std::move(link.relationship));
    }
    return Done{};
  }

  Status read(CalendarDate date) {
    const auto sequences = read_calendar(snapshot_, date, window_.from, window_.to);
    if (!sequences) return sequences.error();
    for (const Sequence sequence : *sequences) {
      if (sequence > scope_.horizon.basis) break;
      auto event = log_.read(sequence);
      if (!event) return std::move(event).error();
      if (!is_about(*event) || !scope_.horizon.sees(sequence, event->known)) continue;
      auto told = date == CalendarDate::known ? tell_known(*event) : tell_effect(*event, date);
      if (!told) return told;
    }
    return Done{};
  }

  std::vector<WindowChange> take() && {
    std::ranges::sort(changes_, {}, [](const WindowChange& change) {
      return std::tuple{change.at, change.kind, change.event.sequence};
    });
    return std::move(changes_);
  }

 private:
  [[nodiscard]] bool is_about(const LoggedEvent& logged) const {
    const auto has = [&](const std::string& name) { return relationships_->contains(name); };
    return !relationships_ || has(logged.event.relationship) ||
           std::ranges::any_of(logged.reach, has);
  }

  /// Whether what the event says counts.
  [[nodiscard]] bool is_heard(const LoggedEvent& logged) const {
    return scope_.sources.counts(publisher_of(logged));
  }

  /// Whether what it corrects counts; a correction by nobody in particular stands.
  [[nodiscard]] bool corrects(const LoggedEvent& logged) const {
    return publisher_of(logged).empty() || is_heard(logged);
  }

  /// What corrects the event; every relationship under which it stands knows that.
  Result<const Evidence*> evidence_of(const LoggedEvent& logged) {
    const std::string& own = logged.event.relationship;
    const std::string& name = own.empty() && !logged.reach.empty() ? logged.reach.front() : own;
    auto found = evidence_.find(name);
    if (found == evidence_.end()) {
      auto evidence = read_evidence(snapshot_, name, scope_);
      if (!evidence) return std::move(evidence).error();
      found = evidence_.emplace(name, *std::move(evidence)).first;
    }
    return &found->second;
  }

  Status tell_effect(LoggedEvent& logged, CalendarDate date) {
    if (!is_heard(logged)) return Done{};
    const auto evidence = evidence_of(logged);
    if (!evidence) return evidence.error();
    const bool is_statement =
        logged.event.type != retracted_type && logged.event.type != noted_type;
    if (!is_statement) return Done{};
    if ((*evidence)->withdrawals.withdrawn_by(logged.sequence)) return Done{};
    const bool is_start = date == CalendarDate::start;
    const EffectiveWhen& when = is_start ? *logged.event.effective : *logged.event.until;
    changes_.push_back({.kind = is_start ? ChangeKind::effect : ChangeKind::end,
                        .certain = window_.from <= when.first.at && when.last.at <= window_.to,
                        .at = when.first.at,
                        .event = std::move(logged),
                        .by = {}});
    return Done{};
  }

  Status tell_known(LoggedEvent& logged) {
    const auto evidence = evidence_of(logged);
    if (!evidence) return evidence.error();
    const bool stands = !(*evidence)->withdrawals.withdrawn_by(logged.sequence);
    // A correction may name the same event twice, to retract and to replace it.
    for (const Sequence target : std::set{logged.retracts, logged.replaces}) {
      if (target == Sequence{} || !stands || !corrects(logged)) continue;
      auto corrected = log_.read(target);
      if (!corrected) return std::move(corrected).error();
      // What was not known yet, or is not listened to, was not believed and so not corrected; of
      // what was erased nobody knows what it said.
      const bool was_believed = !corrected->erased &&
                                scope_.horizon.sees(target, corrected->known) &&
                                is_heard(*corrected);
      if (!was_believed) continue;
      changes_.push_back({.kind = ChangeKind::corrected,
                          .certain = true,
                          .at = logged.known.at,
                          .event = *std::move(corrected),
                          .by = logged});
    }
    if (logged.retracts != Sequence{} || logged.erased || !is_heard(logged)) return Done{};
    const Moment known = logged.known.at;
    changes_.push_back({.kind = ChangeKind::known,
                        .certain = true,
                        .at = known,
                        .event = std::move(logged),
                        .by = {}});
    return Done{};
  }

  const Snapshot& snapshot_;
  LogReader log_;
  Window window_;
  const Scope& scope_;
  std::optional<std::set<std::string>> relationships_;
  std::map<std::string, Evidence> evidence_;
  std::vector<WindowChange> changes_;
};

}  // namespace

std::string_view to_text(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::effect:
      return "effect";
    case ChangeKind::end:
      return "end";
    case ChangeKind::known:
      return "known";
    case ChangeKind::corrected:
      return "corrected";
  }
  return "";
}

Result<ChangesAnswer> changes(const Snapshot& snapshot, const Window& window,
                              const std::optional<std::string>& party, const Scope& scope) {
  ChangeReader reader{snapshot, window, scope};
  if (party) {
    if (auto done = reader.restrict_to(*party); !done) return std::move(done).error();
  }
  for (const auto date : {CalendarDate::start, CalendarDate::end, CalendarDate::known}) {
    if (auto done = reader.read(date); !done) return std::move(done).error();
  }
  return ChangesAnswer{.basis = scope.horizon.basis, .changes = std::move(reader).take()};
}

}  // namespace annals
