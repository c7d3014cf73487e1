#include "annals/query/relationship_view.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "annals/index/correction_index.h"
#include "annals/state/counting.h"
#include "annals/state/spells.h"

namespace annals {
namespace {

constexpr Horizon everything{.known = KnownTime::latest(),
                             .basis = {.value = std::numeric_limits<std::uint64_t>::max()}};

/// How many statements the states of a cell may rest on altogether. Where dates are clear, a state
/// rests on one or two.
constexpr std::size_t candidates_max(std::size_t statements) {
  constexpr std::size_t for_each_statement = 16;
  constexpr std::size_t at_least = 1024;
  return at_least + for_each_statement * statements;
}

/// The place of the last of `moments` that is not after `at`; the first is not. Without branches,
/// so that the searches of one cell after another wait for memory together.
std::size_t last_not_after(std::span<const EffectiveTime> moments, EffectiveTime at) {
  const EffectiveTime* base = moments.data();
  for (std::size_t count = moments.size(); count > 1;) {
    const std::size_t half = count / 2;
    base = base[half] <= at ? base + half : base;
    count -= half;
  }
  return static_cast<std::size_t>(base - moments.data());
}

}  // namespace

RelationshipView::RelationshipView(std::vector<CellStatements> cells,
                                   std::vector<Correction> corrections)
    : corrections_{std::move(corrections)}, is_kept_{true} {
  const auto note = [&](Sequence sequence, KnownTime known) {
    last_ = std::max(last_, sequence);
    latest_known_ = std::max(latest_known_, known);
  };
  std::size_t statements = 0;
  for (const CellStatements& cell : cells) statements += cell.statements.size();
  statements_.reserve(statements);
  cells_.reserve(cells.size());
  for (const Correction& each : corrections_) note(each.by, each.known);
  const Withdrawals withdrawals{corrections_, everything};
  ValueNumbers values;
  for (CellStatements& cell : cells) {
    for (const Statement& each : cell.statements) note(each.sequence, each.known);
    add(std::move(cell), withdrawals, values);
  }
  moments_.shrink_to_fit();
  states_.finish();
  values_ = std::move(values).take();
}

void RelationshipView::add(CellStatements cell, const Withdrawals& withdrawals,
                           ValueNumbers& values) {
  const auto states_begin = static_cast<Place>(moments_.size());
  const auto statements_begin = static_cast<Place>(statements_.size());
  const auto those = annals::counting(cell.statements, withdrawals, everything);
  if (const auto answers = spells(those, candidates_max(those.size()))) {
    for (const Spell& spell : *answers) {
      moments_.push_back(spell.from);
      states_.add(spell.state, values);
    }
  }
  for (const Statement& each : cell.statements) {
    statements_.push_back({.sequence = each.sequence,
                           .known = each.known,
                           .start = each.start,
                           .end = each.end.value_or(EffectiveSpan{}),
                           .value = values.of(each.value),
                           .has_end = each.end.has_value()});
  }
  cells_.push_back({.cell = std::move(cell.cell),
                    .states_begin = states_begin,
                    .states_end = static_cast<Place>(moments_.size()),
                    .statements_begin = statements_begin,
                    .statements_end = static_cast<Place>(statements_.size())});
}

RelationshipView::Cells RelationshipView::of_term(std::string_view term) const {
  const auto term_of = [](const CellPlace& each) { return std::string_view{each.cell.term}; };
  const auto those = std::ranges::equal_range(cells_, term, {}, term_of);
  return {.begin = static_cast<std::size_t>(those.begin() - cells_.begin()),
          .end = static_cast<std::size_t>(those.end() - cells_.begin())};
}

RelationshipView::Cells RelationshipView::only(const Cell& cell) const {
  const auto found = std::ranges::lower_bound(cells_, cell, {}, &CellPlace::cell);
  const auto index = static_cast<std::size_t>(found - cells_.begin());
  const bool is_there = found != cells_.end() && found->cell == cell;
  return {.begin = index, .end = is_there ? index + 1 : index};
}

bool RelationshipView::are_worked_out(Cells cells) const {
  for (std::size_t index = cells.begin; index < cells.end; ++index) {
    if (cells_[index].states_begin == cells_[index].states_end) return false;
  }
  return true;
}

std::size_t RelationshipView::state_place(const CellPlace& cell, EffectiveTime on) const {
  const std::span all{moments_};
  return cell.states_begin +
         last_not_after(all.subspan(cell.states_begin, cell.states_end - cell.states_begin), on);
}

std::vector<BareCell> RelationshipView::states_at(Cells cells, EffectiveTime on) const {
  constexpr std::size_t at_once = 16;
  std::array<std::size_t, at_once> places{};
  std::vector<BareCell> answer;
  answer.reserve(cells.end - cells.begin);
  for (std::size_t first = cells.begin; first < cells.end; first += at_once) {
    const std::span those = std::span{cells_}.subspan(first, std::min(at_once, cells.end - first));
    for (std::size_t i = 0; i < those.size(); ++i) {
      places[i] = state_place(those[i], on);
      states_.expect(places[i]);
    }
    for (std::size_t i = 0; i < those.size(); ++i) states_.expect_value(places[i], values_);
    for (std::size_t i = 0; i < those.size(); ++i) {
      auto state = states_.at(places[i], values_);
      if (state) answer.push_back({.cell = those[i].cell, .state = *std::move(state)});
    }
  }
  return answer;
}

std::span<const RelationshipView::KeptStatement> RelationshipView::kept_statements(
    std::size_t cell) const {
  const CellPlace& place = cells_[cell];
  return std::span{statements_}.subspan(place.statements_begin,
                                        place.statements_end - place.statements_begin);
}

Statement RelationshipView::statement(const KeptStatement& kept) const {
  return {.sequence = kept.sequence,
          .known = kept.known,
          .start = kept.start,
          .end = kept.has_end ? std::optional{kept.end} : std::nullopt,
          .value = values_[kept.value]};
}

std::vector<Statement> RelationshipView::statements(std::size_t cell) const {
  std::vector<Statement> all;
  const auto kept = kept_statements(cell);
  all.reserve(kept.size());
  for (const KeptStatement& each : kept) all.push_back(statement(each));
  return all;
}

std::vector<Statement> RelationshipView::counting(std::size_t cell, const Withdrawals& withdrawals,
                                                  Horizon horizon) const {
  std::vector<Statement> those;
  for (const KeptStatement& each : kept_statements(cell)) {
    if (counts(each.sequence, each.known, withdrawals, horizon)) those.push_back(statement(each));
  }
  return those;
}

std::size_t RelationshipView::bytes() const {
  constexpr std::size_t piece_bytes = 16;  // of each piece of memory, beside what it is for
  constexpr std::size_t pieces = 10;
  std::size_t bytes =
      sizeof(RelationshipView) + pieces * piece_bytes + states_.bytes() + bytes_of(values_) +
      cells_.capacity() * sizeof(CellPlace) + moments_.capacity() * sizeof(EffectiveTime) +
      statements_.capacity() * sizeof(KeptStatement) + corrections_.capacity() * sizeof(Correction);
  for (const CellPlace& each : cells_)
    bytes += each.cell.term.capacity() + each.cell.key.capacity();
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
  auto corrections = read_corrections(snapshot, relationship);
  if (!corrections) return std::move(corrections).error();
  View view = std::make_shared<const RelationshipView>(
      *cells ? RelationshipView{std::move(**cells), *std::move(corrections)}
             : RelationshipView::too_large());
  if (view->bytes() > memory.entry_bytes_max()) {
    view = std::make_shared<const RelationshipView>(RelationshipView::too_large());
  }
  memory.keep(about, {}, view, view->bytes());
  return view->is_kept() ? std::move(view) : View{};
}

}  // namespace annals
