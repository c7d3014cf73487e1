#include "annals/query/relationship_view.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <type_traits>
#include <utility>

#include "annals/index/correction_index.h"
#include "annals/query/view_builder.h"
#include "annals/state/counting.h"

namespace annals {
namespace {

/// How many of `moments`, which are in order, are less than `limit`.
template <typename Number>
std::size_t count_below(std::span<const Number> moments, Number limit) {
  const Number* base = moments.data();
  std::size_t count = moments.size();
  for (; count > 1; count -= count / 2) {
    base = base[count / 2 - 1] < limit ? base + count / 2 : base;
  }
  const auto before = static_cast<std::size_t>(base - moments.data());
  return before + static_cast<std::size_t>(count == 1 && *base < limit);
}

template <typename T>
T read(const std::byte* from) {
  static_assert(std::is_trivially_copyable_v<T>);
  T what;
  std::memcpy(&what, from, sizeof(T));
  return what;
}

}  // namespace

std::shared_ptr<const RelationshipView> RelationshipView::too_large() {
  return ViewBuilder::empty();
}

std::shared_ptr<const RelationshipView> RelationshipView::make(
    std::span<const CellStatements> cells, std::span<const Correction> corrections) {
  return ViewBuilder::build(cells, corrections);
}

std::uint32_t RelationshipView::hash_of(std::string_view term, std::string_view key) {
  constexpr std::size_t odd = 0x9e3779b97f4a7c15;
  const std::hash<std::string_view> hash;
  constexpr unsigned half_bits = 32;
  return static_cast<std::uint32_t>((hash(term) * odd + hash(key)) * odd >> half_bits);
}

std::span<const RelationshipView::CellHash> RelationshipView::hashes() const {
  return array<CellHash>(sizeof(RelationshipView), header_.cells);
}

std::span<const RelationshipView::CellPlace> RelationshipView::places() const {
  return array<CellPlace>(
      static_cast<Place>(sizeof(RelationshipView) + header_.cells * sizeof(CellHash)),
      header_.cells);
}

std::string_view RelationshipView::term_of(const CellPlace& cell) const {
  return {reinterpret_cast<const char*>(at(cell.name)), cell.term_bytes};
}

std::string_view RelationshipView::key_of(const CellPlace& cell) const {
  return {reinterpret_cast<const char*>(at(cell.name + cell.term_bytes)), cell.key_bytes};
}

RelationshipView::Cells RelationshipView::of_term(std::string_view term) const {
  const auto cells = places();
  const auto those = std::ranges::equal_range(
      cells, term, {}, [this](const CellPlace& each) { return term_of(each); });
  return {.begin = static_cast<std::size_t>(those.begin() - cells.begin()),
          .end = static_cast<std::size_t>(those.end() - cells.begin())};
}

RelationshipView::Cells RelationshipView::only(const Cell& cell) const {
  const auto same_hash =
      std::ranges::equal_range(hashes(), hash_of(cell.term, cell.key), {}, &CellHash::hash);
  for (const CellHash& each : same_hash) {
    const CellPlace& place = places()[each.cell];
    expect(place);
    if (term_of(place) == cell.term && key_of(place) == cell.key) {
      return {.begin = each.cell, .end = each.cell + std::size_t{1}};
    }
  }
  return {.begin = 0, .end = 0};
}

Cell RelationshipView::cell(std::size_t index) const {
  const CellPlace& place = places()[index];
  return {.term = std::string{term_of(place)}, .key = std::string{key_of(place)}};
}

bool RelationshipView::are_worked_out(Cells cells) const {
  const auto those = places().subspan(cells.begin, cells.end - cells.begin);
  return std::ranges::all_of(those, [](const CellPlace& each) { return each.states_count > 0; });
}

Value RelationshipView::value(Place place) const {
  const auto head = read<ValueHead>(at(place));
  const std::byte* const rest = at(place + sizeof(ValueHead));
  constexpr std::uint32_t text = 0;
  constexpr std::uint32_t number = 1;
  constexpr std::uint32_t flag = 2;
  switch (head & ((1U << kind_bits) - 1)) {
    case text:
      return Value{std::in_place_index<text>, reinterpret_cast<const char*>(rest),
                   head >> kind_bits};
    case number:
      return read<double>(rest);
    case flag:
      return read<bool>(rest);
    default:
      return None{};
  }
}

RelationshipView::Place RelationshipView::moments(const CellPlace& cell) const {
  return static_cast<Place>(cell.states + cell.states_count * sizeof(State));
}

/// A date begins at a tick and ends a microsecond before one, so that two numbers for each tick are
/// enough. Of what lies between these it is the number of the one before.
std::uint64_t RelationshipView::Header::moment(EffectiveTime at) const {
  // Moments may be further apart than a duration can be.
  const std::uint64_t distance = static_cast<std::uint64_t>(at.microseconds()) -
                                 static_cast<std::uint64_t>(base.microseconds());
  if (has_long_moments) return distance;
  return 2 * (distance / tick) + (distance % tick == tick - 1 ? 1 : 0);
}

std::uint64_t RelationshipView::moment_after(EffectiveTime on) const {
  return on < header_.base ? 0 : header_.moment(on) + 1;
}

const RelationshipView::State& RelationshipView::state(const CellPlace& cell,
                                                       std::uint64_t after) const {
  const std::size_t count = cell.states_count - 1;
  std::size_t which = 0;
  if (header_.has_long_moments) {
    which = count_below(array<std::uint64_t>(moments(cell), count), after);
  } else {
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    which = count_below(array<std::uint32_t>(moments(cell), count),
                        static_cast<std::uint32_t>(std::min(after, most)));
  }
  return array<State>(cell.states, cell.states_count)[which];
}

/// Asks for the memory of a cell, so that its lines are waited for together, and those of several
/// cells too. Of a cell with a long past that is only where it begins.
void RelationshipView::expect(const CellPlace& cell) const {
  constexpr std::size_t line_bytes = 64;
  constexpr std::size_t lines_max = 8;
  const std::byte* const begin = at(cell.name);
  const std::byte* const end = at(moments(cell)) + cell.states_count * sizeof(std::uint32_t);
  const auto bytes = std::min(static_cast<std::size_t>(end - begin), lines_max * line_bytes);
  for (std::size_t i = 0; i < bytes; i += line_bytes) __builtin_prefetch(begin + i);
}

std::vector<BareCell> RelationshipView::states_at(Cells cells, EffectiveTime on) const {
  constexpr std::size_t at_once = 8;
  const std::uint64_t after = moment_after(on);
  const auto those = places().subspan(cells.begin, cells.end - cells.begin);
  for (const CellPlace& each : those.first(std::min(at_once, those.size()))) expect(each);
  std::vector<BareCell> answer;
  answer.reserve(those.size());
  for (std::size_t i = 0; i < those.size(); ++i) {
    if (i + at_once < those.size()) expect(those[i + at_once]);
    const State& kept = state(those[i], after);
    if (kept.value == absent) continue;
    BareCell& bare = answer.emplace_back();
    bare.cell.term = term_of(those[i]);
    bare.cell.key = key_of(those[i]);
    put_state(kept, bare.state);
  }
  return answer;
}

void RelationshipView::put_state(const State& kept, CellState& state) const {
  state.leading = {.value = header_.first.value + kept.leading};
  state.certain = true;
  if ((kept.value & lists_bit) == 0) {
    state.value = value(kept.value);
    state.possible.push_back(state.value);
    state.candidates.push_back(state.leading);
    return;
  }
  const auto place =
      static_cast<Place>(header_.lists_begin + (kept.value & ~lists_bit) * sizeof(std::uint32_t));
  const auto lists = read<Lists>(at(place));
  state.value = value(lists.value);
  const auto numbers = array<std::uint32_t>(static_cast<Place>(place + sizeof(Lists)),
                                            lists.possible + std::size_t{lists.candidates});
  state.possible.reserve(lists.possible);
  for (const Place each : numbers.first(lists.possible)) state.possible.push_back(value(each));
  state.candidates.reserve(lists.candidates);
  for (const std::uint32_t each : numbers.subspan(lists.possible)) {
    state.candidates.push_back({.value = header_.first.value + each});
  }
  state.certain = state.possible.size() == 1;
}

std::span<const RelationshipView::KeptStatement> RelationshipView::kept_statements(
    std::size_t cell) const {
  const auto ends = array<std::uint32_t>(header_.statement_ends, header_.cells);
  const std::size_t begin = cell == 0 ? 0 : ends[cell - 1];
  return array<KeptStatement>(header_.statements_begin, ends.back())
      .subspan(begin, ends[cell] - begin);
}

Statement RelationshipView::statement(const KeptStatement& kept) const {
  return {.sequence = kept.sequence,
          .known = kept.known,
          .start = kept.start,
          .end = kept.has_end ? std::optional{kept.end} : std::nullopt,
          .value = value(kept.value)};
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

std::span<const Correction> RelationshipView::corrections() const {
  return array<Correction>(header_.corrections_begin, header_.corrections);
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
  View view =
      *cells ? RelationshipView::make(**cells, *corrections) : RelationshipView::too_large();
  if (view->bytes() > memory.entry_bytes_max()) view = RelationshipView::too_large();
  memory.keep(about, {}, view, view->bytes());
  return view->is_kept() ? std::move(view) : View{};
}

}  // namespace annals
