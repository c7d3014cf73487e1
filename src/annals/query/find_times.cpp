#include "annals/query/find_times.h"

#include <algorithm>
#include <map>
#include <utility>

#include "annals/state/counting.h"

namespace annals {
namespace {

/// A cell that a condition names, when it meets it, and the best answer that it had a part in.
struct Candidate {
  Cell cell;
  std::vector<Run> runs;
  Stretches stretches;
  Answer best = Answer::no;
};

using Candidates = std::vector<Candidate>;

Result<Candidates> read_candidates(const Snapshot& snapshot, std::string_view relationship,
                                   const Condition& condition, const Evidence& evidence) {
  auto named = read_named(snapshot, relationship, condition, evidence);
  if (!named) return std::move(named).error();
  Candidates candidates;
  for (CellStatements& each : *named) {
    auto runs = timeline(counting(each.statements, evidence.withdrawals, evidence.horizon));
    std::erase_if(runs,
                  [&](const Run& run) { return meets(condition, run.possible) == Answer::no; });
    if (runs.empty()) continue;
    auto stretches = stretches_of(condition, runs);
    candidates.push_back(
        {.cell = std::move(each.cell), .runs = std::move(runs), .stretches = std::move(stretches)});
  }
  return candidates;
}

/// Whether it held on all `days` that each condition was met by some cell, not always the same one;
/// marks the cells that had a part in it.
Answer hold_throughout(std::vector<Candidates>& conditions, const Days& days) {
  Stretches together{{.days = days, .certain = true}};
  for (const Candidates& candidates : conditions) {
    Stretches any;
    for (const Candidate& candidate : candidates) any = either(any, candidate.stretches);
    together = both(together, any);
  }
  const Answer answer = holds_throughout(together, days);
  for (Candidates& candidates : conditions) {
    for (Candidate& candidate : candidates) {
      if (!both(together, candidate.stretches).empty()) candidate.best = answer;
    }
  }
  return answer;
}

/// Tries every choice of one cell for each condition.
class Choices {
 public:
  Choices(std::vector<Candidates>& conditions, Candidates& others, const TimesWanted& wanted)
      : conditions_{conditions}, others_{others}, wanted_{wanted} {}

  /// The best answer; marks the cells of each choice with the answer that it gave.
  Answer best() { return choose(0, {{.days = {}, .certain = true}}); }

 private:
  Answer choose(std::size_t next, const Stretches& so_far) {
    if (next == conditions_.size()) return judge(so_far);
    Answer best = Answer::no;
    for (Candidate& candidate : conditions_[next]) {
      const Stretches together = both(so_far, candidate.stretches);
      if (together.empty()) continue;
      const Answer answer = choose(next + 1, together);
      candidate.best = std::max(candidate.best, answer);
      best = std::max(best, answer);
    }
    return best;
  }

  Answer judge(const Stretches& stretches) {
    if (const auto* within = std::get_if<WithinDays>(&wanted_)) {
      return holds_during(stretches, within->days);
    }
    Answer best = Answer::no;
    for (Candidate& other : others_) {
      const Answer answer = lies(stretches, std::get<RelatedTo>(wanted_).relation, other.stretches);
      other.best = std::max(other.best, answer);
      best = std::max(best, answer);
    }
    return best;
  }

