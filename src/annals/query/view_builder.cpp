#include "annals/query/view_builder.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <limits>
#include <new>
#include <type_traits>

#include "annals/state/counting.h"

namespace annals {
namespace {

constexpr Horizon everything{.known = KnownTime::latest(),
                             .basis = {.value = std::numeric_limits<std::uint64_t>::max()}};

/// What the memory of a view is made of, for its alignment.
struct alignas(std::max_align_t) Unit {
  std::array<std::byte, alignof(std::max_align_t)> bytes;
};

/// How many statements the states of a cell may rest on altogether. Where dates are clear, a state
/// rests on one or two.
constexpr std::size_t candidates_max(std::size_t statements) {
  constexpr std::size_t for_each_statement = 16;
  constexpr std::size_t at_least = 1024;
  return at_least + for_each_statement * statements;
}

/// How long ago the last tick was; ticks are those since 1970.
Microseconds since_tick(EffectiveTime at, Microseconds tick) {
  const Microseconds since = at.at.time_since_epoch() % tick;
  return since < Microseconds{0} ? since + tick : since;
}

}  // namespace

std::shared_ptr<const RelationshipView> ViewBuilder::build(
    std::span<const CellStatements> cells, std::span<const Correction> corrections) {
  ViewBuilder builder;
  builder.header_.is_kept = true;
  builder.look_at(cells, corrections);
  builder.choose_tick();
  builder.put_directory(cells);
  builder.put_lists();
  builder.put_statements(cells);
  builder.align(alignof(Correction));
  builder.header_.corrections_begin = builder.end();
  builder.header_.corrections = static_cast<std::uint32_t>(corrections.size());
  for (const Correction& each : corrections) builder.put(each);
  auto view = builder.finish();
  return view ? view : empty();
}

std::shared_ptr<const RelationshipView> ViewBuilder::empty() {
  ViewBuilder builder;
  builder.bytes_.resize(sizeof(View));
  return builder.finish();
}

void ViewBuilder::look_at(std::span<const CellStatements> cells,
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
    const auto those = annals::counting(cell.statements, withdrawals, everything);
    spells_.push_back(is_near ? spells(those, candidates_max(those.size())) : Spells{});
  }
}

void ViewBuilder::choose_tick() {
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
    const bool is_short = header_.moment(greatest) < std::numeric_limits<std::uint32_t>::max();
    const bool is_exact = std::ranges::all_of(moments, [&](EffectiveTime at) {
      const Microseconds since = since_tick(at, tick);
      return since == Microseconds{0} || since == tick - Microseconds{1};
    });
    if (is_short && is_exact) return;
  }
  header_.base = least;
  header_.has_long_moments = true;
}

void ViewBuilder::put_directory(std::span<const CellStatements> cells) {
  header_.cells = static_cast<std::uint32_t>(cells.size());
  std::vector<View::CellHash> hashes;
  for (std::uint32_t index = 0; index < cells.size(); ++index) {
    const Cell& cell = cells[index].cell;
    hashes.push_back({.hash = View::hash_of(cell.term, cell.key), .cell = index});
  }
  std::ranges::sort(hashes, {}, &View::CellHash::hash);
  bytes_.resize(sizeof(View));
  for (const View::CellHash& each : hashes) put(each);
  const std::size_t begin = bytes_.size();
  std::vector<View::CellPlace> places(cells.size());
  bytes_.resize(begin + places.size() * sizeof(View::CellPlace));
  for (std::size_t index = 0; index < cells.size(); ++index) {
    put_cell(cells[index].cell, spells_[index], places[index]);
  }
  if (!places.empty()) {
    std::memcpy(&bytes_[begin], places.data(), places.size() * sizeof(View::CellPlace));
  }
}

void ViewBuilder::put_cell(const Cell& cell, const Spells& spells, View::CellPlace& place) {
  place.name = end();
  place.term_bytes = static_cast<std::uint32_t>(cell.term.size());
  place.key_bytes = static_cast<std::uint32_t>(cell.key.size());
  put_text(cell.term);
  put_text(cell.key);
  std::vector<View::State> states;
  if (spells) {
    for (const Spell& each : *spells) {
      states.push_back(each.state ? packed(*each.state)
                                  : View::State{.leading = 0, .value = View::absent});
    }
  }
  align(alignof(std::uint64_t));
  place.states = end();
  place.states_count = static_cast<std::uint32_t>(states.size());
  for (const View::State& each : states) put(each);
  for (std::size_t i = 1; i < states.size(); ++i) {
    const std::uint64_t moment = header_.moment((*spells)[i].from);
    if (header_.has_long_moments) {
      put(moment);
    } else {
      put(static_cast<std::uint32_t>(moment));
    }
  }
}

