#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/sequence.h"
#include "annals/index/projection.h"
#include "annals/store/store.h"

namespace annals {

/// The term whose keys are the parties of a relationship.
inline constexpr std::string_view party_term = "party";

/// The relationships that each party was ever said to be party to.
extern const Projection party_projection;

/// A party in a relationship, and the first event that says so.
struct PartyLink {
  std::string party;
  std::string relationship;
  Sequence first;
};

/// Reads the key of a row of the projection; nothing if it is none.
[[nodiscard]] std::optional<PartyLink> decode_party_link(std::string_view key);

/// Every link, by (party, relationship). Errors: corrupt, io. Cost: a seek for each link.
[[nodiscard]] Result<std::vector<PartyLink>> read_party_links(const Snapshot& snapshot);

/// The links of one party, by relationship. Cost: a seek for each.
[[nodiscard]] Result<std::vector<PartyLink>> read_party_links(const Snapshot& snapshot,
                                                              std::string_view party);

}  // namespace annals
