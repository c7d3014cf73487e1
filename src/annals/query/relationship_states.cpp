#include "annals/query/relationship_states.h"

#include <algorithm>
#include <utility>

#include "annals/index/correction_index.h"
#include "annals/query/states_builder.h"

namespace annals {
namespace {

/// How many of `count` numbers at `place`, which are in order, are less than `limit`.
template <typename Number>
std::size_t count_below(PieceReader piece, Place place, std::size_t count, std::uint64_t limit) {
  // No moment is the greatest number, so that all are below whatever is beyond it.
  constexpr std::uint64_t most = std::numeric_limits<Number>::max();
  const auto below = static_cast<Number>(std::min(limit, most));
  const auto is_below = [&](std::size_t index) { return piece.read<Number>(place, index) < below; };
  std::size_t base = 0;
  for (; count > 1; count -= count / 2) {
    base = is_below(base + count / 2 - 1) ? base + count / 2 : base;
  }
  return base + static_cast<std::size_t>(count == 1 && is_below(base));
}

}  // namespace

std::shared_ptr<const RelationshipStates> RelationshipStates::too_large() {
  return StatesBuilder::empty();
}

std::shared_ptr<const RelationshipStates> RelationshipStates::make(
    std::span<const CellStatements> cells, std::span<const Correction> corrections) {
  return StatesBuilder::build(cells, corrections);
}

bool RelationshipStates::are_worked_out(CellRange range) const {
  const KeptCells all = cells();
  for (std::size_t i = range.begin; i < range.end; ++i) {
    if (all[i].count == 0) return false;
  }
  return true;
}

/// A date begins at a tick and ends a microsecond before one, so that two numbers for each tick are
/// enough. Of what lies between these it is the number of the one before.
std::uint64_t RelationshipStates::Header::moment(EffectiveTime at) const {
  // Moments may be further apart than a duration can be.
  const std::uint64_t distance = static_cast<std::uint64_t>(at.microseconds()) -
                                 static_cast<std::uint64_t>(base.microseconds());
  if (moment_bytes == sizeof(std::uint64_t)) return distance;
  return 2 * (distance / tick) + (distance % tick == tick - 1 ? 1 : 0);
}

EffectiveTime RelationshipStates::Header::time(std::uint64_t moment) const {
  const std::uint64_t distance =
      moment_bytes == sizeof(std::uint64_t) ? moment : moment / 2 * tick + moment % 2 * (tick - 1);
  return EffectiveTime::from_microseconds(
      static_cast<std::int64_t>(static_cast<std::uint64_t>(base.microseconds()) + distance));
}

std::uint64_t RelationshipStates::moment_after(EffectiveTime on) const {
  return on < header_.base ? 0 : header_.moment(on) + 1;
}

std::size_t RelationshipStates::search(const KeptCell& cell, std::uint64_t after) const {
  const PieceReader piece{this};
  const std::size_t count = cell.count - 1;
  switch (header_.moment_bytes) {
    case sizeof(std::uint16_t):
      return count_below<std::uint16_t>(piece, cell.content, count, after);
    case sizeof(std::uint32_t):
      return count_below<std::uint32_t>(piece, cell.content, count, after);
    default:
      return count_below<std::uint64_t>(piece, cell.content, count, after);
  }
}

std::uint64_t RelationshipStates::moment(const KeptCell& cell, std::size_t which) const {
  const PieceReader piece{this};
  switch (header_.moment_bytes) {
    case sizeof(std::uint16_t):
      return piece.read<std::uint16_t>(cell.content, which - 1);
    case sizeof(std::uint32_t):
      return piece.read<std::uint32_t>(cell.content, which - 1);
    default:
      return piece.read<std::uint64_t>(cell.content, which - 1);
  }
}

RelationshipStates::Kept RelationshipStates::kept(const KeptCell& cell, std::size_t which) const {
  const PieceReader piece{this};
  const auto leading =
      static_cast<Place>(cell.content + (cell.count - 1) * std::size_t{header_.moment_bytes});
  const auto values = static_cast<Place>(leading + cell.count * sizeof(Leading));
  const bool is_short = header_.place_bytes == sizeof(std::uint16_t);
  return {.leading = piece.read<Leading>(leading, which),
          .value = is_short ? piece.read<std::uint16_t>(values, which)
                            : piece.read<std::uint32_t>(values, which)};
}

std::size_t RelationshipStates::end_of(const KeptCell& cell) const {
  return cell.content + cell.count * (header_.moment_bytes + sizeof(Leading) + header_.place_bytes);
}

std::vector<BareCell> RelationshipStates::states_at(CellRange range, EffectiveTime on) const {
  constexpr std::size_t at_once = 8;
  const std::uint64_t after = moment_after(on);
  const KeptCells all = cells();
  const auto expect = [&](std::size_t index) {
    if (index >= range.end) return;
    const KeptCell cell = all[index];
    PieceReader{this}.expect(cell.name, end_of(cell));
  };
  for (std::size_t i = range.begin; i < range.begin + at_once; ++i) expect(i);
  std::vector<BareCell> answer;
  answer.reserve(range.size());
  for (std::size_t i = range.begin; i < range.end; ++i) {
    expect(i + at_once);
    const KeptCell cell = all[i];
    const std::size_t which = search(cell, after);
    if (kept(cell, which).value == absent(header_.place_bytes)) continue;
    BareCell& bare = answer.emplace_back();
    bare.cell.term = all.term_of(cell);
    bare.cell.key = all.key_of(cell);
    put_state(cell, which, bare.state);
  }
  return answer;
}

std::vector<Spell> RelationshipStates::spells(std::size_t cell) const {
  const KeptCell all = cells()[cell];
  std::vector<Spell> over_time(all.count);
  for (std::size_t i = 0; i < over_time.size(); ++i) {
    over_time[i].from = i == 0 ? EffectiveTime::earliest() : header_.time(moment(all, i));
    if (kept(all, i).value == absent(header_.place_bytes)) continue;
    put_state(all, i, over_time[i].state.emplace());
  }
  return over_time;
}

CellState RelationshipStates::state_between(const std::optional<CellState>& before,
                                            const CellState& after) {
  // Where nothing holds before, what leads is what may have begun.
  CellState state{.value = before ? before->value : after.value,
                  .certain = false,
                  .possible = {before ? before->value : Value{None{}}, after.value},
                  .leading = before ? before->leading : after.leading,
                  .candidates = {after.leading}};
  if (before) state.candidates.insert(state.candidates.begin(), before->leading);
  std::ranges::sort(state.possible);
  const auto repeated = std::ranges::unique(state.possible);
  state.possible.erase(repeated.begin(), repeated.end());
  state.certain = state.possible.size() == 1;
  return state;
}

void RelationshipStates::put_state(const KeptCell& cell, std::size_t which,
                                   CellState& state) const {
  const Kept own = kept(cell, which);
  if (own.value == between(header_.place_bytes)) {
    std::optional<CellState> before;
    if (kept(cell, which - 1).value != absent(header_.place_bytes)) {
      put_state(cell, which - 1, before.emplace());
    }
    CellState after;
    put_state(cell, which + 1, after);
    state = state_between(before, after);
    return;
  }
  if ((own.value & lists_bit(header_.place_bytes)) != 0) return put_lists(own, state);
  state.leading = {.value = header_.first.value + own.leading};
  state.certain = true;
  state.value = PieceReader{this}.value(own.value);
  state.possible.push_back(state.value);
  state.candidates.push_back(state.leading);
}

void RelationshipStates::put_lists(const Kept& kept, CellState& state) const {
  const PieceReader piece{this};
  state.leading = {.value = header_.first.value + kept.leading};
  std::size_t next = kept.value & ~lists_bit(header_.place_bytes);
  const auto take = [&] { return piece.read<std::uint32_t>(header_.lists_begin, next++); };
  state.value = piece.value(take());
  const std::uint32_t possible = take();
  const std::uint32_t candidates = take();
  state.possible.reserve(possible);
  for (std::uint32_t i = 0; i < possible; ++i) state.possible.push_back(piece.value(take()));
  state.candidates.reserve(candidates);
  for (std::uint32_t i = 0; i < candidates; ++i) {
    state.candidates.push_back({.value = header_.first.value + take()});
  }
  state.certain = possible == 1;
}

Result<std::shared_ptr<const RelationshipStates>> read_states(const Snapshot& snapshot,
                                                              std::string_view relationship,
                                                              Keeping keeping) {
  using States = std::shared_ptr<const RelationshipStates>;
  const Decoded memory = snapshot.decoded();
  const Subject about = Subject::relationship(relationship);
  if (States kept = memory.find<RelationshipStates>(about)) {
    return kept->is_kept() ? std::move(kept) : States{};
  }
  if (keeping == Keeping::no || !memory.is_wanted<RelationshipStates>(about)) return States{};

  auto cells = read_cells_up_to(snapshot, relationship, kept_statements_max);
  if (!cells) return std::move(cells).error();
  auto corrections = read_corrections(snapshot, relationship);
  if (!corrections) return std::move(corrections).error();
  States states =
      *cells ? RelationshipStates::make(**cells, *corrections) : RelationshipStates::too_large();
  if (states->bytes() > memory.entry_bytes_max()) states = RelationshipStates::too_large();
  memory.keep(about, {}, states, states->bytes());
  return states->is_kept() ? std::move(states) : States{};
}

}  // namespace annals