RelationshipView::State ViewBuilder::packed(const CellState& state) {
  const View::State kept{.leading = from_first(state.leading), .value = value(state.value)};
  if (state.possible.size() == 1 && state.candidates.size() == 1) return kept;
  const auto place = static_cast<View::Place>(lists_.size());
  lists_.insert(lists_.end(), {kept.value, static_cast<std::uint32_t>(state.possible.size()),
                               static_cast<std::uint32_t>(state.candidates.size())});
  for (const Value& each : state.possible) lists_.push_back(value(each));
  for (const Sequence each : state.candidates) lists_.push_back(from_first(each));
  return {.leading = kept.leading, .value = place | View::lists_bit};
}

void ViewBuilder::put_lists() {
  align(alignof(View::Lists));
  header_.lists_begin = end();
  for (const std::uint32_t each : lists_) put(each);
}

void ViewBuilder::put_statements(std::span<const CellStatements> cells) {
  std::vector<View::KeptStatement> statements;
  std::vector<std::uint32_t> ends;
  for (const CellStatements& cell : cells) {
    for (const Statement& each : cell.statements) {
      statements.push_back({.sequence = each.sequence,
                            .known = each.known,
                            .start = each.start,
                            .end = each.end.value_or(EffectiveSpan{}),
                            .value = value(each.value),
                            .has_end = each.end.has_value()});
    }
    ends.push_back(static_cast<std::uint32_t>(statements.size()));
  }
  align(alignof(std::uint32_t));
  header_.statement_ends = end();
  for (const std::uint32_t each : ends) put(each);
  align(alignof(View::KeptStatement));
  header_.statements_begin = end();
  for (const View::KeptStatement& each : statements) put(each);
}

RelationshipView::Place ViewBuilder::value(const Value& value) {
  const auto [known, is_new] = values_.try_emplace(value, View::Place{0});
  if (!is_new) return known->second;
  align(alignof(View::ValueHead));
  known->second = end();
  const auto* const text = std::get_if<std::string>(&value);
  const std::size_t size = text != nullptr ? text->size() : 0;
  put(static_cast<View::ValueHead>(size << View::kind_bits | value.index()));
  if (text != nullptr) {
    put_text(*text);
  } else if (const auto* const number = std::get_if<double>(&value)) {
    put(*number);
  } else if (const auto* const flag = std::get_if<bool>(&value)) {
    put(*flag);
  }
  return known->second;
}

std::uint32_t ViewBuilder::from_first(Sequence sequence) const {
  return static_cast<std::uint32_t>(sequence.value - header_.first.value);
}

template <typename T>
void ViewBuilder::put(const T& what) {
  static_assert(std::is_trivially_copyable_v<T>);
  const std::size_t begin = bytes_.size();
  bytes_.resize(begin + sizeof(T));
  std::memcpy(&bytes_[begin], &what, sizeof(T));
}

void ViewBuilder::put_text(std::string_view text) {
  const auto those = std::as_bytes(std::span{text});
  bytes_.insert(bytes_.end(), those.begin(), those.end());
}

void ViewBuilder::align(std::size_t to) {
  bytes_.resize((bytes_.size() + to - 1) / to * to);
}

std::shared_ptr<const RelationshipView> ViewBuilder::finish() {
  // Texts are shorter than a record may be, and so than what 30 bits tell.
  if (bytes_.size() >= View::lists_bit) return nullptr;
  constexpr std::size_t counts_bytes = 48;  // those of its owners, and what the allocator takes
  const auto memory = std::make_shared<Unit[]>(  // NOLINT(modernize-avoid-c-arrays)
      (bytes_.size() + sizeof(Unit) - 1) / sizeof(Unit));
  std::memcpy(memory.get(), bytes_.data(), bytes_.size());
  header_.bytes = bytes_.size() + counts_bytes;
  const auto* const view = new (memory.get()) View{header_};
  return {memory, view};
}

}  // namespace annals
