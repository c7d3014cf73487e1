#include "annals/sql/parties_of.h"

#include <algorithm>
#include <string>
#include <utility>

#include "annals/index/timeline_index.h"

namespace annals::sql {

Result<std::vector<PartyLink>> read_parties_of(const Snapshot& snapshot,
                                               std::string_view relationship, Sequence basis) {
  auto cells = read_cells_of_term(snapshot, relationship, party_term);
  if (!cells) return std::move(cells).error();
  std::vector<PartyLink> links;
  for (Cell& cell : *cells) {
    if (cell.key.empty()) continue;
    const auto said = read_cell(snapshot, relationship, cell);
    if (!said) return said.error();
    const auto first = std::ranges::min(said->statements, {}, &Statement::sequence).sequence;
    if (first > basis) continue;
    links.push_back(
        {.party = std::move(cell.key), .relationship = std::string{relationship}, .first = first});
  }
  return links;
}

}  // namespace annals::sql
