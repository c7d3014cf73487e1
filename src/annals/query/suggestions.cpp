#include "annals/query/suggestions.h"

#include <utility>

#include "annals/base/nearest.h"
#include "annals/base/text.h"
#include "annals/index/history_index.h"
#include "annals/index/timeline_index.h"
#include "annals/index/value_index.h"

namespace annals {

Result<std::string> relationship_hint(const Snapshot& snapshot, std::string_view relationship,
                                      Sequence basis) {
  constexpr int looked_at_max = 20'000;
  Nearest nearest{relationship};
  std::string name;
  for (int i = 0; i < looked_at_max; ++i) {
    auto next = read_relationship_after(snapshot, name, basis);
    if (!next) return std::move(next).error();
    if (!next->has_value()) break;
    name = std::move((*next)->relationship);
    nearest.consider(name);
  }
  return nearest.hint();
}

Result<std::string> cell_hint(const Snapshot& snapshot, std::string_view relationship,
                              const Cell& cell) {
  constexpr std::size_t statements_max = 4096;
  const auto cells = read_cells_up_to(snapshot, relationship, statements_max);
  if (!cells) return cells.error();
  if (!*cells) return std::string{};
  Nearest name{to_text(cell)};
  Nearest key{cell.key};
  std::string same_term;
  for (const CellStatements& each : **cells) {
    if (each.cell == cell) return std::string{};
    name.consider(to_text(each.cell));
    if (each.cell.term != cell.term) continue;
    key.consider(each.cell.key);
    same_term += (same_term.empty() ? "" : ", ") + to_text(each.cell);
  }
  if (!key.best().empty()) return hint_at(to_text({.term = cell.term, .key = key.best()}));
  return same_term.empty() ? name.hint() : "; there is " + escaped(same_term);
}

Result<std::string> term_hint(const Snapshot& snapshot, std::string_view term) {
  Nearest nearest{term};
  std::string name;
  while (true) {
    auto next = read_term_after(snapshot, name);
    if (!next) return std::move(next).error();
    if (next->empty()) return nearest.hint();
    name = *std::move(next);
    nearest.consider(name);
  }
}

}  // namespace annals
