#include "annals/query/party.h"

#include <algorithm>
#include <utility>

#include "annals/index/party_index.h"
#include "annals/query/timelines.h"

namespace annals {
namespace {

bool has_surely_ended(const CellState& state) {
  return state.certain && is_none(state.value);
}

Cell role_cell(std::string_view party) {
  return {.term = std::string{party_term}, .key = std::string{party}};
}

/// Whether any of the run's values is one.
bool may_have_role(const Run& run) {
  return !(run.certain && is_none(run.value));
}

bool overlaps(const Run& run, const Days& days) {
  return (!run.from || !days.to || *run.from < *days.to) &&
         (!run.to || !days.from || *days.from < *run.to);
}

}  // namespace

Result<PartyAnswer> party(const Snapshot& snapshot, std::string_view party, EffectiveTime on,
                          const Scope& scope) {
  auto links = read_party_links(snapshot, party);
  if (!links) return std::move(links).error();
  const Cell cell = role_cell(party);
  PartyAnswer answer{.basis = scope.horizon.basis, .relationships = {}};
  for (PartyLink& link : *links) {
    if (link.first > scope.horizon.basis) continue;
    const auto bare = bare_state(snapshot, link.relationship, cell, on, scope);
    if (!bare) return bare.error();
    if (bare->empty() || has_surely_ended(bare->front().state)) continue;
    auto all = state(snapshot, link.relationship, {}, on, scope);
    if (!all) return std::move(all).error();
    const auto role = std::ranges::find(all->cells, cell, &CellAnswer::cell);
    PartyRelationship each{
        .relationship = std::move(link.relationship), .role = std::move(*role), .terms = {}};
    all->cells.erase(role);
    std::erase_if(all->cells,
                  [](const CellAnswer& other) { return has_surely_ended(other.state); });
    each.terms = std::move(all->cells);
    answer.relationships.push_back(std::move(each));
  }
  return answer;
}

Result<PartyTimeline> party_timeline(const Snapshot& snapshot, std::string_view party,
                                     const Days& days, const Scope& scope) {
  auto links = read_party_links(snapshot, party);
  if (!links) return std::move(links).error();
  PartyTimeline answer{.basis = scope.horizon.basis, .relationships = {}};
  for (PartyLink& link : *links) {
    if (link.first > scope.horizon.basis) continue;
    auto lines = timelines(snapshot, link.relationship, role_cell(party), scope);
    if (!lines) return std::move(lines).error();
    PartyRuns each{.relationship = std::move(link.relationship), .runs = {}};
    for (CellTimeline& line : lines->cells) {
      for (Run& run : line.runs) {
        if (may_have_role(run) && overlaps(run, days)) each.runs.push_back(std::move(run));
      }
    }
    if (!each.runs.empty()) answer.relationships.push_back(std::move(each));
  }
  return answer;
}

}  // namespace annals
