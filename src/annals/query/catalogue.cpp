#include "annals/query/catalogue.h"

#include <utility>

#include "annals/index/history_index.h"
#include "annals/index/party_index.h"
#include "annals/index/timeline_index.h"

namespace annals {

Result<std::vector<RelationshipEntry>> relationships(const Snapshot& snapshot, Sequence basis) {
  auto ranges = read_relationships(snapshot);
  if (!ranges) return std::move(ranges).error();
  std::vector<RelationshipEntry> entries;
  for (RelationshipRange& range : *ranges) {
    if (range.first > basis) continue;
    auto keys = read_keys(snapshot, range.relationship, party_term);
    if (!keys) return std::move(keys).error();
    entries.push_back({.relationship = std::move(range.relationship),
                       .parties = *std::move(keys),
                       .first = range.first,
                       .last = range.last});
  }
  return entries;
}

Result<std::vector<PartyEntry>> parties(const Snapshot& snapshot, Sequence basis) {
  auto links = read_party_links(snapshot);
  if (!links) return std::move(links).error();
  std::vector<PartyEntry> entries;
  for (PartyLink& link : *links) {
    if (link.first > basis) continue;
    if (entries.empty() || entries.back().party != link.party) {
      entries.push_back({.party = std::move(link.party), .relationships = {}});
    }
    entries.back().relationships.push_back(std::move(link.relationship));
  }
  return entries;
}

}  // namespace annals
