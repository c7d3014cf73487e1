#include "annals/index/party_index.h"

#include <optional>
#include <utility>

#include "annals/index/key_codec.h"

namespace annals {
namespace {

void apply(const LoggedEvent& logged, RowSink& rows) {
  for (const Assertion& effect : logged.event.effects) {
    if (effect.cell.term != party_term || effect.cell.key.empty()) continue;
    std::string key = text_prefix(effect.cell.key);
    put_text(key, logged.event.relationship);
    put_big_endian(key, logged.sequence.value);
    rows.put(key, {});
  }
}

}  // namespace

std::optional<PartyLink> decode_party_link(std::string_view key) {
  const auto party = take_text(key);
  if (!party) return std::nullopt;
  const auto relationship = take_text(key);
  if (!relationship) return std::nullopt;
  const auto first = take_big_endian(key);
  if (!first || !key.empty()) return std::nullopt;
  return PartyLink{.party = std::string{*party},
                   .relationship = std::string{*relationship},
                   .first = {.value = *first}};
}

const Projection party_projection{
    .name = "parties", .version = 2, .column = Column::parties, .apply = apply};

namespace {

Result<std::vector<PartyLink>> read_links(const Snapshot& snapshot, std::string_view prefix) {
  std::vector<PartyLink> links;
  Cursor cursor = snapshot.scan(Column::parties, prefix);
  while (cursor.valid()) {
    auto link = decode_party_link(cursor.key());
    if (!link) return corrupt_index(party_projection.name);
    links.push_back(*std::move(link));
    skip_past(cursor, text_prefix(links.back().party) + text_prefix(links.back().relationship));
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  return links;
}

}  // namespace

Result<std::vector<PartyLink>> read_party_links(const Snapshot& snapshot) {
  return read_links(snapshot, {});
}

Result<std::vector<PartyLink>> read_party_links(const Snapshot& snapshot, std::string_view party) {
  return read_links(snapshot, text_prefix(party));
}

}  // namespace annals
