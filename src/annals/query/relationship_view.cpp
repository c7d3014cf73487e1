#include "annals/query/relationship_view.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "annals/index/correction_index.h"
#include "annals/state/counting.h"
#include "annals/state/spells.h"

namespace annals {
namespace {

/// What every piece of memory costs beside its bytes.
constexpr std::size_t piece_bytes = 16;

constexpr Horizon everything{.known = KnownTime::latest(),
                             .basis = {.value = std::numeric_limits<std::uint64_t>::max()}};

/// How many statements the states of a cell may rest on altogether. Where dates are clear, a state
/// rests on one or two.
constexpr std::size_t candidates_max(std::size_t statements) {
  constexpr std::size_t for_each_statement = 16;
  constexpr std::size_t at_least = 1024;
  return at_least + for_each_statement * statements;
}

constexpr auto by_term_and_key = [](const CellView& a, const Cell& b) { return a.cell() < b; };

}  // namespace

CellView::CellView(CellStatements all, const Withdrawals& withdrawals)
    : cell_{std::move(all.cell)} {
  ValueNumbers values;
  const auto those = annals::counting(all.statements, withdrawals, everything);
  if (const auto answers = spells(those, candidates_max(those.size()))) {
    moments_.reserve(answers->size());
    for (const Spell& spell : *answers) {
      moments_.push_back(spell.from);
      states_.add(spell.state, values);
    }
    states_.finish();
  }
  statements_.reserve(all.statements.size());
  for (const Statement& each : all.statements) {
    statements_.push_back({.sequence = each.sequence,
                           .known = each.known,
                           .start = each.start,
                           .end = each.end.value_or(EffectiveSpan{}),
                           .value = values.of(each.value),
                           .has_end = each.end.has_value()});
  }
  values_ = std::move(values).take();
}

std::optional<CellState> CellView::at(EffectiveTime on) const {
  const auto next = std::ranges::upper_bound(moments_, on);
  return states_.at(static_cast<std::size_t>(next - moments_.begin()) - 1, values_);
}

Statement CellView::statement(const KeptStatement& kept) const {
  return {.sequence = kept.sequence,
          .known = kept.known,
          .start = kept.start,
          .end = kept.has_end ? std::optional{kept.end} : std::nullopt,
          .value = values_[kept.value]};
}

std::vector<Statement> CellView::statements() const {
  std::vector<Statement> all;
  all.reserve(statements_.size());
  for (const KeptStatement& kept : statements_) all.push_back(statement(kept));
  return all;
}

std::vector<Statement> CellView::counting(const Withdrawals& withdrawals, Horizon horizon) const {
  std::vector<Statement> those;
  for (const KeptStatement& kept : statements_) {
    if (counts(kept.sequence, kept.known, withdrawals, horizon)) those.push_back(statement(kept));
  }
  return those;
}

std::size_t CellView::bytes() const {
  constexpr std::size_t pieces = 9;
  return sizeof(CellView) + pieces * piece_bytes + cell_.term.capacity() + cell_.key.capacity() +
         moments_.capacity() * sizeof(EffectiveTime) + states_.bytes() + bytes_of(values_) +
         statements_.capacity() * sizeof(KeptStatement);
}

RelationshipView::RelationshipView(std::vector<CellStatements> cells,
                                   std::vector<Correction> corrections)
    : corrections_{std::move(corrections)}, is_kept_{true} {
  const auto note = [&](Sequence sequence, KnownTime known) {
    last_ = std::max(last_, sequence);
    latest_known_ = std::max(latest_known_, known);
  };
  for (const Correction& each : corrections_) note(each.by, each.known);
  const Withdrawals withdrawals{corrections_, everything};
  cells_.reserve(cells.size());
  for (CellStatements& cell : cells) {
    for (const Statement& each : cell.statements) note(each.sequence, each.known);
    cells_.emplace_back(std::move(cell), withdrawals);
  }
}

std::span<const CellView> RelationshipView::cells_of(std::string_view term) const {
  const auto term_of = [](const CellView& each) { return std::string_view{each.cell().term}; };
  const auto those = std::ranges::equal_range(cells_, term, {}, term_of);
  return {those.begin(), those.end()};
}

const CellView* RelationshipView::cell(const Cell& cell) const {
  const auto found = std::lower_bound(cells_.begin(), cells_.end(), cell, by_term_and_key);
  return found == cells_.end() || found->cell() != cell ? nullptr : &*found;
}

std::size_t RelationshipView::bytes() const {
  std::size_t bytes =
      sizeof(RelationshipView) + piece_bytes + corrections_.capacity() * sizeof(Correction);
  for (const CellView& cell : cells_) bytes += cell.bytes();
  return bytes;
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

  constexpr std::size_t statements_max = 4096;
  auto cells = read_cells_up_to(snapshot, relationship, statements_max);
  if (!cells) return std::move(cells).error();
  if (!*cells) {
    const auto mark = std::make_shared<const RelationshipView>(RelationshipView::too_large());
    memory.keep(about, {}, mark, mark->bytes());
    return View{};
  }
  auto corrections = read_corrections(snapshot, relationship);
  if (!corrections) return std::move(corrections).error();
  View view = std::make_shared<const RelationshipView>(*std::move(*cells), *std::move(corrections));
  memory.keep(about, {}, view, view->bytes());
  return view;
}

}  // namespace annals
