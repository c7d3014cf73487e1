#include "annals/query/holdings.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>
#include <utility>

#include "annals/base/big_endian.h"
#include "annals/index/relationship_walk.h"
#include "annals/index/value_index.h"
#include "annals/query/relationship_states.h"
#include "annals/state/counting.h"

namespace annals {

void Holdings::Builder::add(std::string_view relationship, std::span<const Timelines> cells) {
  const std::size_t before = made_.held_.size();
  for (const Timelines& cell : cells) add_cell(cell);
  if (made_.held_.size() == before) return;
  made_.names_ += relationship;
  made_.name_begins_.push_back(made_.names_.size());
}

void Holdings::Builder::add_cell(const Timelines& cell) {
  const auto [known, is_new] =
      cells_.try_emplace(cell.cell, static_cast<Number>(made_.cells_.size()));
  if (is_new) {
    made_.text_bytes_ += cell.cell.term.size() + cell.cell.key.size();
    made_.cells_.push_back(cell.cell);
  }
  std::optional<Open> open;
  for (std::size_t i = 0; i < cell.spells.size(); ++i) {
    const auto& [from, state] = cell.spells[i];
    const Answer answer = state ? meets(condition_, state->possible) : Answer::no;
    const bool is_sure =
        answer == Answer::yes && state->possible.size() == 1 && state->candidates.size() == 1;
    if (answer == Answer::no || (is_sure && open && open->sure != nullptr)) {
      close(open, known->second);
    }
    if (answer == Answer::no) continue;
    const bool is_last = i + 1 == cell.spells.size();
    const EffectiveTime last =
        is_last ? EffectiveTime::latest()
                : EffectiveTime{.at = cell.spells[i + 1].from.at - Microseconds{1}};
    if (!open) {
      open = Open{.span = {.first = from,
                           .last = last,
                           .sure_first = EffectiveTime::latest(),
                           .sure_last = EffectiveTime::earliest()},
                  .sure = nullptr};
    }
    open->span.last = last;
    if (!is_sure) continue;
    open->sure = &*state;
    open->span.sure_first = from;
    open->span.sure_last = last;
  }
  close(open, known->second);
}

/// Adds what was open.
void Holdings::Builder::close(std::optional<Open>& open, Number cell) {
  if (!open) return;
  const CellState* const sure = open->sure;
  const Outcome made{.cell = cell, .value = value(sure != nullptr ? sure->value : Value{None{}})};
  const auto [known, is_new] =
      outcomes_.try_emplace({made.cell, made.value}, static_cast<Number>(made_.outcomes_.size()));
  if (is_new) made_.outcomes_.push_back(made);
  spans_.push_back(open->span);
  made_.held_.push_back({.leading = sure != nullptr ? sure->leading : Sequence{},
                         .relationship = static_cast<Number>(made_.name_begins_.size() - 1),
                         .outcome = known->second});
  open.reset();
}

Holdings::Number Holdings::Builder::value(const Value& value) {
  const auto [known, is_new] =
      values_.try_emplace(value, static_cast<Number>(made_.values_.size()));
  if (is_new) {
    const auto* const text = std::get_if<std::string>(&value);
    made_.text_bytes_ += text != nullptr ? text->size() : 0;
    made_.values_.push_back(value);
  }
  return known->second;
}

void Holdings::Builder::rests_on(Sequence sequence, KnownTime known) {
  made_.last_ = std::max(made_.last_, sequence);
  made_.latest_known_ = std::max(made_.latest_known_, known);
}

std::size_t Holdings::Builder::bytes() const {
  constexpr std::size_t node_bytes = 96;  // of a map, without texts
  const std::size_t nodes = cells_.size() + values_.size() + outcomes_.size();
  return made_.bytes() + made_.text_bytes_ + nodes * node_bytes +
         spans_.capacity() * sizeof(SpanIndex::Span);
}

Holdings Holdings::Builder::finish() && {
  made_.names_.shrink_to_fit();
  made_.name_begins_.shrink_to_fit();
  made_.cells_.shrink_to_fit();
  made_.held_.shrink_to_fit();
  made_.outcomes_.shrink_to_fit();
  made_.values_.shrink_to_fit();
  made_.spans_ = SpanIndex{spans_};
  made_.is_kept_ = true;
  return std::move(made_);
}

BareCell Holdings::bare_cell(std::uint32_t hit) const {
  const Held& held = held_[hit];
  const Outcome& outcome = outcomes_[held.outcome];
  const Value& value = values_[outcome.value];
  return {.cell = cells_[outcome.cell],
          .state = {.value = value,
                    .certain = true,
                    .possible = {value},
                    .leading = held.leading,
                    .candidates = {held.leading}}};
}

std::size_t Holdings::bytes() const {
  std::size_t bytes =
      sizeof(Holdings) + names_.capacity() + name_begins_.capacity() * sizeof(std::size_t) +
      cells_.capacity() * sizeof(Cell) + held_.capacity() * sizeof(Held) +
      outcomes_.capacity() * sizeof(Outcome) + values_.capacity() * sizeof(Value) + spans_.bytes();
  return bytes + text_bytes_;
}

namespace {

using KeptHoldings = std::shared_ptr<const Holdings>;

constexpr Horizon everything{.known = KnownTime::latest(),
                             .basis = {.value = std::numeric_limits<std::uint64_t>::max()}};

/// What tells the condition from others about the same term.
std::string detail_of(const Condition& condition) {
  std::string detail(1, static_cast<char>(condition.comparison));
  detail += condition.key ? "k" + *condition.key + '\0' : "-";
  if (condition.comparison == Comparison::present) return detail;
  detail += static_cast<char>(condition.value.index());
  std::visit(Overloaded{[&](const std::string& text) { detail += text; },
                        [&](double number) {
                          put_big_endian(detail, std::bit_cast<std::uint64_t>(number));
                        },
                        [&](bool flag) { detail += flag ? '1' : '0'; }, [](None) {}},
             condition.value);
  return detail;
}

/// Adds the relationships that a condition may be met by to its holdings, one after another.
class Gathering {
 public:
  Gathering(const Snapshot& snapshot, const Condition& condition)
      : snapshot_{snapshot}, condition_{condition}, walk_{snapshot}, builder_{condition} {}

