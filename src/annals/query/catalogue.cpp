#include "annals/query/catalogue.h"

#include <algorithm>
#include <utility>

#include "annals/index/history_index.h"
#include "annals/index/key_codec.h"
#include "annals/index/party_index.h"

namespace annals {

Result<std::vector<RelationshipEntry>> relationships(const Snapshot& snapshot, Sequence basis) {
  auto ranges = read_relationships(snapshot, basis);
  if (!ranges) return std::move(ranges).error();
  const auto links = read_party_links(snapshot);
  if (!links) return links.error();
  std::vector<RelationshipEntry> entries;
  for (RelationshipRange& range : *ranges) {
    entries.push_back({.relationship = std::move(range.relationship),
                       .parties = {},
                       .first = range.first,
                       .last = range.last});
  }
  for (const PartyLink& link : *links) {
    if (link.first > basis) continue;
    const auto entry =
        std::ranges::lower_bound(entries, link.relationship, {}, &RelationshipEntry::relationship);
    if (entry == entries.end() || entry->relationship != link.relationship) {
      return corrupt_index(party_projection.name);
    }
    entry->parties.push_back(link.party);
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
