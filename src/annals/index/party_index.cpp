#include "annals/index/party_index.h"

#include "annals/index/key_codec.h"

namespace annals {
namespace {

void apply(const LoggedEvent& logged, Batch& batch) {
  for (const Assertion& effect : logged.event.effects) {
    if (effect.cell.term != party_term || effect.cell.key.empty()) continue;
    std::string key = text_prefix(effect.cell.key);
    put_text(key, logged.event.relationship);
    put_big_endian(key, logged.sequence.value);
    batch.put(Column::parties, key, {});
  }
}

}  // namespace

const Projection party_projection{
    .name = "parties", .version = 1, .column = Column::parties, .apply = apply};

Result<std::vector<PartyLink>> read_party_links(const Snapshot& snapshot) {
  std::vector<PartyLink> links;
  Cursor cursor = snapshot.scan(Column::parties, {});
  while (cursor.valid()) {
    std::string_view key = cursor.key();
    const auto party = take_text(key);
    const auto relationship = party ? take_text(key) : std::nullopt;
    const auto first = relationship ? take_big_endian(key) : std::nullopt;
    if (!first || !key.empty()) return corrupt_index(party_projection.name);
    links.push_back({.party = std::string{*party},
                     .relationship = std::string{*relationship},
                     .first = {.value = *first}});
    // Past every key that has this party and this relationship.
    cursor.seek(text_prefix(links.back().party) + links.back().relationship + '\x01');
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  return links;
}

}  // namespace annals
