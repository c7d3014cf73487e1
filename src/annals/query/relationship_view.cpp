#include "annals/query/relationship_view.h"

#include <limits>
#include <optional>
#include <utility>

#include "annals/index/correction_index.h"
#include "annals/state/counting.h"

namespace annals {

std::shared_ptr<const RelationshipView> RelationshipView::too_large() {
  Header header;
  const PieceWriter piece{sizeof(RelationshipView)};
  header.bytes = piece.size() + PieceWriter::counts_bytes;
  return piece.finish(RelationshipView{header});
}

std::shared_ptr<const RelationshipView> RelationshipView::make(
    std::span<const CellStatements> cells, std::span<const Correction> corrections) {
  PieceWriter piece{sizeof(RelationshipView)};
  std::vector<const Cell*> names;
  for (const CellStatements& each : cells) names.push_back(&each.cell);
  CellsWriter table{piece, names};
  for (const CellStatements& each : cells) {
    if (!table.put_name()) return too_large();
    // Values lie before the statements that have them.
    for (const Statement& said : each.statements) static_cast<void>(piece.value(said.value));
    table.put_content(piece.end(), static_cast<std::uint32_t>(each.statements.size()));
    put_statements(each.statements, piece);
  }
  while (piece.size() % alignof(Correction) != 0) piece.put(std::byte{});
  Header header{.bytes = 0,
                .cells = static_cast<std::uint32_t>(cells.size()),
                .corrections = static_cast<std::uint32_t>(corrections.size()),
                .corrections_begin = piece.end(),
                .is_kept = true};
  for (const Correction& each : corrections) piece.put(each);
  constexpr std::size_t bytes_max = std::numeric_limits<Place>::max() / 2;
  if (piece.size() > bytes_max) return too_large();
  header.bytes = piece.size() + PieceWriter::counts_bytes;
  return piece.finish(RelationshipView{header});
}

void RelationshipView::put_statements(std::span<const Statement> statements, PieceWriter& piece) {
  for (const Statement& each : statements) {
    piece.put(KeptStatement{.sequence = each.sequence,
                            .known = each.known,
                            .start = each.start,
                            .end = each.end.value_or(EffectiveSpan{}),
                            .value = piece.value(each.value),
                            .has_end = each.end.has_value()});
  }
}

Statement RelationshipView::statement(const KeptStatement& kept) const {
  return {.sequence = kept.sequence,
          .known = kept.known,
          .start = kept.start,
          .end = kept.has_end ? std::optional{kept.end} : std::nullopt,
          .value = PieceReader{this}.value(kept.value)};
}

std::vector<Statement> RelationshipView::statements(std::size_t cell) const {
  const KeptCell place = cells()[cell];
  std::vector<Statement> all;
  all.reserve(place.count);
  for (std::size_t i = 0; i < place.count; ++i) {
    all.push_back(statement(PieceReader{this}.read<KeptStatement>(place.content, i)));
  }
  return all;
}

std::vector<Statement> RelationshipView::counting(std::size_t cell, const Withdrawals& withdrawals,
                                                  Horizon horizon) const {
  const KeptCell place = cells()[cell];
  std::vector<Statement> those;
  for (std::size_t i = 0; i < place.count; ++i) {
    const auto each = PieceReader{this}.read<KeptStatement>(place.content, i);
    if (counts(each.sequence, each.known, withdrawals, horizon)) those.push_back(statement(each));
  }
  return those;
}

Result<std::shared_ptr<const RelationshipView>> read_view(const Snapshot& snapshot,
                                                          std::string_view relationship,
                                                          Keeping keeping) {
  using View = std::shared_ptr<const RelationshipView>;
  const Decoded memory = snapshot.decoded();
  const Subject about = Subject::relationship(relationship);
  if (View kept = memory.find<RelationshipView>(about)) {
    return kept->is_kept() ? std::move(kept) : View{};
  }
  if (keeping == Keeping::no || !memory.is_wanted<RelationshipView>(about)) return View{};

  auto cells = read_cells_up_to(snapshot, relationship, kept_statements_max);
  if (!cells) return std::move(cells).error();
  auto corrections = read_corrections(snapshot, relationship);
  if (!corrections) return std::move(corrections).error();
  View view =
      *cells ? RelationshipView::make(**cells, *corrections) : RelationshipView::too_large();
  if (view->bytes() > memory.entry_bytes_max()) view = RelationshipView::too_large();
  memory.keep(about, {}, view, view->bytes());
  return view->is_kept() ? std::move(view) : View{};
}

}  // namespace annals