  std::vector<Candidates>& conditions_;
  Candidates& others_;
  const TimesWanted& wanted_;
};

Answer best_answer(std::vector<Candidates>& conditions, Candidates& others,
                   const TimesWanted& wanted) {
  const auto* const within = std::get_if<WithinDays>(&wanted);
  if (within != nullptr && within->extent == WithinDays::Extent::all) {
    return hold_throughout(conditions, within->days);
  }
  return Choices{conditions, others, wanted}.best();
}

/// The cells that had a part in an answer that is wanted, each once, by (term, key).
std::vector<CellTimes> shown(std::vector<Candidates>&& lists, Certainty certainty) {
  const Answer least = certainty == Certainty::certain ? Answer::yes : Answer::possible;
  std::map<Cell, CellTimes> cells;
  for (Candidates& list : lists) {
    for (Candidate& each : list) {
      if (each.best < least) continue;
      cells.try_emplace(
          each.cell,
          CellTimes{.cell = each.cell, .answer = each.best, .runs = std::move(each.runs)});
    }
  }
  std::vector<CellTimes> ordered;
  for (auto& [cell, times] : cells) ordered.push_back(std::move(times));
  return ordered;
}

/// Leaves out the runs that lie outside the days asked about.
void keep_within(std::vector<CellTimes>& cells, const TimesWanted& wanted) {
  const auto* const within = std::get_if<WithinDays>(&wanted);
  if (within == nullptr) return;
  const auto lies_outside = [&](const Run& run) {
    const Stretches stretch{{.days = {.from = run.from, .to = run.to}, .certain = true}};
    return holds_during(stretch, within->days) == Answer::no;
  };
  for (CellTimes& cell : cells) std::erase_if(cell.runs, lies_outside);
}

/// The last moment that matters to who may be found.
EffectiveTime last_moment(const TimesWanted& wanted) {
  const auto* const within = std::get_if<WithinDays>(&wanted);
  if (within == nullptr || !within->days.to) return EffectiveTime::latest();
  return {.at = last_moment_of(*within->days.to - std::chrono::days{1})};
}

/// The cells of the other relationship, where one is named.
Result<Candidates> read_fixed_others(const Snapshot& snapshot, const RelatedTo& related,
                                     const Scope& scope) {
  const auto evidence = read_evidence(snapshot, *related.relationship, scope);
  if (!evidence) return evidence.error();
  return read_candidates(snapshot, *related.relationship, related.other, *evidence);
}

Result<FoundTimes> find_in(const Snapshot& snapshot, std::string_view relationship,
                           std::span<const Condition> conditions, const TimesWanted& wanted,
                           const Scope& scope, Certainty certainty, Candidates others) {
  FoundTimes found{
      .relationship = std::string{relationship}, .certain = false, .cells = {}, .others = {}};
  const auto evidence = read_evidence(snapshot, relationship, scope);
  if (!evidence) return evidence.error();
  std::vector<Candidates> lists;
  for (const Condition& condition : conditions) {
    auto candidates = read_candidates(snapshot, relationship, condition, *evidence);
    if (!candidates) return std::move(candidates).error();
    lists.push_back(*std::move(candidates));
  }
  const auto* const related = std::get_if<RelatedTo>(&wanted);
  if (related != nullptr && !related->relationship) {
    auto own = read_candidates(snapshot, relationship, related->other, *evidence);
    if (!own) return std::move(own).error();
    others = *std::move(own);
  }
  found.certain = best_answer(lists, others, wanted) == Answer::yes;
  found.cells = shown(std::move(lists), certainty);
  keep_within(found.cells, wanted);
  found.others = shown({std::move(others)}, certainty);
  return found;
}

}  // namespace

Result<FindTimesAnswer> find_times(const Snapshot& snapshot, std::span<const Condition> conditions,
                                   const TimesWanted& wanted, const Scope& scope,
                                   Certainty certainty) {
  const auto names = read_common_holders(snapshot, conditions, last_moment(wanted), scope.horizon);
  if (!names) return names.error();
  Candidates others;
  const auto* const related = std::get_if<RelatedTo>(&wanted);
  if (related != nullptr && related->relationship) {
    auto fixed = read_fixed_others(snapshot, *related, scope);
    if (!fixed) return std::move(fixed).error();
    others = *std::move(fixed);
  }
  FindTimesAnswer answer{.basis = scope.horizon.basis, .relationships = {}};
  for (const std::string& name : *names) {
    auto found = find_in(snapshot, name, conditions, wanted, scope, certainty, others);
    if (!found) return std::move(found).error();
    if (!found->cells.empty()) answer.relationships.push_back(*std::move(found));
  }
  return answer;
}

}  // namespace annals
