#include "annals/query/states_builder.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "annals/state/counting.h"

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

/// Whether it is told by a value and the one statement that it rests on.
bool is_plain(const CellState& state) {
  return state.possible.size() == 1 && state.candidates.size() == 1;
}

/// How long ago the last tick was; ticks are those since 1970.
Microseconds since_tick(EffectiveTime at, Microseconds tick) {
  const Microseconds since = at.at.time_since_epoch() % tick;
  return since < Microseconds{0} ? since + tick : since;
}

}  // namespace

std::shared_ptr<const RelationshipStates> StatesBuilder::build(
    std::span<const CellStatements> cells, std::span<const Correction> corrections) {
  StatesBuilder builder;
  builder.header_.is_kept = true;
  builder.look_at(cells, corrections);
  builder.choose_moments();
  for (const std::size_t place_bytes : {sizeof(std::uint16_t), sizeof(std::uint32_t)}) {
    if (auto states = builder.put_all(place_bytes)) return states;
  }
  return empty();
}

std::shared_ptr<const RelationshipStates> StatesBuilder::empty() {
  States::Header header;
  const PieceWriter piece{sizeof(States)};
  header.bytes = piece.size() + PieceWriter::counts_bytes;
  return piece.finish(States{header});
}

void StatesBuilder::look_at(std::span<const CellStatements> cells,
                            std::span<const Correction> corrections) {
  header_.first = everything.basis;
  const auto note = [&](Sequence sequence, KnownTime known) {
    header_.first = std::min(header_.first, sequence);
    header_.last = std::max(header_.last, sequence);
    header_.latest_known = std::max(header_.latest_known, known);
  };
  for (const Correction& each : corrections) note(each.by, each.known);
  for (const CellStatements& cell : cells) {
    for (const Statement& each : cell.statements) note(each.sequence, each.known);
  }
  const Withdrawals withdrawals{corrections, everything};
  const bool is_near =
      header_.last.value - header_.first.value < std::numeric_limits<std::uint32_t>::max();
  for (const CellStatements& cell : cells) {
    const auto those = counting(cell.statements, withdrawals, everything);
    cells_.push_back(&cell.cell);
    spells_.push_back(is_near ? annals::spells(those, candidates_max(those.size())) : Spells{});
  }
}

void StatesBuilder::choose_moments() {
  std::vector<EffectiveTime> moments;
  for (const Spells& each : spells_) {
    if (!each) continue;
    for (const Spell& spell : std::span{*each}.subspan(1)) moments.push_back(spell.from);
  }
  if (moments.empty()) return;
  const auto [least, greatest] = std::ranges::minmax(moments);
  for (const Microseconds tick :
       {Microseconds{std::chrono::days{1}}, Microseconds{std::chrono::minutes{1}},
        Microseconds{std::chrono::seconds{1}}}) {
    header_.tick = static_cast<std::uint64_t>(tick.count());
    header_.base = {.at = least.at - since_tick(least, tick)};
    header_.moment_bytes = sizeof(std::uint32_t);
    const std::uint64_t last = header_.moment(greatest);
    const bool is_exact = std::ranges::all_of(moments, [&](EffectiveTime at) {
      const Microseconds since = since_tick(at, tick);
      return since == Microseconds{0} || since == tick - Microseconds{1};
    });
    if (last >= std::numeric_limits<std::uint32_t>::max() || !is_exact) continue;
    const bool is_short = last < std::numeric_limits<std::uint16_t>::max();
    header_.moment_bytes = is_short ? sizeof(std::uint16_t) : sizeof(std::uint32_t);
    return;
  }
  header_.base = least;
  header_.moment_bytes = sizeof(std::uint64_t);
}

std::shared_ptr<const RelationshipStates> StatesBuilder::put_all(std::size_t place_bytes) {
  header_.place_bytes = static_cast<std::uint8_t>(place_bytes);
  header_.cells = static_cast<std::uint32_t>(cells_.size());
  lists_.clear();
  PieceWriter piece{sizeof(States)};
  if (!put_cells(piece)) return nullptr;
  header_.lists_begin = piece.end();
  for (const std::uint32_t each : lists_) piece.put(each);
  // Lists are longer than the number of the last one, so that this bounds these too.
  if (piece.size() >= States::lists_bit(place_bytes)) return nullptr;
  header_.bytes = piece.size() + PieceWriter::counts_bytes;
  return piece.finish(States{header_});
}

bool StatesBuilder::put_cells(PieceWriter& piece) {
  CellsWriter cells{piece, cells_};
  for (const Spells& spells : spells_) {
    if (!cells.put_name()) return false;
    if (!spells) {
      cells.put_content(piece.end(), 0);
      continue;
    }
    // Values lie before the states that have them.
    std::vector<std::uint32_t> values;
    values.reserve(spells->size());
    for (std::size_t i = 0; i < spells->size(); ++i) values.push_back(value_of(*spells, i, piece));
    cells.put_content(piece.end(), static_cast<std::uint32_t>(spells->size()));
    put_states(*spells, piece);
    for (const std::uint32_t value : values) {
      if (header_.place_bytes == sizeof(std::uint16_t)) {
        piece.put(static_cast<std::uint16_t>(value));
      } else {
        piece.put(value);
      }
    }
  }
  return true;
}

/// The moments and the leading sequences.
void StatesBuilder::put_states(const std::vector<Spell>& spells, PieceWriter& piece) {
  for (const Spell& spell : std::span{spells}.subspan(1)) {
    put_moment(header_.moment(spell.from), piece);
  }
  for (const Spell& spell : spells) {
    piece.put(spell.state ? from_first(spell.state->leading) : States::Leading{0});
  }
}

void StatesBuilder::put_moment(std::uint64_t moment, PieceWriter& piece) const {
  switch (header_.moment_bytes) {
    case sizeof(std::uint16_t):
      return piece.put(static_cast<std::uint16_t>(moment));
    case sizeof(std::uint32_t):
      return piece.put(static_cast<std::uint32_t>(moment));
    default:
      return piece.put(moment);
  }
}

std::uint32_t StatesBuilder::value_of(std::span<const Spell> spells, std::size_t which,
                                      PieceWriter& piece) {
  if (!spells[which].state) return States::absent(header_.place_bytes);
  const CellState& state = *spells[which].state;
  const Place value = piece.value(state.value);
  if (is_plain(state)) return value;
  if (which > 0 && which + 1 < spells.size()) {
    const auto& before = spells[which - 1].state;
    const auto& after = spells[which + 1].state;
    const bool is_told = (!before || is_plain(*before)) && after && is_plain(*after) &&
                         States::state_between(before, *after) == state;
    if (is_told) return States::between(header_.place_bytes);
  }
  const auto begin = static_cast<std::uint32_t>(lists_.size());
  lists_.insert(lists_.end(), {value, static_cast<std::uint32_t>(state.possible.size()),
                               static_cast<std::uint32_t>(state.candidates.size())});
  for (const Value& each : state.possible) lists_.push_back(piece.value(each));
  for (const Sequence each : state.candidates) lists_.push_back(from_first(each));
  return begin | States::lists_bit(header_.place_bytes);
}

std::uint32_t StatesBuilder::from_first(Sequence sequence) const {
  return static_cast<std::uint32_t>(sequence.value - header_.first.value);
}

}  // namespace annals