  /// False if there is too much to keep. Errors: corrupt, io.
  Result<bool> add(const std::string& relationship) {
    const auto states = read_states(snapshot_, relationship, Keeping::no);
    if (!states) return states.error();
    const auto cells = *states ? over_time(**states) : read_over_time(relationship);
    if (!cells) return cells.error();
    if (!*cells) return false;
    builder_.add(relationship, **cells);
    return builder_.bytes() <= snapshot_.decoded().entry_bytes_max();
  }

  Holdings finish() && { return std::move(builder_).finish(); }

 private:
  /// The states over time of the cells that the condition names; nothing if they are too many.
  using Timelines = std::optional<std::vector<Holdings::Timelines>>;

  Result<Timelines> over_time(const RelationshipStates& states) {
    const KeptCells all = states.cells();
    const CellRange named = condition_.key
                                ? all.only({.term = condition_.term, .key = *condition_.key})
                                : all.of_term(condition_.term);
    if (!states.are_worked_out(named)) return Timelines{};
    builder_.rests_on(states.last(), states.latest_known());
    Timelines cells{std::in_place};
    for (std::size_t i = named.begin; i < named.end; ++i) {
      cells->push_back({.cell = all.cell(i), .spells = states.spells(i)});
    }
    return cells;
  }

  /// The same of one that is not in memory.
  Result<Timelines> read_over_time(const std::string& relationship) {
    constexpr std::size_t statements_max = 1 << 16;
    constexpr std::size_t candidates_for_each = 64;
    const auto corrections = walk_.corrections(relationship);
    if (!corrections) return corrections.error();
    for (const Correction& each : *corrections) builder_.rests_on(each.by, each.known);
    const Withdrawals withdrawals{*corrections, everything};
    const auto named = walk_.cells(relationship, condition_.term, condition_.key);
    if (!named) return named.error();
    Timelines cells{std::in_place};
    for (const CellStatements& each : *named) {
      for (const Statement& said : each.statements) builder_.rests_on(said.sequence, said.known);
      if (each.statements.size() > statements_max) return Timelines{};
      const auto those = counting(each.statements, withdrawals, everything);
      auto all = spells(those, candidates_for_each * (1 + those.size()));
      if (!all) return Timelines{};
      cells->push_back({.cell = each.cell, .spells = *std::move(all)});
    }
    return cells;
  }

  const Snapshot& snapshot_;
  const Condition& condition_;
  RelationshipWalk walk_;
  Holdings::Builder builder_;
};

Result<Holdings> build(const Snapshot& snapshot, const Condition& condition) {
  const auto names = read_holders(snapshot, condition, EffectiveTime::latest(), everything);
  if (!names) return names.error();
  Gathering gathering{snapshot, condition};
  for (const std::string& name : *names) {
    const auto goes_on = gathering.add(name);
    if (!goes_on) return goes_on.error();
    if (!*goes_on) return Holdings::too_many();
  }
  return std::move(gathering).finish();
}

/// Those of one condition; null if they are not in memory and should not be.
Result<KeptHoldings> read_one(const Snapshot& snapshot, const Condition& condition,
                              const Scope& scope) {
  const Decoded memory = snapshot.decoded();
  const Subject about = Subject::term(condition.term);
  const std::string detail = detail_of(condition);
  if (KeptHoldings kept = memory.find<Holdings>(about, detail)) {
    return kept->is_kept() ? std::move(kept) : KeptHoldings{};
  }
  const auto may_build = may_know_all(snapshot, scope);
  if (!may_build) return may_build.error();
  if (!*may_build || !memory.is_wanted<Holdings>(about, detail)) return KeptHoldings{};
  auto built = build(snapshot, condition);
  if (!built) return std::move(built).error();
  const bool has_room = built->bytes() <= memory.entry_bytes_max();
  const auto holdings =
      std::make_shared<const Holdings>(has_room ? *std::move(built) : Holdings::too_many());
  memory.keep(about, detail, holdings, holdings->bytes());
  return holdings->is_kept() ? holdings : KeptHoldings{};
}

}  // namespace

Result<std::vector<KeptHoldings>> read_holdings(const Snapshot& snapshot,
                                                std::span<const Condition> conditions,
                                                const Scope& scope) {
  std::vector<KeptHoldings> all;
  if (!scope.sources.is_everybody()) return all;
  for (const Condition& condition : conditions) {
    auto one = read_one(snapshot, condition, scope);
    if (!one) return std::move(one).error();
    if (*one && (*one)->is_all_seen(scope.horizon)) all.push_back(*std::move(one));
  }
  if (all.size() < conditions.size()) all.clear();
  return all;
}

}  // namespace annals
